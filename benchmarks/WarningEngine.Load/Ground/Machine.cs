using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Confluent.Kafka;
using StackExchange.Redis;
using WarningEngine.Testing;

namespace WarningEngine.Load.Ground;

/// <summary>Where and with what a run was measured.</summary>
/// <param name="Processor">As the system calls it.</param>
/// <param name="Cores">That this process may use.</param>
/// <param name="MemoryBytes">Of the machine.</param>
/// <param name="System">Kernel.</param>
/// <param name="DotNet">Runtime.</param>
/// <param name="Kafka">Broker.</param>
/// <param name="Redis">Store.</param>
/// <param name="Librdkafka">Client of all processes.</param>
internal sealed record Machine(
    string Processor, int Cores, long MemoryBytes, string System, string DotNet, string Kafka, string Redis, string Librdkafka)
{
    /// <summary>Load of the last minute at the start: who else was at work.</summary>
    public double LoadAtStart { get; init; }

    public static async Task<Machine> DescribeAsync(TestGround? ground) => new(
        Field("/proc/cpuinfo", "model name") ?? RuntimeInformation.ProcessArchitecture.ToString(), Environment.ProcessorCount,
        GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, RuntimeInformation.OSDescription, Environment.Version.ToString(),
        ground?.Kafka.Version() ?? "not used", ground is null ? "not used" : await RedisVersionAsync(ground.Store), Library.VersionString)
    {
        LoadAtStart = double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture),
    };

    /// <summary>Of the checked-out files; with a mark where they were changed.</summary>
    public static string Commit()
    {
        var commit = Git("rev-parse", "HEAD");
        return commit.Length == 0 ? "unknown" : commit + (Git("status", "--porcelain", "--untracked-files=no").Length > 0 ? " and changes" : "");
    }

    /// <summary>What a new process could have without anything being taken from others. Bytes.</summary>
    /// <exception cref="IOException">There is no /proc.</exception>
    public static long AvailableBytes() => Math.Min(
        GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
        1024 * long.Parse(Field("/proc/meminfo", "MemAvailable")!.Split(' ')[0], CultureInfo.InvariantCulture));

    private static string Git(params string[] arguments)
    {
        try
        {
            using var git = Process.Start(new ProcessStartInfo("git", ["-C", Repository.Root, .. arguments]) { RedirectStandardOutput = true })!;
            var said = git.StandardOutput.ReadToEnd().Trim();
            git.WaitForExit();
            return git.ExitCode == 0 ? said : "";
        }
        catch (global::System.ComponentModel.Win32Exception)
        {
            return "";
        }
    }

    private static async Task<string> RedisVersionAsync(ConnectionMultiplexer store) =>
        (await store.GetServers()[0].InfoAsync("server")).SelectMany(x => x).First(x => x.Key == "redis_version").Value;

    private static string? Field(string file, string name) => File.ReadLines(file)
        .FirstOrDefault(x => x.StartsWith(name, StringComparison.Ordinal))?.Split(':', 2)[1].Trim();
}
