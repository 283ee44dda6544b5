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

        // Nothing that goes on after it: a build server would keep its output open.
        arguments.AddRange(["-nodeReuse:false", "-p:UseSharedCompilation=false"]);
        var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true };
        foreach (var name in start.Environment.Keys.Where(x => x.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToArray())
        {
            // Of a test run by dotnet test: they lead to its own SDK.
            start.Environment.Remove(name);
        }

        using var publish = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
        var output = publish.StandardOutput.ReadToEndAsync(stop);
        await publish.WaitForExitAsync(stop);
        return publish.ExitCode == 0
            ? Path.Combine(target, "warning-engine") : throw new InvalidOperationException($"The engine cannot be published: {await output}");
    }
}
