using System.Runtime;
using WarningEngine.App.Artifacts;
using WarningEngine.App.Commands;
using WarningEngine.App.Configuration;
using WarningEngine.App.Hosting;
using WarningEngine.App.Replay;
using WarningEngine.Core;
using WarningEngine.Core.Events;
using WarningEngine.Core.Features;
using WarningEngine.Core.Intake;

namespace WarningEngine.App.Training;

/// <summary>What to capture.</summary>
/// <param name="Subject">Persons or counterparts; of counterparts labels are always findings.</param>
/// <param name="Labels">A file of labels of persons; null: a recorded directory's own, and of a log findings.</param>
/// <param name="FromFindings">Labels are what agents, lists and the police said, with its delay.</param>
/// <param name="KnownBy">What arrived later was not known; null: the end of the record.</param>
/// <param name="LabelDelay">So long before <paramref name="KnownBy"/> nobody can have said anything yet: where labels are findings those rows are left out.
/// Zero with no <paramref name="KnownBy"/> leaves out none.</param>
/// <param name="Warm">So long after the first record the state is only being filled.</param>
/// <param name="Control">See <see cref="CaptureOptions"/>.</param>
/// <param name="KeepsHard">See <see cref="CaptureOptions"/>.</param>
/// <param name="FraudWeight">See <see cref="CaptureOptions"/>.</param>
/// <param name="PatternsAlone">Of a recorded directory: no model decides.</param>
internal sealed record CaptureRequest(
    FeatureCatalogue Subject, string? Labels, bool FromFindings, DateTimeOffset? KnownBy, TimeSpan LabelDelay, TimeSpan Warm,
    double Control, bool KeepsHard, double FraudWeight, bool PatternsAlone);

/// <summary>Runs recorded input, or the log of legs, through the production code and keeps what models would be asked.</summary>
internal static class CaptureRun
{
    /// <summary>Of a recorded directory, as <c>replay --in</c> decides it: with the model of <c>scoring.model</c> unless patterns are to decide alone. What is
    /// decided comes back in what is asked later: who was warned, and whose reputation fell.</summary>
    /// <exception cref="FormatException">The labels are wrong.</exception>
    /// <exception cref="IOException">The input cannot be read, or its labels are there both compressed and not.</exception>
    /// <exception cref="ConfigurationInvalidException">The model may not decide here, or cannot be read.</exception>
    public static FeatureCapture Directory(string directory, CaptureRequest request, EngineOptions options, TextWriter progress, CancellationToken stop)
    {
        var input = new RecordedDirectory(directory, progress.WriteLine);
        var plan = Plan(options);
        var key = options.Intake.TokenKeyFile is { } keyFile ? TokenKey.Read(keyFile) : TokenKey.OfReplay();
        using var tokens = new Tokeniser(key);
        using var names = new Tokeniser(key);
        var file = request.FromFindings || request.Subject == FeatureCatalogue.Counterpart ? null
            : request.Labels ?? RecordedFile.Find(directory, "labels") ?? Path.Combine(directory, "labels.ndjson");
        var capture = new FeatureCapture(Options(
            request, isOfFile: file is not null, knownByMs => file is not null ? LabelSources.PersonsOf(file, names, plan)
                : LabelSources.Findings(request.Subject, LabelSources.Legs(input, names, plan), knownByMs)));
        var decided = new WarningsFile(null, null);
        var model = request.PatternsAlone ? null : ShippedModels.ReadFirst(options.Scoring)?.Model;
        var pipeline = new LocalPipeline(
            tokens, new FixedArtifacts(RuleSetFiles.Read(options.Scoring.Patterns).Compile(out _), model is null ? [] : [model]), dispatch: null, plan,
            decided, capture);
        var latency = GCSettings.LatencyMode;
        GCSettings.LatencyMode = GCLatencyMode.Batch;
        try
        {
            using var line = new ProgressLine(progress);
            pipeline.Run(
                Warming(input, capture, request.Warm, stop), (events, atMs) => line.Show($"{events} events, {capture.Rows.Facts.Count} rows, "
                    + $"{DateTimeOffset.FromUnixTimeMilliseconds(atMs):u}"),
                stop);
        }
        finally
        {
            GCSettings.LatencyMode = latency;
        }

        foreach (var said in decided.FirstRejections.Concat(input.UnknownValues.Select(x => ReplayOfDirectory.Unknown(x.Key, x.Value))))
        {
            progress.WriteLine(said);
        }

        capture.Rows.DropFrom(ToMs(request, file is not null, capture.LastArrivalMs));
        return capture;
    }

