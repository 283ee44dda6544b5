using System.Runtime.InteropServices;

namespace WarningEngine.Testing.Servers;

/// <summary>Signals to a process that this one started, by its id.</summary>
public static partial class Signals
{
    private const int Kill9 = 9;
    private const int Term = 15;
    private const int Continue18 = 18;
    private const int Stop19 = 19;

    public static void Kill(int process) => Send(process, Kill9);

    public static void Terminate(int process) => Send(process, Term);

    /// <summary>It stands still, and knows nothing of it.</summary>
    public static void Pause(int process) => Send(process, Stop19);

    public static void Resume(int process) => Send(process, Continue18);

    private static void Send(int process, int signal) => _ = SendSignal(process, signal);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int SendSignal(int process, int signal);
}
