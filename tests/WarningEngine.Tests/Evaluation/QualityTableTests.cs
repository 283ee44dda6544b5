using System.Text.RegularExpressions;
using Spectre.Console;
using WarningEngine.App.Evaluation;

namespace WarningEngine.Tests.Evaluation;

public sealed partial class QualityTableTests
{
    private const long Day = 86_400_000;

    /// <summary>One who is defrauded is warned once, two others for thirty days: three persons, of whom one is right.</summary>
    [Fact]
    public void Intervals_are_by_persons_and_not_by_warnings()
    {
        var printed = Print(
            [
                new("+861", "P1", "T04", Day), .. Enumerable.Range(0, 30).SelectMany(
                    x => new JudgedWarning[] { new("+862", "P1", "T04", Day + (x * Day)), new("+863", "P1", "T04", Day + (x * Day)) }),
            ],
            [new("+861", "T04", null, Day - 1, null, null, [])], personDays: 1_000);

        Assert.Contains(" 1.6 % (0-100) ", printed, StringComparison.Ordinal);
        Assert.DoesNotContain("(0-9)", printed, StringComparison.Ordinal);

        // Drawn again the one fraud is found each time: Wilson's.
        Assert.Contains(" 100.0 % (21-100*) ", printed, StringComparison.Ordinal);
        Assert.Contains("or one person): Wilson's", printed, StringComparison.Ordinal);
        Assert.Contains(" 6100.0 (", printed, StringComparison.Ordinal);
    }

    [Fact]
    public void The_lead_time_in_the_middle_has_its_interval_and_so_have_confusers_and_money()
    {
        Label Fraud(string person) => new(person, "T04", null, Day - 1, Day + 3_600_000, Day + 3_600_000, [new(Day + 3_600_000, 100)]);
        Label[] confusers = [.. Enumerable.Range(0, 20).Select(x => new Label($"+87{x}", null, "gold", null, null, null, []))];
        var printed = Print(
            [
                new("+861", "P1", "T04", Day), new("+862", "P1", "T04", Day + 1_800_000), new("+863", "P1", "T04", Day + 3_600_000),
                .. confusers.Take(10).Select(x => new JudgedWarning(x.Person, "P1", "T04", Day)),
            ],
            [Fraud("+861"), Fraud("+862"), Fraud("+863"), .. confusers], personDays: null);

        Assert.Matches("all, P0/P1 .* 0 / 30 \\(0 to 60\\) / 60 ", printed);
        Assert.Matches("all, P0/P1 .* 100\\.0 % \\(100-100\\) -", printed);
        Assert.Matches("gold 50\\.0 % \\([23][05]-7[05]\\) 0\\.0 % \\(0-16\\*\\)", printed);
    }

    /// <summary>As where there is no terminal, blanks in a row as one.</summary>
    private static string Print(IReadOnlyList<JudgedWarning> warnings, IReadOnlyList<Label> labels, double? personDays)
    {
        using var output = new StringWriter();
        QualityTable.Print(
            AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output), Ansi = AnsiSupport.No }),
            Judgement.Judge(warnings, labels, personDays, callsPerHour: 60));
        return Blanks().Replace(output.ToString(), " ");
    }

    [GeneratedRegex(" +")]
    private static partial Regex Blanks();
}
