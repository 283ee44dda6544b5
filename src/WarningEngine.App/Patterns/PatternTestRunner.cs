using System.Globalization;
using WarningEngine.App.Replay;
using WarningEngine.Core;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;
using WarningEngine.Core.Patterns;

namespace WarningEngine.App.Patterns;

/// <summary>What a test showed. <paramref name="Failures"/> is empty where it passed.</summary>
public sealed record PatternTestResult(PatternTest Test, IReadOnlyList<PatternError> Failures);

/// <summary>Runs the tests of pattern files through the same intake and scoring as production, one person a
/// test.</summary>
public static class PatternTestRunner
{
    public static PatternTestResult Run(PatternTest test, PatternSet patterns)
    {
        ArgumentNullException.ThrowIfNull(test);
        var (warnings, rejected) = Hear(test, new FixedArtifacts(new RuleSet(0, patterns)));
        var failures = rejected.Select(x => new PatternError(test.Place, x)).ToList();
        foreach (var expectation in test.Expectations)
        {
            if (Failure(expectation, test, warnings) is { } failure)
            {
                failures.Add(new PatternError(expectation.Place, failure));
            }
        }

        return new PatternTestResult(test, failures);
    }

    /// <summary>What is said about the person of a test, with the arrival time by which it is, in ms since epoch; and which of its records intake
    /// rejects.</summary>
    /// <param name="test">The time line.</param>
    /// <param name="rules">What decides.</param>
    internal static (List<(long AtMs, Warning Warning)> Warnings, List<string> Rejected) Hear(PatternTest test, IArtifacts rules)
    {
        using var tokens = new Tokeniser(new byte[Tokeniser.KeySize]);
        var heard = new Heard(tokens.Number(TimelinePerson.Number));
        var pipeline = new LocalPipeline(tokens, rules, dispatch: null, new ReplayOptions { Partitions = 1 }, heard);
        foreach (var record in test.Records)
        {
            // What is said while this record is taken was caused by those before it: a slice is scored when it ends.
            pipeline.Take(record);
            heard.NowMs = record.ArrivalMs;
        }

        pipeline.Finish();
        return (heard.Warnings, heard.Refused);
    }

    private static string? Failure(
        Expectation expectation, PatternTest test, List<(long AtMs, Warning Warning)> warnings)
    {
        var counted = warnings
            .Where(x => expectation.AnyPattern || x.Warning.PatternId == test.PatternId)
            .Where(x => x.AtMs < expectation.BeforeMs)
            .ToList();
        var met = expectation.Forbids
            ? counted.All(x => x.Warning.Tier >= expectation.Tier)
            : counted.Any(x => x.AtMs >= Timeline.At(1, 0) && x.Warning.Tier <= expectation.Tier
                && (expectation.Stage == Stage.None || x.Warning.Stage >= expectation.Stage));
        if (met)
        {
            return null;
        }

        var said = string.Join("; ", warnings.Select(x => string.Create(
            CultureInfo.InvariantCulture,
            $"{Timeline.Clock(x.AtMs)} {x.Warning.PatternId} {x.Warning.Tier} {x.Warning.Stage}")));
        return $"'{expectation.Text}' in \"{test.Name}\" does not hold. Said: {(said.Length == 0 ? "nothing" : said)}";
    }

    /// <summary>Collects what is said about the person of the test.</summary>
    private sealed class Heard(Token person) : UndispatchedSink
    {
        public long NowMs { get; set; }

        public List<(long AtMs, Warning Warning)> Warnings { get; } = [];

        public List<string> Refused { get; } = [];

        public override void Warned(Warning warning)
        {
            if (warning.Person == person)
            {
                // What time alone brings about is said when it is due, between two records.
                Warnings.Add((Math.Max(NowMs, warning.DecidedMs), warning));
            }
        }

        public override void Rejected(in RecordContext context, CheckResult result) =>
            Refused.Add($"Intake rejects a record of {context.Source.Topic}: {result.Reason} {result.Field}");
    }
}
