using System.Diagnostics;

namespace WarningEngine.App.Owners;

/// <summary>Places at which a process can be made to die, to show that nothing is lost or doubled there. Compiled in with
/// <c>-p:CrashPoints=true</c> alone: in what is deployed neither the calls nor their arguments exist.</summary>
internal static class CrashPoint
{
    /// <summary><c>NAME:N,...</c>: dies as by <c>kill -9</c> when NAME is passed for the N-th time.</summary>
    public const string Variable = "WARNING_ENGINE_CRASH_POINT";

    private static readonly Dictionary<string, int> Left = Read(Environment.GetEnvironmentVariable(Variable) ?? "");

    [Conditional("CRASH_POINTS")]
    public static void Pass(string name)
    {
        lock (Left)
        {
            if (!Left.TryGetValue(name, out var left) || (Left[name] = left - 1) != 0)
            {
                return;
            }

            using var self = Process.GetCurrentProcess();
            self.Kill();

            // Nothing of this process goes on, not even until the signal arrives.
            Thread.Sleep(Timeout.Infinite);
        }
    }

    private static Dictionary<string, int> Read(string text) => text.Split(',', StringSplitOptions.RemoveEmptyEntries)
        .Select(x => x.Split(':')).ToDictionary(x => x[0], x => int.Parse(x[1], System.Globalization.CultureInfo.InvariantCulture));
}
