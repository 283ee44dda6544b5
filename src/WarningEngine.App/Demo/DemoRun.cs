using System.Text.Json;
using StackExchange.Redis;
using WarningEngine.App.Artifacts;
using WarningEngine.App.City;
using WarningEngine.App.Commands;
using WarningEngine.App.Embedded;
using WarningEngine.App.Evaluation;
using WarningEngine.App.Hosting;
using WarningEngine.App.Patterns;
using WarningEngine.Core.Intake;
using WarningEngine.Kafka;
using WarningEngine.Kafka.Embedded;
using WarningEngine.Kafka.Producing;
using WarningEngine.Redis;

namespace WarningEngine.App.Demo;

/// <summary>What <c>demo</c> was asked for.</summary>
internal sealed record DemoOptions(int People, ulong Seed, double Speed, int? Seconds, bool Exit, FileInfo? Report, Uri Listen);

/// <summary>The whole engine on embedded parts: a broker and a RESP server in this process, a synthetic city that is
/// streamed in compressed time through the same roles as in production, and the console.</summary>
internal sealed class DemoRun(DemoOptions options, TextWriter output, bool isTerminal)
{
    /// <summary>Few: the embedded broker is one thread.</summary>
    private const int Partitions = 8;

    /// <summary>The live stream begins in the morning of the first labelled day: people are awake.</summary>
    private const long OpensAtMs = 9 * 3_600_000;

    /// <summary>Per person and day: hundreds of times what life has, so that minutes have something to show.</summary>
    private const double Frauds = 0.03;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private readonly DemoTally _tally = new();
    private long _cityMs;

    public async Task<int> RunAsync(CancellationToken stop)
    {
        var key = new byte[Tokeniser.KeySize];
        System.Security.Cryptography.RandomNumberGenerator.Fill(key);
        using var broker = new MockCluster();
        using var garnet = new EmbeddedGarnet();
        output.WriteLine($"Embedded broker on {broker.BootstrapServers}, embedded RESP server on {garnet.Endpoint}.");
        var city = new CityStream(new CityOptions(options.People, 7, options.Seed, Frauds, CityOptions.DefaultStartMs));
        using var records = city.Records().GetEnumerator();
        var live = await FillHistoryAsync(records, key, garnet.Endpoint, stop);
        var topics = new EmbeddedTopics(broker);
        await using var engine = new Engine(
            new EngineOptions
            {
                Listen = options.Listen,
                Kafka = new KafkaOptions { BootstrapServers = broker.BootstrapServers, Partitions = Partitions, RawPartitions = 1 },
                Redis = new RedisOptions { Endpoints = garnet.Endpoint },

                // Broker and store are in this process: it has enough to do.
                Intake = new IntakeOptions { Threads = 1 },
                Scoring = new ScoringOptions { Threads = 1 },
            },
            new EngineEnvironment
            {
                TokenKey = key, Topics = topics, Observers = [_tally],
                Logging = logging => logging.AddSimpleConsole(x => x.SingleLine = true).SetMinimumLevel(LogLevel.Error),
            });
        await engine.StartAsync();
        await topics.MakeAsync(WarningEngine.Kafka.Topics.TopicPlan.All(Partitions, 1), othersMakeThem: false, stop);
        output.WriteLine($"Console: {engine.Address}   (the city's clock runs {options.Speed:0} times as fast as yours)");
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var reader = new WarningsReader(broker.BootstrapServers, Partitions, key);
        var reading = Task.Run(() => reader.Run(_tally, ending.Token), CancellationToken.None);
        await StreamAsync(records, live, broker.BootstrapServers, ending.Token);
        if (!options.Exit && !stop.IsCancellationRequested)
        {
            output.WriteLine("The stream has ended; the console stays open until Ctrl+C.");
            await Task.Delay(Timeout.Infinite, stop).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }

        await ending.CancelAsync();
        await reading;
        Report(city);
        await engine.StopAsync();
        return ExitCode.Good;
    }

