using WarningEngine.Core;
using WarningEngine.Core.Events;
using WarningEngine.Core.Profiles;
using WarningEngine.Kafka.Frames;
using WarningEngine.Kafka.Topics;
using WarningEngine.Kafka.Wire;
using WarningEngine.Testing.Checking;

namespace WarningEngine.Simulation;

/// <summary>Progress says that everything of a raw partition up to a time has been read. So what was appended before that time must not come
/// after it: timers that look for what did not happen would have fired already.</summary>
/// <param name="logs">What the run left behind.</param>
/// <param name="speed">Of the time of day: ms of it in a ms of virtual time.</param>
internal sealed class ProgressCheck(IRunLogs logs, int speed)
{
    /// <summary>A member believes the end that it was told for a second, and hears of a message as late as the slowest broker tells: ms of virtual
    /// time.</summary>
    private const long BelievedMs = 2_000;

    private readonly List<Leg> _frame = [];

    public void Run(Verdict verdict)
    {
        foreach (var partition in logs.Read(TopicPlan.Legs).GroupBy(x => x.Partition))
        {
            var (marks, said, clock) = (new Marks(), new Dictionary<Source, Told>(), new PartitionClock());
            foreach (var message in partition)
            {
                _frame.Clear();
                FrameWriter.Read(message.Value, _frame);
                foreach (var leg in _frame)
                {
                    if (leg.Kind == LegKind.Progress)
                    {
                        Hear(message, leg.Progress!, said, clock);
                    }
                    else if (RawTopic.Find(leg.Stamp.Source.Topic) is not null && marks.Pass(leg.Stamp))
                    {
                        Compare(message, leg, said.GetValueOrDefault(leg.Stamp.Source), clock, verdict);
                    }
                }
            }
        }
    }

    private static void Hear(LoggedMessage message, ProgressEntry[] progress, Dictionary<Source, Told> said, PartitionClock clock)
    {
        clock.Advance(progress);
        foreach (var entry in progress)
        {
            var before = said.GetValueOrDefault(entry.Raw, new Told(0, false, 0, 0));
            said[entry.Raw] = new Told(
                Math.Max(before.TimeMs, entry.TimeMs), entry.HoldsBack, before.HoldsBack && entry.HoldsBack ? before.SinceMs : clock.NowMs, message.TimeMs);
        }
    }

    /// <summary>The broker's time of the raw message is when it was appended.</summary>
    private void Compare(LoggedMessage message, in Leg leg, Told? told, PartitionClock clock, Verdict verdict)
    {
        verdict.Count("legs compared with progress");
        var mostMs = leg.IngestTimeMs + (BelievedMs * speed);
        if (told?.TimeMs > mostMs)
        {
            verdict.AddMisordered($"legs/{message.Partition} at {message.Offset}: {leg.Stamp} of {leg.IngestTimeMs}, but {told.TimeMs} was said of its source before");
        }
        else if (clock.NowMs > mostMs && told is not null && (told.HoldsBack ? clock.NowMs > told.SinceMs : told.AtMs > mostMs) && !clock.Stopped.Contains(leg.Stamp.Source))
        {
            verdict.AddMisordered($"legs/{message.Partition} at {message.Offset}: {leg.Stamp} of {leg.IngestTimeMs}, but the partition stood at {clock.NowMs} before");
        }
    }

    /// <summary>What a partition was told of a source. One of which no member has told yet, or of which was told that it holds nobody back when it had nothing to
    /// read, lets time pass by right; while it holds back time stands.</summary>
    /// <param name="TimeMs">The latest time.</param>
    /// <param name="HoldsBack">As it was told last.</param>
    /// <param name="SinceMs">Where the partition stood when it began to hold back.</param>
    /// <param name="AtMs">When it was told last.</param>
    private sealed record Told(long TimeMs, bool HoldsBack, long SinceMs, long AtMs);
}
