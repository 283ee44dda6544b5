using WarningEngine.Load;
using WarningEngine.Load.Ground;
using WarningEngine.Testing;

namespace WarningEngine.Tests.Benchmarks;

public sealed class LoadCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _kafka;

    public LoadCommandTests() => File.WriteAllText(_kafka = _folder.At("kafka"), "");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("--rate", "3")]
    [InlineData("--rounds", "0")]
    [InlineData("--people", "0")]
    [InlineData("--people", "few")]
    [InlineData("--lines", "0")]
    [InlineData("--partitions", "0")]
    [InlineData("--raw-partitions", "4097")]
    [InlineData("--warm", "-1")]
    [InlineData("--warm", "NaN")]
    [InlineData("--rate", "2000000000")]
    [InlineData("--only", "nothing")]
    [InlineData("--model", "other")]
    [InlineData("--program", "/nowhere/warning-engine")]
    [InlineData("--json", "/proc/nowhere/load.json")]
    [InlineData("--json", "/tmp")]
    public async Task What_makes_no_run_is_said_before_anything_is_started(string option, string value)
    {
        var (code, error) = await RunAsync(option, value);
        Assert.Equal(2, code);
        Assert.Contains(option == "--model" ? value : option, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_executable_that_makes_no_key_is_found_out_before_the_broker_starts()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => TestGround.StartAsync(_folder.Path, "/bin/false", _kafka, null!, CancellationToken.None));
        Assert.Contains("keys new", error.Message, StringComparison.Ordinal);
    }

    /// <summary>With an executable that is none, so that what is accepted goes no further either.</summary>
    private async Task<(int Code, string Error)> RunAsync(string option, string value)
    {
        using StringWriter output = new(), error = new();
        string[] program = option == "--program" ? [] : ["--program", "/bin/false"];
        var code = await LoadCommand.RunAsync(["--kafka", _kafka, .. program, option, value], output, error);
        return (code, error.ToString());
    }
}
