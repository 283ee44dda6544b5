using StackExchange.Redis;
using WarningEngine.App.Commands;
using WarningEngine.App.Embedded;
using WarningEngine.Kafka.Embedded;
using WarningEngine.Kafka.Topics;
using WarningEngine.Redis;

namespace WarningEngine.Integration.Kafka;

/// <summary>What <c>doctor</c> finds on brokers.</summary>
public sealed class DoctorTests
{
    /// <summary>The embedded brokers keep one copy of everything.</summary>
    [Theory]
    [InlineData(2, false)]
    [InlineData(3, true)]
    public async Task A_topic_with_fewer_copies_than_there_are_brokers_for_is_to_be_mended(int brokers, bool isToBeMended)
    {
        using var cluster = new MockCluster(brokers);
        cluster.CreateTopic(TopicPlan.Legs, 2);
        using var output = new StringWriter();

        await Verbs.RunAsync(["doctor", "--kafka", cluster.BootstrapServers, "--redis", "localhost:1"], output, TextWriter.Null);

        Assert.Contains($"{brokers} brokers at", output.ToString(), StringComparison.Ordinal);
        Assert.Equal(isToBeMended, output.ToString().Contains("MEND  copies: legs has 1 copy where 3 brokers could hold 3", StringComparison.Ordinal));
    }

    /// <summary>A running service says it is bad.</summary>
    [Fact]
    public async Task A_watched_directory_that_is_not_there_is_to_be_mended()
    {
        using var output = new StringWriter();

        await Verbs.RunAsync(["doctor", "--kafka", "127.0.0.1:1", "--redis", "localhost:1", "--set", "scoring.watch=/nope"], output, TextWriter.Null);

        Assert.Contains("MEND  watch: ", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("/nope", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_state_of_another_number_of_partitions_is_to_be_mended()
    {
        using var redis = new EmbeddedGarnet();
        await using (var connection = await ConnectionMultiplexer.ConnectAsync(redis.Endpoint))
        {
            var lease = new RedisCheckpointStore(connection).Take("score", 0, 2, 1);
            await lease.WriteAsync(new byte[8], 1);
        }

        using var output = new StringWriter();

        await Verbs.RunAsync(["doctor", "--kafka", "127.0.0.1:1", "--redis", redis.Endpoint, "--set", "kafka.partitions=4"], output, TextWriter.Null);

        Assert.Contains("MEND  state of score: is of 2 partitions, configured are 4", output.ToString(), StringComparison.Ordinal);
    }
}
