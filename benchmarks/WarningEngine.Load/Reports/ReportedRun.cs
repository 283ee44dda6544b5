using WarningEngine.Load.Measures;

namespace WarningEngine.Load.Reports;

/// <summary>Takes measures, and reports what there is of them however that ends: hours of measuring are not lost with the last of them.</summary>
internal static class ReportedRun
{
    /// <param name="measure">Takes them.</param>
    /// <param name="settings">Which are wanted.</param>
    /// <param name="results">Has what was measured.</param>
    /// <param name="write">Writes the report.</param>
    /// <returns>The exit code: 1 where a measure is missing or something is not as it must be. What <paramref name="measure"/> throws goes on to the
    /// caller.</returns>
    public static async Task<int> RunAsync(Func<Task> measure, LoadSettings settings, Results results, Action write)
    {
        try
        {
            await measure();
        }
        catch (Exception error)
        {
            results.Faults.Add($"{error.GetType().Name}: {error.Message}");
            throw;
        }
        finally
        {
            results.Faults.AddRange(LoadSettings.Names
                .Where(x => settings.Only.Contains(x) && results.Measures.GetValueOrDefault(x) is null).Select(x => $"{x} was not to be had"));
            write();
        }

        return results.Faults.Count == 0 ? 0 : 1;
    }
}
