using WarningEngine.Core.Cases;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Dispatch;
using WarningEngine.Core.Events;
using WarningEngine.Testing;

namespace WarningEngine.Tests.Dispatch;

/// <summary>Feeds one partition of dispatch as its log would, each item under the next position, and keeps what comes out.</summary>
internal sealed class DispatchLog(DispatchPartition partition) : IDispatchSink
{
    private static readonly Source Legs = new("legs", 1, 3);
    private long _offset;

    public DispatchLog(DispatchMode mode = DispatchMode.Live)
        : this(new DispatchPartition(DispatchOptions.Default with { Mode = mode }))
    {
    }

    public DispatchPartition Partition { get; } = partition;

    public List<QueueEntry> Entries { get; } = [];

    public List<Case> Changes { get; } = [];

    public List<Case> Forgotten { get; } = [];

    /// <summary>Queue, state and revision of each entry, as one line a test can compare.</summary>
    public IEnumerable<string> Sent => Entries.Select(x => $"{x.Queue} {x.State} {x.Case.Revision}");

    public Case Only => Assert.Single(Partition.Cases);

    /// <summary>The one case that dispatch has by what scoring has said.</summary>
    public static Case OnlyOf(IEnumerable<DispatchItem> items)
    {
        var log = new DispatchLog();
        foreach (var item in items)
        {
            log.Partition.Apply(item, log);
        }

        return log.Only;
    }

    public DispatchLog Warn(Warning warning) => Apply(stamp => new WarningItem(stamp, warning.EventTimeMs, warning));

    public DispatchLog Answer(DispositionCode code, int revision = 0, UInt128 caseId = default, long givenMs = Some.TimeMs) => Apply(stamp =>
        new DispositionItem(stamp, Some.TimeMs, Some.Person, 9, givenMs, new DispositionFacts { Code = code, Revision = revision, CaseId = caseId }));

    public DispatchLog Order(CommandFacts facts, Token person = default) =>
        Apply(stamp => new CommandItem(stamp, Some.TimeMs, person, 8, facts));

    /// <summary>Asks a region to take the case of <see cref="Some.Person"/> over, or takes that back.</summary>
    public DispatchLog Move(int region) => Order(new CommandFacts { Kind = CommandKind.MoveCase, Region = region }, Some.Person);

    /// <summary>A region takes it over; 0: does not say which.</summary>
    public DispatchLog Accept(int region) => Order(new CommandFacts { Kind = CommandKind.AcceptCase, Region = region }, Some.Person);

    public DispatchLog EndEpisode(UInt128 episodeId) =>
        Apply(stamp => new EpisodeEndedItem(stamp, Some.TimeMs, Some.Person, episodeId));

    /// <summary>The person is on the phone with a suspect, until then unless more is heard of it.</summary>
    public DispatchLog OnCall(long untilMs, UInt128 episodeId) =>
        Apply(stamp => new OnCallItem(stamp, Some.TimeMs, Some.Person, episodeId, untilMs));

    public DispatchLog Time(long timeMs) => Apply(stamp => new ProgressItem(stamp, timeMs));

    /// <summary>So many people are warned within five minutes of a moment, by one pattern.</summary>
    public DispatchLog Burst(int people, long timeMs, string pattern = "T21-parcel", int first = 1_000)
    {
        for (var i = 0; i < people; i++)
        {
            var person = (ulong)(first + i);
            Warn(Some.Warning(i) with
            {
                Person = new Token(1, person),
                EpisodeId = (UInt128)(person + ((ulong)(timeMs / 86_400_000) * 100_000)),
                PatternId = pattern,
                EventTimeMs = timeMs + (i * 300_000L / people),
                UsefulUntilMs = timeMs + (6 * 60 * Some.MinuteMs),
            });
        }

        return this;
    }

    /// <summary>The last item once more, under the same stamp.</summary>
    public DispatchLog Again(Warning warning)
    {
        Partition.Apply(new WarningItem(Stamp(_offset - 1), warning.EventTimeMs, warning), this);
        return this;
    }

    public void Entry(QueueEntry entry) => Entries.Add(entry);

    public List<(Tier Tier, DispatchMode Mode)> KeptBack { get; } = [];

    public void Kept(Case open, DispatchMode mode) => KeptBack.Add((open.Tier, mode));

    /// <summary>Pattern and state of each change.</summary>
    public List<(string Pattern, SurgeState State)> Surged { get; } = [];

    public void SurgeChanged(Surge surge) => Surged.Add((surge.PatternId, surge.State));

    public void CaseChanged(Case changed) => Changes.Add(changed);

    public void CaseForgotten(Case forgotten) => Forgotten.Add(forgotten);

    public DispatchLog Apply(Func<Stamp, DispatchItem> item)
    {
        Partition.Apply(item(Stamp(_offset++)), this);
        return this;
    }

    /// <summary>Goes on where another run stopped.</summary>
    public DispatchLog From(DispatchLog other)
    {
        _offset = other._offset;
        return this;
    }

    private static Stamp Stamp(long offset) => new(Legs, new Position(offset, 0, 0));
}
