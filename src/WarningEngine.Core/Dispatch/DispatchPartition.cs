using WarningEngine.Core.Cases;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Events;
using WarningEngine.Core.Profiles;

namespace WarningEngine.Core.Dispatch;

/// <summary>Dispatch of one partition: a pure function of its log of warnings. Owns the cases: one open case per person.</summary>
public sealed class DispatchPartition : ICheckpointedState
{
    /// <summary>Of the layout of records; this and the one before are read. 2 knows how often patterns fire, and offers.</summary>
    private const byte Version = 2;

    private const byte HeaderKey = 0, CaseKey = 1, PatternKey = 2;
    private readonly DispatchOptions _options;
    private readonly CaseTable _cases = new(Version, CaseKey);
    private readonly CaseQueues _queues;
    private readonly SurgeWatch _surges = new(Version, PatternKey);
    private readonly Marks _marks = new();

    public DispatchPartition(DispatchOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _queues = new CaseQueues(_cases) { Mode = options.Mode };
    }

    public DispatchMode Mode
    {
        get => _queues.Mode;
        private set => _queues.Mode = value;
    }

    public long NowMs { get; private set; }

    /// <summary>Items dropped as seen before.</summary>
    public long Dropped { get; private set; }

    public IReadOnlyCollection<Case> Cases => _cases.All;

    /// <summary>Patterns that fire ten times their usual rate just now, whether held or released.</summary>
    public IEnumerable<Surge> Surges => _surges.SurgesAt(NowMs);

    /// <summary>Takes in one item of the log.</summary>
    public void Apply(DispatchItem item, IDispatchSink sink)
    {
        ArgumentNullException.ThrowIfNull(item);
        ArgumentNullException.ThrowIfNull(sink);
        if (!_marks.Pass(item.Stamp))
        {
            Dropped++;
            return;
        }

        switch (item)
        {
            case WarningItem warning:
                Warn(warning, sink);
                break;
            case DispositionItem disposition:
                Dispose(disposition, sink);
                break;
            case CommandItem command:
                Obey(command, sink);
                break;
            case EpisodeEndedItem ended:
                if (_cases.Find(ended.Person) is { } last && last.Id == ended.EpisodeId)
                {
                    _cases.Put(last with { EpisodeEnded = true });
                }

                break;
            case OnCallItem call:
                if (_cases.Find(call.Person) is { } named && named.Id == call.EpisodeId && named.OnCallUntilMs != call.UntilMs)
                {
                    _queues.Change(named with { OnCallUntilMs = call.UntilMs }, sink);
                }

                break;
            case ProgressItem progress:
                NowMs = Math.Max(NowMs, progress.TimeMs);
                Report(_surges.Calm(NowMs), sink);
                Expire(sink);
                break;
            default:
                break;
        }
    }

    public void WriteChanged(IStateWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        _cases.WriteChanged(writer);
        _surges.WriteChanged(writer);
        WriteHeader(writer);
    }

    public void WriteAll(IStateWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        _cases.WriteAll(writer);
        _surges.WriteAll(writer);
        WriteHeader(writer);
    }

    public void Read(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        if (!value.IsEmpty && value[0] is not (Version or Version - 1))
        {
            throw new InvalidDataException($"State record of kind {key[0]} has version {value[0]}, not {Version} or {Version - 1}.");
        }

        switch (key[0])
        {
            case HeaderKey:
                using (var reader = new BinaryReader(new MemoryStream(value[1..].ToArray())))
                {
                    _marks.Read(reader);
                    Mode = (DispatchMode)reader.ReadByte();
                    NowMs = reader.ReadInt64();
                    _surges.Day = value[0] == Version ? reader.ReadInt64() : 0;
                }

                break;
            case CaseKey:
                _cases.Read(Token.Read(key[1..]), value);
                break;
            case PatternKey:
                _surges.Read(key[1..], value);
                break;
            default:
                throw new InvalidDataException($"State record is of kind {key[0]}, which dispatch does not know.");
        }
    }

