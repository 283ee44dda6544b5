using System.Diagnostics;
using WarningEngine.Testing;

namespace WarningEngine.Faults;

/// <summary>The engine's executable as it is deployed.</summary>
internal static class Published
{
    /// <param name="directory">To publish into.</param>
    /// <param name="crashPoints">With the points at which a process can be made to die; built apart from everything else.</param>
    /// <returns>The executable.</returns>
    /// <exception cref="InvalidOperationException">It cannot be built.</exception>
    public static async Task<string> MakeAsync(string directory, bool crashPoints, CancellationToken stop)
    {
        var target = Path.Combine(directory, crashPoints ? "engine-crash-points" : "engine");
        List<string> arguments = ["publish", Path.Combine(Repository.Root, "src", "WarningEngine.App"), "-c", "Release", "-o", target];
        if (crashPoints)
        {
            arguments.AddRange(["-p:CrashPoints=true", $"-p:ArtifactsPath={Path.Combine(directory, "build-crash-points")}"]);
        }

        var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true };
        using var publish = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
        var output = publish.StandardOutput.ReadToEndAsync(stop);
        await publish.WaitForExitAsync(stop);
        return publish.ExitCode == 0
            ? Path.Combine(target, "warning-engine") : throw new InvalidOperationException($"The engine cannot be published: {await output}");
    }
}