    /// <summary>Of the log of legs: what ran live, with the rules and models that decided there. Rows come partition by partition.</summary>
    /// <param name="snapshots">See <see cref="LegsReplay.Of"/>.</param>
    /// <param name="request">What to capture.</param>
    /// <param name="options">Of the service that wrote the log.</param>
    /// <param name="progress">Takes what is worth a note.</param>
    /// <param name="stop">Ends it early.</param>
    /// <exception cref="FormatException">The labels are wrong.</exception>
    /// <exception cref="ConfigurationInvalidException">A file of labels needs the key of the tokens.</exception>
    /// <exception cref="CommandFailedException">The log is not whole, or holds what is made otherwise now.</exception>
    public static FeatureCapture Log(string? snapshots, CaptureRequest request, EngineOptions options, TextWriter progress, CancellationToken stop)
    {
        var log = new LegsLog(options.Kafka);
        var partitions = log.Partitions();
        long lastMs = 0;
        var wanted = Options(request, isOfFile: request.Labels is not null, knownByMs => request.Labels is { } file
            ? PersonsOf(file, options)
            : LabelSources.Findings(request.Subject, Enumerable.Range(0, partitions).SelectMany(log.Read).Select(leg => Later(leg, ref lastMs)), knownByMs));
        wanted = wanted with { ToMs = ToMs(request, isOfFile: request.Labels is not null, lastMs) };
        var first = Enumerable.Range(0, partitions).SelectMany(x => log.Read(x).Where(leg => leg.Kind != LegKind.Progress).Take(1)).ToArray();
        var fromMs = first.Length == 0 ? 0 : first.Min(x => x.ArrivalTimeMs) + (long)request.Warm.TotalMilliseconds;
        FeatureCapture[] captures = [.. Enumerable.Range(0, partitions).Select(_ => new FeatureCapture(wanted))];
        Array.ForEach(captures, x => x.Begin(fromMs));
        LegsReplay.Of(options, snapshots, progress.WriteLine, partition => captures[partition], stop).Run(stop);
        var whole = new FeatureCapture(wanted);
        Array.ForEach(captures, whole.Add);
        return whole;
    }

    private static LabelWindows PersonsOf(string file, EngineOptions options)
    {
        using var tokens = new Tokeniser(TokenKey.Read(options.Intake.TokenKeyFile
            ?? throw new ConfigurationInvalidException([new("intake.tokenKeyFile", "is missing: labels name persons, the log their tokens")])));
        return LabelSources.PersonsOf(file, tokens, Plan(options));
    }

    private static ReplayOptions Plan(EngineOptions options) => new()
    {
        DefaultRegion = options.Intake.DefaultRegion, WellKnown = options.Intake.WellKnown, Retention = options.Scoring.Retention.ToTerms(),
    };

    private static Leg Later(in Leg leg, ref long lastMs)
    {
        lastMs = leg.Kind == LegKind.Progress ? lastMs : Math.Max(lastMs, leg.ArrivalTimeMs);
        return leg;
    }

    /// <summary>Tells the capture when its rows begin to count, before any of them can come, and what arrived last.</summary>
    private static IEnumerable<RecordedRecord> Warming(RecordedDirectory input, FeatureCapture capture, TimeSpan warm, CancellationToken stop)
    {
        var begun = false;
        foreach (var record in input.Read(stop))
        {
            // What cannot be read may have no time, nor has what says one that no clock can have said.
            if (!begun && ArrivalOrder.Known(record.ArrivalMs) is not null)
            {
                capture.Begin(record.ArrivalMs + (long)warm.TotalMilliseconds);
                begun = true;
            }

            capture.LastArrivalMs = record.Record is null ? capture.LastArrivalMs : record.ArrivalMs;
            yield return record;
        }
    }

    /// <param name="request">What to capture.</param>
    /// <param name="isOfFile">A file knows what really was, at once.</param>
    /// <param name="labels">By what was known then, ms since epoch.</param>
    private static CaptureOptions Options(CaptureRequest request, bool isOfFile, Func<long, LabelWindows> labels)
    {
        var knownByMs = request.KnownBy?.ToUnixTimeMilliseconds() ?? long.MaxValue;
        return new CaptureOptions(
            request.Subject, labels(knownByMs), request.Control, request.KeepsHard, ToMs(request, isOfFile, lastMs: null), request.FraudWeight);
    }

    /// <summary>Rows from then on have no label yet, ms since epoch.</summary>
    /// <param name="request">What to capture.</param>
    /// <param name="isOfFile">A file knows what really was, at once.</param>
    /// <param name="lastMs">The last arrival, which is what was known where nobody says it; null while that is to come.</param>
    private static long ToMs(CaptureRequest request, bool isOfFile, long? lastMs)
    {
        var delayMs = isOfFile ? 0 : (long)request.LabelDelay.TotalMilliseconds;
        var knownByMs = request.KnownBy?.ToUnixTimeMilliseconds() ?? (delayMs == 0 ? null : lastMs);
        return knownByMs - delayMs ?? long.MaxValue;
    }
}
