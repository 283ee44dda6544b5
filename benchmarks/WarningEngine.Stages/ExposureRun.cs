using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using WarningEngine.App.Indicators;
using WarningEngine.Core;
using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;
using WarningEngine.Core.Profiles;
using WarningEngine.Kafka.Wire;

namespace WarningEngine.Stages;

/// <summary>A list is loaded and a number on it turns bad that many people have talked to: <c>exposure --people N --indicators N
/// [--numbers FILE --region US] [--domains FILE] [--partitions 32]</c>. Without a file numbers are made up. Through the decoder,
/// intake and scoring, on one thread; time moves a second with each slice, as it does in a service.</summary>
internal static class ExposureRun
{
    private const long Start = CityStart + (20 * 86_400_000L);
    private const long CityStart = 1_772_467_200_000;
    private const string Bad = "+8615900001234";

    public static int Run(string[] args)
    {
        var people = int.Parse(Option(args, "--people", "10000"), CultureInfo.InvariantCulture);
        var indicators = int.Parse(Option(args, "--indicators", "295668"), CultureInfo.InvariantCulture);
        var partitions = int.Parse(Option(args, "--partitions", "32"), CultureInfo.InvariantCulture);
        using var pipeline = new StagePipeline(partitions, "CN");
        pipeline.EndSlice(CityStart);
        Load(pipeline, Option(args, "--numbers", ""), Option(args, "--region", "US"), EntityKind.Number, indicators);
        if (Option(args, "--domains", "") is { Length: > 0 } domains)
        {
            Load(pipeline, domains, "US", EntityKind.Domain, int.MaxValue);
        }

        Talk(pipeline, people);
        var bytes = Unsafe.SizeOf<Counterpart>();
        var heavy = pipeline.OwnerOf(pipeline.TokenOf(Bad)).State.Counterparts;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{bytes} bytes a counterpart; {bytes + ((long)heavy.Touched.Blocks.Count * Unsafe.SizeOf<TouchedBlock>()):#,0} of the one that "
                + $"touched {people:#,0}"));
        return TurnBad(pipeline, people) ? 0 : 1;
    }

    private static void Load(StagePipeline pipeline, string file, string region, EntityKind kind, int most)
    {
        var records = file.Length == 0 ? MadeUp(most) : FromFile(file, region, kind).Take(most);
        var before = LinesRun.InUse;
        var counterparts = Counterparts(pipeline);
        var watch = Stopwatch.StartNew();
        var count = 0;
        foreach (var record in records)
        {
            pipeline.Take(record, RawTopic.Intelligence.Name, Start);
            if (++count % 10_000 == 0)
            {
                pipeline.EndSlice(Start);
            }
        }

        pipeline.EndSlice(Start);
        var took = watch.Elapsed;
        var bytes = LinesRun.InUse - before;
        var added = Counterparts(pipeline) - counterparts;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{kind}: {count:#,0} entries in {took.TotalSeconds:0.0} s, {pipeline.RejectedRecords:#,0} rejected so far, {added:#,0} counterparts, "
                + $"{bytes / Math.Max(1, added):#,0} bytes each in the process"));
    }

    private static IEnumerable<IntelligenceRecord> FromFile(string file, string region, EntityKind kind)
    {
        var list = new IndicatorList(new ListTerms(kind, Grade.High, "complaints", "list", Start, Start, 0), region, new([]));
        var decoder = new RecordDecoder(RawTopic.Intelligence);
        var decoded = new Decoded();
        foreach (var json in list.Read(file))
        {
            decoder.Decode(json, null, decoded);
            yield return (IntelligenceRecord)decoded.Last!;
        }

        Console.WriteLine($"{kind}: {list.Accepted:#,0} lines accepted, {list.Rejected.Values.Sum():#,0} rejected");
    }

    private static IEnumerable<IntelligenceRecord> MadeUp(int count) => Enumerable.Range(0, count).Select(i => new IntelligenceRecord
    {
        EntryId = $"E{i}", Kind = EntityKind.Number, Value = $"+8617{i:000000000}", Level = Grade.High, Basis = "complaints", Issuer = "list",
        TimeMs = Start,
    });

    /// <summary>In the last three days all of them talked to it, a fifth of them for long.</summary>
    private static void Talk(StagePipeline pipeline, int people)
    {
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < people; i++)
        {
            var at = Start + (i * (60 * 3_600_000L) / people);
            pipeline.Take(
                new CallRecord
                {
                    RecordType = CallRecordType.Terminating, Phase = CallPhase.Record, CallReference = $"c{i}", ServedMsisdn = Person(i),
                    CallingNumber = Bad, CalledNumber = Person(i), SeizureTimeMs = at, AnswerTimeMs = at, ReleaseTimeMs = at + (i % 5 == 0 ? 600_000 : 20_000),
                    CallDuration = i % 5 == 0 ? 600 : 20,
                },
                RawStreams.Calls, at + 600_000);
            if (i % 100 == 99)
            {
                pipeline.EndSlice(at);
            }
        }

        pipeline.EndSlice(Start + (61 * 3_600_000L));
        Console.WriteLine($"{people:#,0} people talked to one number: {watch.Elapsed.TotalSeconds:0.0} s, "
            + $"{pipeline.Warned.Count:#,0} of them warned before it is listed");
    }

    private static bool TurnBad(StagePipeline pipeline, int people)
    {
        var at = Start + (62 * 3_600_000L);
        var caused = pipeline.Flow.Caused;
        pipeline.Warned.Clear();
        var watch = Stopwatch.StartNew();
        pipeline.Take(
            new IntelligenceRecord
            {
                EntryId = "bad", Kind = EntityKind.Number, Value = Bad, Level = Grade.VeryHigh, Basis = "confirmed", Issuer = "centre", TimeMs = at,
            },
            RawTopic.Intelligence.Name, at);
        var seconds = 1;
        pipeline.EndSlice(at + 1_000);
        while (pipeline.Flow.IsTelling)
        {
            pipeline.EndSlice(at + (++seconds * 1_000L));
        }

        var took = watch.Elapsed;
        var told = pipeline.Flow.Caused - caused;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"it turns bad: {told:#,0} legs caused, {pipeline.Warned.Count:#,0} people warned; {took.TotalMilliseconds:0} ms of work in "
                + $"{seconds} progresses (a second each in a service)"));
        return told >= people && seconds + took.TotalSeconds < 10;
    }

    private static string Person(int i) => $"+8613{i:000000000}";

    private static int Counterparts(StagePipeline pipeline) => pipeline.Flow.Scoring.Sum(x => x.State.Counterparts.Table.Count);

    private static string Option(string[] args, string name, string otherwise) =>
        Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : otherwise;

    private sealed class Decoded : IRecordSink
    {
        public RawRecord? Last { get; private set; }

        public void Record(int index, bool isAlone, RawRecord record) => Last = record;

        public void Rejected(int index, Rejection reason, string field, string detail) =>
            throw new InvalidOperationException($"The list wrote a bad record: {reason} {field} {detail}");

        public void UnknownValue(string field) => throw new InvalidOperationException($"The list wrote an unknown {field}.");
    }
}
