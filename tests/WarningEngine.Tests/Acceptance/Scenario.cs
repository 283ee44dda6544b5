using System.Text;
using WarningEngine.App.Patterns;
using WarningEngine.App.Replay;
using WarningEngine.Core;
using WarningEngine.Core.Cases;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Dispatch;
using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;
using WarningEngine.Core.Patterns;
using WarningEngine.Kafka.Wire;
using WarningEngine.Testing;

namespace WarningEngine.Tests.Acceptance;

/// <summary>One person's story, in the words of the tests of pattern files, through intake, scoring and dispatch with what is shipped.</summary>
internal sealed class Scenario : IPipelineSink
{
    private long _nowMs;

    private Scenario()
    {
    }

    /// <summary>Warnings with the arrival time by which they were made.</summary>
    public List<(long AtMs, Warning Warning)> Warnings { get; } = [];

    /// <summary>Each change of the case, with the same time.</summary>
    public List<(long AtMs, Case Case)> Changes { get; } = [];

    public List<QueueEntry> Entries { get; } = [];

    /// <param name="person">As in a pattern's test; empty: somebody with history.</param>
    /// <param name="lines">A time line without expectations.</param>
    public static Scenario Run(string person, params string[] lines) => Run([], person, lines);

    /// <summary>The same, with patterns alone: what the shipped model holds to be too unlikely for a call.</summary>
    public static Scenario RunWithoutModel(string person, params string[] lines) => Run(ShippedRules.Alone(), [], person, lines);

    /// <summary>The same, where banks tell more or less of the records.</summary>
    public static Scenario RunWithoutModel(Action<RawRecord> told, string person, params string[] lines) => Run(ShippedRules.Alone(), [], person, lines, told);

    /// <param name="orders">What centres order about the case meanwhile: when on the first day, what, and which region.</param>
    /// <param name="person">As in a pattern's test; empty: somebody with history.</param>
    /// <param name="lines">A time line without expectations.</param>
    public static Scenario Run(
        (int Hour, int Minute, int Second, CommandKind Kind, string Region)[] orders, string person, params string[] lines) =>
        Run(ShippedRules.WithModel(), orders, person, lines);

    private static Scenario Run(
        IArtifacts rules, (int Hour, int Minute, int Second, CommandKind Kind, string Region)[] orders, string person, string[] lines, Action<RawRecord>? told = null)
    {
        var errors = new List<PatternError>();
        var file = PatternFiles.Read("scenario.yaml", File(person, lines), errors);
        Assert.Empty(errors);
        var scenario = new Scenario();
        using var tokens = new Tokeniser(new byte[Tokeniser.KeySize]);
        var pipeline = new LocalPipeline(
            tokens, rules, DispatchOptions.Default, new ReplayOptions { Partitions = 1 }, scenario);
        var ordered = orders.Select((x, i) => Order(tokens, i, Moment(1, x.Hour, x.Minute) + (x.Second * 1_000L), x.Kind, x.Region));
        foreach (var record in file!.Tests.Single().Records.Concat(ordered).OrderBy(x => x.ArrivalMs))
        {
            told?.Invoke(record.Record!);
            pipeline.Take(record);
            scenario._nowMs = record.ArrivalMs;
        }

        pipeline.Finish();
        return scenario;
    }

    /// <summary>Most urgent tier said before a moment; none where nothing was.</summary>
    public Tier UrgentBefore(int day, int hour, int minute) => Warnings.Where(x => x.AtMs < Moment(day, hour, minute))
        .Select(x => x.Warning.Tier).DefaultIfEmpty(Tier.None).Min();

    /// <summary>The case as it was at a moment; null before it opened.</summary>
    public Case? CaseAt(int day, int hour, int minute) =>
        Changes.LastOrDefault(x => x.AtMs < Moment(day, hour, minute)).Case;

    public void Warned(Warning warning) => Warnings.Add((_nowMs, warning));

    public void Rejected(in RecordContext context, CheckResult result) =>
        throw new InvalidOperationException($"Intake rejects a record of {context.Source.Topic}: {result.Reason} {result.Field}");

    public void Entry(QueueEntry entry) => Entries.Add(entry);

    public void Kept(Case open, DispatchMode mode) => throw new InvalidOperationException("Nothing is kept back.");

    public void CaseChanged(Case changed) => Changes.Add((_nowMs, changed));

    public void CaseForgotten(Case forgotten)
    {
        // Its changes stay.
    }

    private static RecordedRecord Order(Tokeniser tokens, int number, long timeMs, CommandKind kind, string region)
    {
        var record = new CommandRecord
        {
            CommandId = $"order-{number}", Kind = kind, PersonToken = tokens.Number(TimelinePerson.Number).ToString(), Region = region,
            TimeMs = timeMs, ArrivalTimeMs = timeMs,
        };
        return new RecordedRecord(RawTopic.Commands, number, timeMs, record, CheckResult.Good);
    }

    private static long Moment(int day, int hour, int minute) => Timeline.At(day, ((hour * 60L) + minute) * 60_000);

    private static string File(string person, string[] lines)
    {
        var text = new StringBuilder("""
            id: scenario
            version: 1
            scamType: T01
            title: {zh-CN: 测试, en: Test}
            window: 1h
            usefulFor: 1h
            questions: [{zh-CN: 测试, en: Test}]
            steps:
              - id: never
                on: call
                when: "false"
            raise:
              - {when: never, tier: P3, stage: lure}
            tests:
              - name: scenario

            """);
        text.Append(person.Length > 0 ? $"    person: {person}\n" : "").Append("    timeline:\n");
        foreach (var line in lines.Append("expect nothing"))
        {
            text.Append($"      - {line}\n");
        }

        return text.ToString();
    }
}
