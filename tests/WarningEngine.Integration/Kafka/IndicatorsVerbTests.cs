using Confluent.Kafka;
using WarningEngine.App.Commands;
using WarningEngine.Kafka.Embedded;
using WarningEngine.Kafka.Wire;
using WarningEngine.Testing;

namespace WarningEngine.Integration.Kafka;

/// <summary><c>indicators import</c> where the broker does not take the list.</summary>
public sealed class IndicatorsVerbTests : IDisposable
{
    private const short Produce = 0;

    private readonly MockCluster _kafka = new();
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _folder.Dispose();
        _kafka.Dispose();
    }

    [Fact]
    public async Task What_the_broker_refuses_is_said_and_not_that_it_took_too_long()
    {
        _kafka.CreateTopic(RawTopic.Intelligence.Name, 1);
        _kafka.AnswerWith(Produce, [.. Enumerable.Repeat(ErrorCode.TopicAuthorizationFailed, 20)]);
        var error = await FailedAsync();
        Assert.Contains("authorization", error, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("2 minutes", error, StringComparison.Ordinal);
    }

    /// <summary>The client refuses it before anything is sent.</summary>
    [Fact]
    public async Task What_the_client_refuses_is_said()
    {
        _kafka.CreateTopic(RawTopic.Intelligence.Name, 1);
        Assert.Contains("too large", await FailedAsync("--basis", new string('被', 140), "--issuer", new string('骗', 140), "--set", "kafka.client.message.max.bytes=1000"), StringComparison.OrdinalIgnoreCase);
    }

    private async Task<string> FailedAsync(params string[] more)
    {
        await File.WriteAllTextAsync(_folder.At("list.txt"), "13812345678\n", TestContext.Current.CancellationToken);
        using var error = new StringWriter();
        string[] basis = more.Contains("--basis") ? [] : ["--basis", "complaints"];
        Assert.Equal(
            ExitCode.Failed,
            await Verbs.RunAsync(
                ["indicators", "import", "--kind", "number", "--level", "high", .. basis, .. more, "--kafka", _kafka.BootstrapServers, _folder.At("list.txt")],
                TextWriter.Null, error));
        Assert.StartsWith(_kafka.BootstrapServers, error.ToString(), StringComparison.Ordinal);
        return error.ToString();
    }
}
