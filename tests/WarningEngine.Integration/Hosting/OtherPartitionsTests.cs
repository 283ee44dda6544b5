using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using WarningEngine.App.Hosting;
using WarningEngine.Core.Intake;
using WarningEngine.Kafka;
using WarningEngine.Kafka.Embedded;
using WarningEngine.Kafka.Topics;

namespace WarningEngine.Integration.Hosting;

/// <summary>An engine with another P than its topics.</summary>
public sealed class OtherPartitionsTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>It wrote into 32 of 64 partitions, or faulted at the first record and left a state that the right P no longer took.</summary>
    [Theory]
    [InlineData(TopicPlan.Legs, 8)]
    [InlineData(TopicPlan.Warnings, 64)]
    public async Task It_starts_no_role_and_says_what_to_set(string topic, int partitions)
    {
        using var kafka = new MockCluster();
        kafka.CreateTopic(topic, partitions);
        using var lines = new Lines();
        await using var engine = new Engine(
            new EngineOptions
            {
                Listen = new Uri("http://127.0.0.1:0"), Roles = [Role.Intake],
                Kafka = new KafkaOptions { BootstrapServers = kafka.BootstrapServers, Partitions = 32 },
            },
            new EngineEnvironment
            {
                TokenKey = new byte[Tokeniser.KeySize], Topics = new OthersTopics(), Logging = logging => logging.AddProvider(lines),
            });
        await engine.StartAsync();

        // Twice: it goes on trying.
        for (var i = 0; i < 2; i++)
        {
            Assert.True(lines.Said.TryTake(out var line, Patience));
            Assert.Equal($"Topics: {topic} has {partitions} partitions, configured are 32: --set kafka.partitions={partitions}; trying again", line);
        }

        using var http = new HttpClient { BaseAddress = engine.Address };
        var metrics = await http.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
        Assert.Contains("warning_engine_role_running{role=\"topics\"} 0", metrics, StringComparison.Ordinal);
        Assert.DoesNotContain("role=\"intake\"", metrics, StringComparison.Ordinal);
    }

    /// <summary>All are there already.</summary>
    private sealed class OthersTopics : ITopicMaker
    {
        public Task<IReadOnlyList<string>> MakeAsync(IReadOnlyList<PlannedTopic> topics, bool othersMakeThem, CancellationToken stop) =>
            Task.FromResult<IReadOnlyList<string>>([]);

        public string? Refusal(string topic, int generation) => null;
    }

    /// <summary>What the engine's log warns of.</summary>
    private sealed class Lines : ILoggerProvider, ILogger
    {
        public BlockingCollection<string> Said { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                Said.Add(formatter(state, exception));
            }
        }

        public void Dispose()
        {
            // Whoever still logs may do so.
        }
    }
}
