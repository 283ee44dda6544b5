using System.Diagnostics;
using System.Globalization;
using System.Text;
using Confluent.Kafka;
using WarningEngine.Core.Events;
using WarningEngine.Kafka.Topics;
using WarningEngine.Redis;

namespace WarningEngine.Stages;

/// <summary>How long a service with the state of many lines is away when it is restarted: <c>restart --lines N --partitions P
/// --redis HOST:PORT --kafka HOST:PORT --program FILE</c>. Store and brokers must be empty. The published executable is started
/// on the filled store, asked to stop, and started again; measured from each start to readiness, and to the first item in each
/// partition of <c>warnings</c>.</summary>
internal sealed class RestartRun
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    private readonly string _program;
    private readonly string _roles;
    private readonly string _kafka;
    private readonly string _redis;
    private readonly int _partitions;
    private readonly string _keyFile;

    private RestartRun(RunArguments given, int partitions, string directory)
    {
        (_program, _kafka, _redis) = (given["--program"], given["--kafka"], given["--redis"]);
        _roles = given["--roles", "intake,score,dispatch"];
        _partitions = partitions;
        _keyFile = Path.Combine(directory, "token.key");
    }

    private string Partitions => string.Create(CultureInfo.InvariantCulture, $"{_partitions}");

    public static async Task<int> RunAsync(string[] args)
    {
        var given = new RunArguments(
            args, "restart --lines N --partitions P --redis HOST:PORT --kafka HOST:PORT --program FILE [--roles NAME,...]");
        var lines = int.Parse(given["--lines"], CultureInfo.InvariantCulture);
        var partitions = int.Parse(given["--partitions"], CultureInfo.InvariantCulture);
        var directory = Directory.CreateTempSubdirectory("warning-engine-restart-").FullName;
        try
        {
            var run = new RestartRun(given, partitions, directory);
            await run.PrepareAsync(lines);
            Console.WriteLine($"{lines} lines in {partitions} partitions");
            await run.MeasureAsync("first start");
            await run.MeasureAsync("again after SIGTERM");
            return 0;
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private async Task PrepareAsync(int lines)
    {
        await using (var redis = await FilledState.ConnectAsync(_redis))
        {
            await FilledState.WriteAsync(new RedisCheckpointStore(redis), lines, _partitions, FilledState.Rules());
        }

        Verb("keys", "new", _keyFile);
        Verb("topics", "create", "--kafka", _kafka, "--partitions", Partitions);

        // Time begins with the first record; that it cannot be read is all the same to it.
        using var producer = new ProducerBuilder<Null, byte[]>(new ProducerConfig { BootstrapServers = _kafka }).Build();
        await producer.ProduceAsync(RawStreams.Calls, new Message<Null, byte[]> { Value = Encoding.ASCII.GetBytes("no record") });
    }

    private async Task MeasureAsync(string name)
    {
        using var items = new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig { BootstrapServers = _kafka, GroupId = "restart", FetchWaitMaxMs = 10 })
            .Build();
        items.Assign(Enumerable.Range(0, _partitions).Select(x => new TopicPartitionOffset(
            TopicPlan.Warnings, x, items.QueryWatermarkOffsets(new TopicPartition(TopicPlan.Warnings, x), Patience).High)));
        var listen = $"http://127.0.0.1:{FreePort()}";
        var started = Stopwatch.GetTimestamp();
        using var engine = new EngineProgram(_program,
            "run", "--roles", _roles, "--kafka", _kafka, "--redis", _redis, "--token-key-file", _keyFile,
            "--listen", listen, "--set", $"kafka.partitions={Partitions}");
        var ready = ReadyAsync(engine, listen, started);
        var scored = await Task.Run(() => Scored(engine, items, started));
        var readyAfter = await ready;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name}: ready after {readyAfter.TotalSeconds:0.0} s, an item in every partition of warnings after {scored.TotalSeconds:0.0} s"));
        engine.Stop();
        items.Close();
    }

    private static async Task<TimeSpan> ReadyAsync(EngineProgram engine, string listen, long started)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        while (true)
        {
            try
            {
                using var answer = await http.GetAsync(new Uri($"{listen}/healthz/ready"));
                if (answer.IsSuccessStatusCode)
                {
                    return Stopwatch.GetElapsedTime(started);
                }
            }
            catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException)
            {
                // Nobody listens yet, or whoever does is busy with what it loads.
            }

            engine.Check(Stopwatch.GetElapsedTime(started), Patience);
            await Task.Delay(Look);
        }
    }

    private TimeSpan Scored(EngineProgram engine, IConsumer<byte[], byte[]> items, long started)
    {
        var missing = Enumerable.Range(0, _partitions).ToHashSet();
        while (missing.Count > 0)
        {
            if (items.Consume(Look) is { Message: not null } next)
            {
                missing.Remove(next.Partition.Value);
            }

            engine.Check(Stopwatch.GetElapsedTime(started), Patience);
        }

        return Stopwatch.GetElapsedTime(started);
    }

    private void Verb(params string[] arguments)
    {
        using var verb = new EngineProgram(_program, arguments);
        verb.WaitForGoodEnd();
    }

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }
}
