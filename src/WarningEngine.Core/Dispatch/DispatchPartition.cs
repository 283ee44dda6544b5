using System.Text.Json;
using WarningEngine.Core.Cases;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Events;
using WarningEngine.Core.Profiles;

namespace WarningEngine.Core.Dispatch;

/// <summary>Dispatch of one partition: a pure function of its log of warnings. Owns the cases: one open case per person.</summary>
public sealed class DispatchPartition(DispatchOptions options) : ICheckpointedState
{
    private const byte Version = 1;
    private const byte HeaderKey = 0;
    private const byte CaseKey = 1;

    /// <summary>A case that is no longer open is forgotten after this time, once its episode is over: one that was forgotten
    /// before would begin at revision 1 again, and its entries be taken for old ones.</summary>
    private const long KeptMs = 72 * ProfileTime.HourMs;

    private readonly SortedDictionary<Token, Case> _cases = [];
    private readonly SortedSet<(long DueMs, UInt128 Case, Token Person)> _due = [];
    private readonly HashSet<Token> _changed = [];
    private readonly Marks _marks = new();

    public DispatchMode Mode { get; private set; } = options.Mode;

    public long NowMs { get; private set; }

    /// <summary>Items dropped as seen before.</summary>
    public long Dropped { get; private set; }

    public IReadOnlyCollection<Case> Cases => _cases.Values;

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
                if (_cases.TryGetValue(ended.Person, out var last) && last.Id == ended.EpisodeId)
                {
                    Put(last with { EpisodeEnded = true });
                }

