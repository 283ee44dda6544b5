using System.Runtime;
using WarningEngine.App.Artifacts;
using WarningEngine.App.Commands;
using WarningEngine.App.Configuration;
using WarningEngine.App.Hosting;
using WarningEngine.App.Replay;
using WarningEngine.Core;
using WarningEngine.Core.Features;
using WarningEngine.Core.Intake;

namespace WarningEngine.App.Training;

/// <summary>What to capture of a recorded directory.</summary>
/// <param name="Directory">With its <c>labels.ndjson</c>, unless <paramref name="Labels"/> or <paramref name="FromFindings"/> says otherwise.</param>
/// <param name="Subject">Persons or counterparts; of counterparts labels are always findings.</param>
/// <param name="Labels">A file of labels; null: the directory's own.</param>
/// <param name="FromFindings">Labels are what agents, lists and the police said, with its delay.</param>
/// <param name="KnownBy">What arrived later was not known; null: the end of the record.</param>
/// <param name="LabelDelay">So long before <paramref name="KnownBy"/> nobody can have said anything yet: those rows are left out.</param>
/// <param name="Warm">So long after the first record the state is only being filled.</param>
/// <param name="Control">See <see cref="CaptureOptions"/>.</param>
/// <param name="KeepsHard">See <see cref="CaptureOptions"/>.</param>
internal sealed record CaptureRequest(
    string Directory, FeatureCatalogue Subject, string? Labels, bool FromFindings, DateTimeOffset? KnownBy, TimeSpan LabelDelay, TimeSpan Warm,
    double Control, bool KeepsHard);

/// <summary>Runs recorded input through the production pipeline and keeps what models would be asked.</summary>
internal static class CaptureRun
{
    /// <exception cref="FormatException">The labels are wrong.</exception>
    /// <exception cref="IOException">The input cannot be read.</exception>
    public static FeatureCapture Run(CaptureRequest request, EngineOptions options, TextWriter progress, CancellationToken stop)
    {
        var input = new RecordedDirectory(request.Directory);
        var plan = new ReplayOptions
        {
            DefaultRegion = options.Intake.DefaultRegion, WellKnown = options.Intake.WellKnown, Retention = options.Scoring.Retention.ToTerms(),
        };
        var key = options.Intake.TokenKeyFile is { } keyFile ? TokenKey.Read(keyFile) : TokenKey.OfReplay();
        using var tokens = new Tokeniser(key);
        using var names = new Tokeniser(key);
        var capture = new FeatureCapture(Options(request, input, new LabelSources(names, plan)));
        var decided = new WarningsFile(null, null);
        var pipeline = new LocalPipeline(
            tokens, new SingleRuleSet(RuleSetFiles.Read(options.Scoring.Patterns).Compile(out _)), dispatch: null, plan,
            decided, capture);
        var latency = GCSettings.LatencyMode;
        GCSettings.LatencyMode = GCLatencyMode.Batch;
        try
        {
            using var line = new ProgressLine(progress);
            pipeline.Run(
                Warming(input, capture, request.Warm), (events, atMs) => line.Show($"{events} events, {capture.Rows.Facts.Count} rows, {DateTimeOffset.FromUnixTimeMilliseconds(atMs):u}"),
                stop);
        }
        finally
        {
            GCSettings.LatencyMode = latency;
        }

        foreach (var rejected in decided.FirstRejections)
        {
            progress.WriteLine(rejected);
        }

        return capture;
    }

    /// <summary>Tells the capture when its rows begin to count, before any of them can come.</summary>
    private static IEnumerable<RecordedRecord> Warming(RecordedDirectory input, FeatureCapture capture, TimeSpan warm)
    {
        var begun = false;
        foreach (var record in input.Read())
        {
            if (!begun)
            {
                capture.Begin(record.ArrivalMs + (long)warm.TotalMilliseconds);
                begun = true;
            }

            yield return record;
        }
    }

    private static CaptureOptions Options(CaptureRequest request, RecordedDirectory input, LabelSources sources)
    {
        var knownByMs = request.KnownBy?.ToUnixTimeMilliseconds() ?? long.MaxValue;
        var fromFindings = request.FromFindings || request.Subject == FeatureCatalogue.Counterpart;
        var labels = request.Subject == FeatureCatalogue.Counterpart ? sources.CounterpartsOf(input, knownByMs)
            : request.FromFindings ? sources.PersonsOf(input, knownByMs)
            : sources.PersonsOf(request.Labels ?? Path.Combine(request.Directory, "labels.ndjson"));
        var toMs = knownByMs == long.MaxValue ? long.MaxValue
            : knownByMs - (fromFindings ? (long)request.LabelDelay.TotalMilliseconds : 0);
        return new CaptureOptions(
            request.Subject, labels, request.Control, request.KeepsHard, toMs);
    }
}
