using Confluent.Kafka;
using WarningEngine.Kafka;
using WarningEngine.Kafka.Producing;

namespace WarningEngine.Tests.Producing;

/// <summary>What of the client's settings is the operator's to say, and what is not.</summary>
public sealed class OrderedProducerTests
{
    [Fact]
    public void Messages_are_lz4_and_do_not_linger_where_nobody_says_otherwise()
    {
        var config = Completed();

        Assert.Equal((CompressionType.Lz4, 0), (config.CompressionType, config.LingerMs));
    }

    [Theory]
    [InlineData("compression.type", "zstd")]
    [InlineData("compression.codec", "none")]
    [InlineData("linger.ms", "7")]
    [InlineData("queue.buffering.max.ms", "7")]
    [InlineData("queue.buffering.max.messages", "5000")]
    public void What_the_operator_says_stands_by_whichever_name(string name, string value)
    {
        string[][] synonyms = [["compression.type", "compression.codec"], ["linger.ms", "queue.buffering.max.ms"], ["queue.buffering.max.messages"]];
        var config = Completed((name, value));

        Assert.Equal([(name, value)], config.Where(x => synonyms.First(y => y.Contains(name)).Contains(x.Key)).Select(x => (x.Key, x.Value)));
    }

    [Fact]
    public void What_order_and_exactness_rest_on_is_not_the_operators_to_say()
    {
        var config = Completed(("enable.idempotence", "false"), ("acks", "1"), ("message.timeout.ms", "1000"), ("partitioner", "random"));

        Assert.Equal(
            (true, Acks.All, true, 0, Partitioner.Murmur2Random),
            (config.EnableIdempotence, config.Acks, config.EnableGaplessGuarantee, config.MessageTimeoutMs, config.Partitioner));
    }

    /// <summary>The settings of a producer after it has begun; nobody answers it.</summary>
    private static ProducerConfig Completed(params (string Name, string Value)[] said)
    {
        var options = new KafkaOptions { BootstrapServers = "127.0.0.1:1", Client = said.ToDictionary(x => x.Name, x => x.Value) };
        var config = new ProducerConfig(options.NewClient());
        new OrderedProducer(config).Dispose();
        return config;
    }
}