    /// <summary>Gives each case to the partition of its person under another number of partitions; time and mode to those
    /// whose persons were here, and of what is known of patterns their persons' share. Marks stay behind: see
    /// <see cref="StateDealing"/>.</summary>
    /// <param name="partition">The number of this one.</param>
    /// <param name="partitions">P until now.</param>
    /// <param name="to">As many as the new P.</param>
    /// <exception cref="InvalidDataException">The partitions are not in one mode: a command was still on its way.</exception>
    public void DealTo(int partition, int partitions, IReadOnlyList<DispatchPartition> to)
    {
        ArgumentNullException.ThrowIfNull(to);
        foreach (var one in _cases.All)
        {
            to[one.Person.Partition(to.Count)]._cases.Put(one);
        }

        foreach (var (heir, share) in StateDealing.Shares(partition, partitions, to))
        {
            if (heir.NowMs != 0 && heir.Mode != Mode)
            {
                throw new InvalidDataException(
                    $"Partition {partition} is in mode {Mode}, its neighbour in {heir.Mode}: a command has not reached all of them.");
            }

            heir.Mode = Mode;
            heir.NowMs = Math.Max(heir.NowMs, NowMs);
            heir._surges.Join(_surges, share, of: to.Count);
        }
    }

    private void Warn(WarningItem item, IDispatchSink sink)
    {
        var warning = item.Warning;
        var timeMs = Time(item);
        var isWatched = SurgeWatch.Watches(warning);
        if (isWatched && _surges.Count(warning.PatternId, timeMs) is { } surge)
        {
            sink.SurgeChanged(surge);
        }

        var heldFor = isWatched && _surges.Holds(warning.PatternId) ? warning.PatternId : null;
        var current = _cases.Find(warning.Person);
        if (current is { State: CaseState.Open } && CaseMerging.EndMs(current) <= warning.EventTimeMs)
        {
            // Progress comes by the clock on the wall: where a log is caught up with, many minutes of events lie between two.
            current = _queues.Expire(current, item.TimeMs, sink);
        }

        if (current is null || ((current.State != CaseState.Open || current.EpisodeEnded) && current.Id != warning.EpisodeId))
        {
            if (current is not null)
            {
                _queues.MakeRoom(current, sink);
            }

            _queues.Send(_queues.Keep(CaseMerging.Open(warning, _options.RegionOf(warning.Region), item.TimeMs), heldFor, item.TimeMs), sink);
            return;
        }

        var merged = CaseMerging.Merge(current, warning, timeMs);
        if (merged.State != CaseState.Open)
        {
            _queues.Change(merged, sink);
            return;
        }

        var next = _queues.Keep(merged, heldFor, item.TimeMs);
        if (next.Held && current.Offer is { } offer)
        {
            // Nobody can accept what is kept back from them.
            current = _queues.TakeBack(HandOver.Returned(current, offer, item.TimeMs), offer, sink);
            next = _queues.Keep(CaseMerging.Merge(current, warning, timeMs), heldFor, item.TimeMs);
        }

        _queues.Send(next.Tier < current.Tier ? HandOver.NoLaterThan(next, _options.AcceptUntilMs(next.Tier, timeMs)) : next, sink);
    }

    /// <summary>Always recorded; closes no case whose tier rose after the revision that the agent saw, and, where it names none, none that was opened after it was
    /// given. What closes nothing takes the place of no finding that does: a busy line after a dissuasion is history.</summary>
    private void Dispose(DispositionItem item, IDispatchSink sink)
    {
        if (_cases.Find(item.Person) is not { } current)
        {
            return;
        }

        var code = item.Facts.Code;
        var names = item.Facts.CaseId == current.Id || (item.Facts.CaseId == 0 && item.EventTimeMs >= current.OpenedMs);
        var outdated = names && item.Facts.Revision > 0 && item.Facts.Revision < current.RaisedAtRevision;
        var answersThis = names && !outdated;
        var changed = current with
        {
            Disposition = answersThis && (code.Closes() || !current.Disposition.Closes()) ? code : current.Disposition,
            Watched = current.Watched || (answersThis && code == DispositionCode.ReachedDenies),
            History = CaseMerging.Lines(
                current, new CaseLine(item.TimeMs, outdated ? "outdated" : names ? "disposition" : "other_case", code.ToString())),
        };
        if (answersThis && code.Closes() && current.State == CaseState.Open)
        {
            _queues.End(changed, CaseState.Closed, sink);
        }
        else
        {
            _queues.Change(changed, sink);
        }
    }

