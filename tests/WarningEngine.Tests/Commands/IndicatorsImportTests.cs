using System.Globalization;
using System.Text;
using System.Text.Json;
using WarningEngine.App.Commands;
using WarningEngine.App.Indicators;
using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;
using WarningEngine.Kafka.Wire;
using WarningEngine.Testing;
using WarningEngine.Tests.Intake;

namespace WarningEngine.Tests.Commands;

public sealed class IndicatorsImportTests : IDisposable
{
    private const long DayMs = 86_400_000;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_list_may_begin_to_hold_later_and_is_taken_in_now()
    {
        var fromMs = Intaken.KafkaTimeMs + (30 * DayMs);
        var list = new IndicatorList(
            new ListTerms(EntityKind.Number, Grade.High, "complaints", "s01", Intaken.KafkaTimeMs, fromMs, fromMs + DayMs), "CN");
        var record = Assert.Single(CollectedRecords.Of(RawTopic.Intelligence, Assert.Single(list.Read(Written("13812345678")))).Records).Record;
        var intaken = Intaken.Of(record);
        Assert.Equal(CheckResult.Good, intaken.Result);
        Assert.Equal((fromMs, fromMs + DayMs), (intaken.Legs[0].Indicator.FromMs, intaken.Legs[0].Indicator.ToMs));
        Assert.Equal(Intaken.KafkaTimeMs, intaken.Legs[0].EventTimeMs);
    }

    [Theory]
    [InlineData(30, false)]
    [InlineData(-30, true)]
    public async Task A_file_for_a_replay_says_it_when_it_began_to_hold_but_never_ahead(int days, bool isSaidThen)
    {
        var from = DateTimeOffset.UtcNow.AddDays(days);
        var output = _folder.At("intelligence.ndjson");
        var code = await Verbs.RunAsync(
            ["indicators", "import", "--kind", "number", "--level", "high", "--basis", "complaints",
                "--from", from.ToString("O", CultureInfo.InvariantCulture), "--out", output, Written("13812345678")],
            TextWriter.Null, TextWriter.Null);
        Assert.Equal(ExitCode.Good, code);
        using var record = JsonDocument.Parse(Assert.Single(File.ReadAllLines(output)));
        Assert.Equal(from.ToUnixTimeMilliseconds(), At(record, "from"));
        Assert.Equal(isSaidThen, At(record, "time") == At(record, "from"));
        Assert.InRange(At(record, "time"), 0, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
        Assert.Equal(At(record, "time"), At(record, "arrivalTime"));
    }

    private static long At(JsonDocument record, string field) => record.RootElement.GetProperty(field).GetDateTimeOffset().ToUnixTimeMilliseconds();

    private string Written(string lines)
    {
        var file = _folder.At("list.txt");
        File.WriteAllText(file, lines, Encoding.UTF8);
        return file;
    }
}