                break;
            case ProgressItem progress:
                NowMs = Math.Max(NowMs, progress.TimeMs);
                Expire(sink);
                break;
            default:
                break;
        }
    }

    public void WriteChanged(IStateWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        foreach (var person in _changed.Order())
        {
            Write(writer, person);
        }

        _changed.Clear();
        WriteHeader(writer);
    }

    public void WriteAll(IStateWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        foreach (var person in _cases.Keys)
        {
            Write(writer, person);
        }

        _changed.Clear();
        WriteHeader(writer);
    }

    public void Read(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        if (!value.IsEmpty && value[0] != Version)
        {
            throw new InvalidDataException($"State record of kind {key[0]} has version {value[0]}, not {Version}.");
        }

        if (key[0] == HeaderKey)
        {
            using var reader = new BinaryReader(new MemoryStream(value[1..].ToArray()));
            _marks.Read(reader);
            Mode = (DispatchMode)reader.ReadByte();
            NowMs = reader.ReadInt64();
            return;
        }

        var person = Token.Read(key[1..]);
        if (_cases.Remove(person, out var old))
        {
            _due.Remove((Due(old), old.Id, person));
        }

        if (!value.IsEmpty)
        {
            Put(JsonSerializer.Deserialize<Case>(value[1..])
                ?? throw new InvalidDataException("State record of a case is empty."));
            _changed.Remove(person);
        }
    }

    /// <summary>Gives each case to the partition of its person under another number of partitions, and time and mode to those
    /// whose persons were here. Marks stay behind: see <see cref="StateDealing"/>.</summary>
    /// <param name="partition">The number of this one.</param>
    /// <param name="partitions">P until now.</param>
    /// <param name="to">As many as the new P.</param>
    /// <exception cref="InvalidDataException">The partitions are not in one mode: a command was still on its way.</exception>
    public void DealTo(int partition, int partitions, IReadOnlyList<DispatchPartition> to)
    {
        ArgumentNullException.ThrowIfNull(to);
        foreach (var one in _cases.Values)
        {
            to[one.Person.Partition(to.Count)].Put(one);
        }

        foreach (var heir in StateDealing.Heirs(partition, partitions, to))
        {
            if (heir.NowMs != 0 && heir.Mode != Mode)
            {
                throw new InvalidDataException(
                    $"Partition {partition} is in mode {Mode}, its neighbour in {heir.Mode}: a command has not reached all of them.");
            }

            heir.Mode = Mode;
            heir.NowMs = Math.Max(heir.NowMs, NowMs);
        }
    }

    private void Warn(WarningItem item, IDispatchSink sink)
    {
        var warning = item.Warning;
        if (_cases.TryGetValue(warning.Person, out var current)
            && (current.State == CaseState.Open || current.Id == warning.EpisodeId))
        {
            Place(CaseMerging.Merge(current, warning, item.TimeMs), sink);
            return;
        }

        if (current is not null)
        {
            // The ended case of an earlier episode makes room; nobody else would ever take it out of the read model.
            sink.CaseForgotten(current);
        }

        Place(CaseMerging.Open(warning, options.RegionOf(warning.Region), item.TimeMs), sink);
    }

    /// <summary>Always recorded; closes no case whose tier rose after the revision that the agent saw.</summary>
    private void Dispose(DispositionItem item, IDispatchSink sink)
    {
        if (!_cases.TryGetValue(item.Person, out var current))
        {
            return;
        }

        var code = item.Facts.Code;
        var names = item.Facts.CaseId == 0 || item.Facts.CaseId == current.Id;
        var outdated = names && item.Facts.Revision > 0 && item.Facts.Revision < current.RaisedAtRevision;
        var answersThis = names && !outdated;
        var changed = current with
        {
            Disposition = answersThis ? code : current.Disposition,
            Watched = current.Watched || (answersThis && code == DispositionCode.ReachedDenies),
            History = CaseMerging.Lines(
                current, new CaseLine(item.TimeMs, outdated ? "outdated" : "disposition", code.ToString())),
        };
        if (answersThis && Closes(code) && current.State == CaseState.Open)
        {
            End(changed, CaseState.Closed, EntryState.Closed, sink);
        }
        else
        {
            Change(changed, sink);
        }
    }

    /// <summary>What ends a case. Not being reached does not: a busy line is evidence. Nor does a denial, a forwarded call,
    /// or somebody else who answered.</summary>
    private static bool Closes(DispositionCode code) => code is DispositionCode.ReachedDissuaded
        or DispositionCode.ReachedNotRelevant or DispositionCode.AlreadyLost or DispositionCode.Duplicate
        or DispositionCode.FalsePositiveConfirmed or DispositionCode.VisitDissuaded or DispositionCode.Unlocatable;

    private void Obey(CommandItem item, IDispatchSink sink)
    {
        switch (item.Facts.Kind)
        {
            case CommandKind.SetMode:
                Mode = item.Facts.Mode;
                break;
            case CommandKind.Release:
                foreach (var held in _cases.Values.Where(x => x.Held && x.State == CaseState.Open
                    && (item.Person.IsNone || x.Person == item.Person) && Names(item.Facts, x)).ToArray())
                {
                    Send(Revised(held, "released", "", item.TimeMs) with { Held = false }, sink);
                }

                break;
            case CommandKind.MoveCase when _cases.TryGetValue(item.Person, out var current):
                var region = options.RegionOf(item.Facts.Region);
                if (current.State == CaseState.Open && current.Region != region && Names(item.Facts, current))
                {
                    Place(Revised(current, "moved", region, item.TimeMs) with { Region = region }, sink);
                }

                break;
            default:
                break;
        }
    }

    private static bool Names(in CommandFacts facts, Case one) => facts.CaseId == 0 || facts.CaseId == one.Id;

    private static Case Revised(Case current, string what, string detail, long timeMs) => current with
    {
        Revision = current.Revision + 1,
        History = CaseMerging.Lines(current, new CaseLine(timeMs, what, detail)),
    };

    /// <summary>Ordered by due time and case: expired entries are marked, and forgotten later.</summary>
    private void Expire(IDispatchSink sink)
    {
        while (_due.Count > 0 && _due.Min.DueMs <= NowMs)
        {
            var current = _cases[_due.Min.Person];
            if (current.State != CaseState.Open)
            {
                _due.Remove(_due.Min);
                _cases.Remove(current.Person);
                _changed.Add(current.Person);
                sink.CaseForgotten(current);
                continue;
            }

            var expired = current with { History = CaseMerging.Lines(current, new CaseLine(NowMs, "expired", "")) };
            End(expired, CaseState.Expired, EntryState.Expired, sink);
        }
    }

    /// <summary>Puts an open case into its queue, or keeps it back.</summary>
    private void Place(Case open, IDispatchSink sink) =>
        Send(open with { Held = open.Held || Mode == DispatchMode.Hold }, sink);

    private void Send(Case open, IDispatchSink sink)
    {
        if (open.Held || Mode == DispatchMode.Shadow)
        {
            Change(open, sink);
            sink.Kept(open, open.Held ? DispatchMode.Hold : DispatchMode.Shadow);
            return;
        }

        var place = new QueuePlace(open.Region, open.Tier);
        var sent = open with { Sent = place };
        Change(sent, sink);
        if (open.Sent is { } old && old != place)
        {
            sink.Entry(new QueueEntry(EntryState.Superseded, old.Tier, sent with { Region = old.Region }));
        }

        sink.Entry(new QueueEntry(EntryState.Open, sent.Tier, sent));
    }

    /// <summary>Ends a case and says so where its entry stands, also where a newer one is kept back.</summary>
    private void End(Case ended, CaseState state, EntryState entry, IDispatchSink sink)
    {
        var changed = ended with { State = state, Held = false, Sent = null };
        Change(changed, sink);
        if (ended.Sent is { } place && Mode != DispatchMode.Shadow)
        {
            sink.Entry(new QueueEntry(entry, place.Tier, changed with { Region = place.Region }));
        }
    }

    private void Change(Case changed, IDispatchSink sink)
    {
        Put(changed);
        sink.CaseChanged(changed);
    }

    private void Put(Case changed)
    {
        if (_cases.TryGetValue(changed.Person, out var old))
        {
            _due.Remove((Due(old), old.Id, old.Person));
        }

        _cases[changed.Person] = changed;
        _due.Add((Due(changed), changed.Id, changed.Person));
        _changed.Add(changed.Person);
    }

    private static long Due(Case one) => one.State == CaseState.Open ? one.UsefulUntilMs
        : one.EpisodeEnded ? one.UsefulUntilMs + KeptMs : long.MaxValue;

    private void Write(IStateWriter writer, Token person)
    {
        Span<byte> key = stackalloc byte[1 + Token.Size];
        key[0] = CaseKey;
        person.Write(key[1..]);
        writer.Put(key, _cases.TryGetValue(person, out var one) ? [Version, .. JsonSerializer.SerializeToUtf8Bytes(one)] : []);
    }

    private void WriteHeader(IStateWriter writer)
    {
        using var buffer = new MemoryStream();
        using var content = new BinaryWriter(buffer);
        content.Write(Version);
        _marks.Write(content);
        content.Write((byte)Mode);
        content.Write(NowMs);
        content.Flush();
        writer.Put([HeaderKey], buffer.ToArray());
    }
}