    private void Obey(CommandItem item, IDispatchSink sink)
    {
        switch (item.Facts.Kind)
        {
            case CommandKind.SetMode:
                _queues.Turn(item.Facts.Mode, item.TimeMs, sink);
                break;
            case CommandKind.Release:
                if (item.Person.IsNone && item.Facts.CaseId == 0)
                {
                    Report(_surges.Release(Time(item)), sink);
                }

                foreach (var held in _cases.All.Where(x => Mode != DispatchMode.Shadow && x.Held && x.State == CaseState.Open
                    && (item.Person.IsNone || x.Person == item.Person) && Names(item.Facts, x)).ToArray())
                {
                    _queues.Send(HandOver.Revised(held, "released", "", item.TimeMs) with { Held = false, HeldFor = null }, sink);
                }

                break;
            case CommandKind.MoveCase when Named(item) is { State: CaseState.Open } open:
                Move(open, _options.RegionOf(item.Facts.Region), item, sink);
                break;
            case CommandKind.AcceptCase when Named(item) is { } current:
                Accept(current, item, sink);
                break;
            default:
                break;
        }
    }

    private Case? Named(CommandItem item) => _cases.Find(item.Person) is { } current && Names(item.Facts, current) ? current : null;

    private static bool Names(in CommandFacts facts, Case one) => facts.CaseId == 0 || facts.CaseId == one.Id;

    /// <summary>A case is offered, and stays where it is until accepted. One whose newest is kept back moves at once: nobody there
    /// could see what to accept.</summary>
    private void Move(Case open, string region, CommandItem item, IDispatchSink sink)
    {
        if (region == open.Region)
        {
            if (open.Offer is { } offer)
            {
                _queues.TakeBack(HandOver.Withdrawn(open, offer, item.TimeMs), offer, sink);
            }
        }
        else if (open.Held || open.Sent is null || Mode == DispatchMode.Shadow)
        {
            var before = open.Offer;
            var moved = HandOver.Revised(open, "moved", region, item.TimeMs) with { Region = region, Offer = null, ReturnedFrom = null };
            _queues.Send(moved with { Held = open.Held || Mode == DispatchMode.Hold }, sink);
            if (before is not null)
            {
                _queues.Withdraw(moved, before, sink);
            }
        }
        else if (open.Offer?.To.Region != region)
        {
            var offered = HandOver.Offered(open, region, _options.AcceptUntilMs(open.Tier, Time(item)), item.TimeMs);
            _queues.Send(offered, sink);
            if (open.Offer is { } before)
            {
                _queues.Withdraw(offered, before, sink);
            }
        }
    }

    /// <summary>Only what is offered can be accepted; a second acceptance changes nothing, a late one is outdated.</summary>
    private void Accept(Case current, CommandItem item, IDispatchSink sink)
    {
        // Who does not say which is the region that was asked.
        var region = item.Facts.Region != 0 ? _options.RegionOf(item.Facts.Region) : HandOver.LastAsked(current);
        if (current.Offer is { } offer && offer.To.Region == region)
        {
            var accepted = HandOver.Accepted(current, offer, item.TimeMs);
            _queues.Send(accepted, sink);
            if (offer.To != CaseQueues.PlaceOf(accepted))
            {
                _queues.Withdraw(accepted, offer, sink);
            }
        }
        else if (current.Region != region)
        {
            var line = new CaseLine(item.TimeMs, "outdated", region);
            _queues.Change(current with { History = CaseMerging.Lines(current, line) }, sink);
        }
    }

    /// <summary>Ordered by due time and case: offers return, expired entries are marked, and forgotten later.</summary>
    private void Expire(IDispatchSink sink)
    {
        while (_cases.Due(NowMs) is { } current)
        {
            if (current.State != CaseState.Open)
            {
                _queues.Forget(current, sink);
            }
            else if (current.Offer is { } offer && offer.UntilMs < current.UsefulUntilMs)
            {
                _queues.TakeBack(HandOver.Returned(current, offer, NowMs), offer, sink);
            }
            else if (CaseMerging.GoesOn(current, NowMs) is { } useful)
            {
                _queues.Send(useful, sink);
            }
            else
            {
                _queues.Expire(current, NowMs, sink);
            }
        }
    }

    private static void Report(IReadOnlyList<Surge> surges, IDispatchSink sink)
    {
        foreach (var surge in surges)
        {
            sink.SurgeChanged(surge);
        }
    }

    /// <summary>The partition's time at an item, ms.</summary>
    private long Time(DispatchItem item) => Math.Max(NowMs, item.TimeMs);

    private void WriteHeader(IStateWriter writer)
    {
        using var buffer = new MemoryStream();
        using var content = new BinaryWriter(buffer);
        content.Write(Version);
        _marks.Write(content);
        content.Write((byte)Mode);
        content.Write(NowMs);
        content.Write(_surges.Day);
        content.Flush();
        writer.Put([HeaderKey], buffer.ToArray());
    }
}
