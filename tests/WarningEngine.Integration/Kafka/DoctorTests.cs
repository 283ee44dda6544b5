using WarningEngine.App.Commands;
using WarningEngine.Kafka.Embedded;
using WarningEngine.Kafka.Topics;

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
}
