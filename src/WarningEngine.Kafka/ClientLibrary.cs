using System.Diagnostics;
using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace WarningEngine.Kafka;

/// <summary>librdkafka: the very copy that Confluent.Kafka has loaded, of the several that its package brings. Another copy could do nothing with
/// what that one has made.</summary>
internal static class ClientLibrary
{
    /// <summary>What imports of this assembly call it.</summary>
    public const string Name = "warning-engine-rdkafka";

    private static readonly Lazy<nint> Loaded = new(Load);

    /// <summary>Before the first call of an import. Clients may be made on several threads, and a resolver can be set but once.</summary>
    /// <exception cref="DllNotFoundException">The client has none that this process could name.</exception>
    public static void EnsureLoaded() => _ = Loaded.Value;

    private static nint Load()
    {
        var version = Library.VersionString;
        var handle = Find(version);
        NativeLibrary.SetDllImportResolver(typeof(ClientLibrary).Assembly, (name, _, _) => name == Name ? handle : 0);
        return handle;
    }

    private static nint Find(string version)
    {
        using var process = Process.GetCurrentProcess();
        foreach (ProcessModule module in process.Modules)
        {
            using (module)
            {
                if (Path.GetFileName(module.FileName).Contains("rdkafka", StringComparison.Ordinal)
                    && NativeLibrary.TryLoad(module.FileName, out var handle) && NativeLibrary.TryGetExport(handle, "rd_kafka_new", out _))
                {
                    return handle;
                }
            }
        }

        throw new DllNotFoundException($"librdkafka {version} is in use, but no file of this process has it.");
    }
}