    /// <summary>Everything before the opening goes into the state. Returns the first record after it.</summary>
    private async Task<bool> FillHistoryAsync(IEnumerator<CityRecord> records, byte[] key, string redis, CancellationToken stop)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        using var tokens = new Tokeniser(key);
        var history = new CityHistory(Partitions, tokens, RuleSetFiles.Read(PatternFiles.Shipped).Compile(out _));
        var opens = CityOptions.DefaultStartMs + OpensAtMs;
        var more = records.MoveNext();
        while (more && records.Current.ArrivalMs < opens)
        {
            stop.ThrowIfCancellationRequested();
            history.Take(records.Current);
            more = records.MoveNext();
        }

        using var connection = await ConnectionMultiplexer.ConnectAsync(redis);
        await history.WriteAsync(new RedisCheckpointStore(connection));
        output.WriteLine(
            $"{options.People} people with 14 days of history: {history.Records} records in {watch.Elapsed.TotalSeconds:0.0} s.");
        return more;
    }

    /// <summary>Sends records when their time has come on the city's clock.</summary>
    private async Task StreamAsync(IEnumerator<CityRecord> records, bool more, string brokers, CancellationToken stop)
    {
        using var producer = new OrderedProducer(new Confluent.Kafka.ProducerConfig { BootstrapServers = brokers });
        var opens = CityOptions.DefaultStartMs + OpensAtMs;
        if (more)
        {
            producer.Send(records.Current.Topic.Name, -1, null, records.Current.Json);
            more = records.MoveNext();
        }

        // The city waits until somebody listens: groups take seconds to form, and its clock is fast.
        while (!stop.IsCancellationRequested && (_tally.Events == 0 || _tally.OwnedCount < 2 * Partitions))
        {
            await Task.Delay(50, CancellationToken.None);
        }

        var watch = System.Diagnostics.Stopwatch.StartNew();
        var shown = TimeSpan.Zero;
        while (more && !stop.IsCancellationRequested && (options.Seconds is null || watch.Elapsed.TotalSeconds < options.Seconds))
        {
            _cityMs = opens + (long)(watch.Elapsed.TotalMilliseconds * options.Speed);
            while (more && records.Current.ArrivalMs <= _cityMs)
            {
                producer.Send(records.Current.Topic.Name, -1, null, records.Current.Json);
                more = records.MoveNext();
            }

            if (isTerminal && watch.Elapsed - shown > TimeSpan.FromMilliseconds(500))
            {
                shown = watch.Elapsed;
                var time = DateTimeOffset.FromUnixTimeMilliseconds(_cityMs).ToOffset(TimeSpan.FromHours(8));
                output.Write($"\r{time:yyyy-MM-dd HH:mm}  events {_tally.Events,9:#,0}  warnings {_tally.Warnings,5}   ");
            }

            await Task.Delay(20, CancellationToken.None);
        }

        // What is on its way arrives before the engine stops.
        producer.Flush(TimeSpan.FromSeconds(5));
        await Task.Delay(1_500, CancellationToken.None);
        if (isTerminal)
        {
            output.WriteLine();
        }
    }

    /// <summary>Asked for are the frauds that began on the live stream or, if before, came to their first large payment on it, as far as they have
    /// come; of those from before a warning is right all the same.</summary>
    private void Report(CityStream city)
    {
        var labels = city.Labels.Select(Label.Of).ToArray();
        var json = JsonSerializer.Serialize(_tally.Report(labels, _cityMs, CityOptions.DefaultStartMs + OpensAtMs), Indented);
        output.WriteLine(json);
        if (options.Report is { } file)
        {
            using var whole = new WholeFile(file.FullName);
            whole.Stream.Write(System.Text.Encoding.UTF8.GetBytes(json + Environment.NewLine));
            whole.Complete();
        }
    }
}
