using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace WarningEngine.Kafka.Embedded;

/// <summary>A broker that speaks Kafka's protocol inside this process: librdkafka's mock cluster. For the demo and tests;
/// a partition keeps its newest 5 MiB, and it proves nothing about durability.</summary>
public sealed partial class MockCluster : IDisposable
{
    private const int RdKafkaProducer = 0;
    private readonly nint _client;
    private readonly nint _cluster;
    private readonly Dictionary<int, Socket> _kept = [];
    private bool _disposed;

    /// <exception cref="InvalidOperationException">The native library could not make it.</exception>
    public MockCluster(int brokers = 1)
    {
        ClientLibrary.EnsureLoaded();
        var error = Marshal.AllocHGlobal(512);
        try
        {
            // It has no brokers of its own to connect to, and says so at every start: only errors are wanted.
            var config = Native.ConfNew();
            _ = Native.ConfSet(config, "log_level", "3", error, 512);
            _client = Native.New(RdKafkaProducer, config, error, 512);
            if (_client == 0)
            {
                throw new InvalidOperationException($"librdkafka: {Marshal.PtrToStringUTF8(error)}");
            }
        }
        finally
        {
            Marshal.FreeHGlobal(error);
        }

        _cluster = Native.ClusterNew(_client, brokers);
        if (_cluster == 0)
        {
            Native.Destroy(_client);
            throw new InvalidOperationException("librdkafka could not make a mock cluster.");
        }

        // Nobody else is going to join: a group need not wait three seconds for the rest of it.
        Native.GroupDelay(_cluster, 0);
        BootstrapServers = Marshal.PtrToStringUTF8(Native.Bootstraps(_cluster)) ?? "";
    }

    /// <summary>host:port of its brokers, on loopback.</summary>
    public string BootstrapServers { get; }

    /// <exception cref="InvalidOperationException">The topic exists.</exception>
    public void CreateTopic(string name, int partitions)
    {
        var code = Native.TopicCreate(_cluster, name, partitions, 1);
        if (code != 0)
        {
            throw new InvalidOperationException($"Topic {name}: librdkafka error {code}.");
        }
    }

    /// <summary>Drops a broker's connections and takes none until it is up again. Brokers count from 1.</summary>
    public void SetDown(int broker)
    {
        _ = Native.BrokerDown(_cluster, broker);

        // Its port is one that the system gives to whoever asks: it is kept, since librdkafka aborts where it cannot have it back.
        var port = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        port.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        port.Bind(IPEndPoint.Parse(BootstrapServers.Split(',')[broker - 1]));
        _kept[broker] = port;
    }

    /// <summary>After <see cref="SetDown"/>.</summary>
    public void SetUp(int broker)
    {
        if (_kept.Remove(broker, out var port))
        {
            port.Dispose();
        }

        _ = Native.BrokerUp(_cluster, broker);
    }

    /// <summary>The next requests of one kind are answered with these errors, one each.</summary>
    /// <param name="apiKey">The protocol's: 0 Produce, 1 Fetch, 3 Metadata, 8 OffsetCommit, 10 FindCoordinator, 11 JoinGroup.</param>
    /// <param name="errors">In order.</param>
    public void AnswerWith(short apiKey, params ErrorCode[] errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        Native.PushErrors(_cluster, apiKey, (nuint)errors.Length, [.. errors.Select(x => (int)x)]);
    }

    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        foreach (var port in _kept.Values)
        {
            port.Dispose();
        }

        Native.ClusterDestroy(_cluster);
        Native.Destroy(_client);
    }

    private static partial class Native
    {
        [LibraryImport(ClientLibrary.Name, EntryPoint = "rd_kafka_conf_new")]
        public static partial nint ConfNew();

        [LibraryImport(ClientLibrary.Name, EntryPoint = "rd_kafka_conf_set", StringMarshalling = StringMarshalling.Utf8)]
        public static partial int ConfSet(nint config, string name, string value, nint error, nuint size);

        [LibraryImport(ClientLibrary.Name, EntryPoint = "rd_kafka_new")]
        public static partial nint New(int type, nint config, nint error, nuint size);

        [LibraryImport(ClientLibrary.Name, EntryPoint = "rd_kafka_destroy")]
        public static partial void Destroy(nint client);

        [LibraryImport(ClientLibrary.Name, EntryPoint = "rd_kafka_mock_cluster_new")]
        public static partial nint ClusterNew(nint client, int brokers);

        [LibraryImport(ClientLibrary.Name, EntryPoint = "rd_kafka_mock_cluster_destroy")]
        public static partial void ClusterDestroy(nint cluster);

        [LibraryImport(ClientLibrary.Name, EntryPoint = "rd_kafka_mock_cluster_bootstraps")]
        public static partial nint Bootstraps(nint cluster);

        [LibraryImport(ClientLibrary.Name, EntryPoint = "rd_kafka_mock_topic_create", StringMarshalling = StringMarshalling.Utf8)]
        public static partial int TopicCreate(nint cluster, string name, int partitions, int copies);

        [LibraryImport(ClientLibrary.Name, EntryPoint = "rd_kafka_mock_group_initial_rebalance_delay_ms")]
        public static partial void GroupDelay(nint cluster, int delayMs);

        [LibraryImport(ClientLibrary.Name, EntryPoint = "rd_kafka_mock_broker_set_down")]
        public static partial int BrokerDown(nint cluster, int broker);

        [LibraryImport(ClientLibrary.Name, EntryPoint = "rd_kafka_mock_push_request_errors_array")]
        public static partial void PushErrors(nint cluster, short apiKey, nuint count, int[] errors);

        [LibraryImport(ClientLibrary.Name, EntryPoint = "rd_kafka_mock_broker_set_up")]
        public static partial int BrokerUp(nint cluster, int broker);
    }
}
