using System.Text.Json;
using Confluent.Kafka;
using WarningEngine.App.Commands;
using WarningEngine.Kafka.Wire;

namespace WarningEngine.Integration.Artifacts;

/// <summary>Runs verbs against a broker, and reads the orders that they leave in its topic <c>commands</c>.</summary>
internal sealed class VerbsOverKafka(string brokers)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>It must go well; what it prints as JSON.</summary>
    public async Task<JsonElement> JsonAsync(params string[] args)
    {
        var (code, output, error) = await RunAsync([.. args, "--json"]);
        Assert.True(code == ExitCode.Good, error);
        return JsonDocument.Parse(output).RootElement;
    }

    /// <summary>It must go well.</summary>
    public async Task GoodAsync(params string[] args)
    {
        var (code, _, error) = await RunAsync(args);
        Assert.True(code == ExitCode.Good, error);
    }

    /// <summary>It must fail; what it says.</summary>
    public async Task<string> FailedAsync(params string[] args)
    {
        var (code, _, error) = await RunAsync(args);
        Assert.Equal(ExitCode.Failed, code);
        return error;
    }

    /// <summary>All orders; as many as are expected.</summary>
    public (string? Kind, string? Hash)[] Orders(int count)
    {
        using var consumer = new ConsumerBuilder<Ignore, string>(
            new ConsumerConfig { BootstrapServers = brokers, GroupId = "reader", EnableAutoCommit = false, EnablePartitionEof = true }).Build();
        consumer.Assign(new TopicPartitionOffset(RawTopic.Commands.Name, 0, Offset.Beginning));
        var result = new List<(string?, string?)>();
        while (true)
        {
            var message = consumer.Consume(Patience);
            Assert.True(message is not null, $"The end of {RawTopic.Commands.Name} is not told, {result.Count} of {count} orders were read.");
            if (message.IsPartitionEOF)
            {
                Assert.Equal(count, result.Count);
                return [.. result];
            }

            var command = JsonDocument.Parse(message.Message.Value).RootElement;
            result.Add((command.GetProperty("kind").GetString(), command.GetProperty("artifactHash").GetString()));
        }
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        return (await Verbs.RunAsync([.. args, "--kafka", brokers], output, error), output.ToString(), error.ToString());
    }
}
