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

    /// <summary>A case that is no longer open is forgotten after this time.</summary>
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

    private void Warn(WarningItem item, IDispatchSink sink)
    {
        var warning = item.Warning;
        if (!_cases.TryGetValue(warning.Person, out var current) || (current.State != CaseState.Open && current.Id != warning.EpisodeId))
        {
            var opened = CaseMerging.Open(warning, options.RegionOf(warning.Region), item.TimeMs, Mode == DispatchMode.Hold);
            Change(opened, sink);
            Send(new QueueEntry(EntryState.Open, opened.Tier, opened), sink);
            return;
        }

        var merged = CaseMerging.Merge(current, warning, item.TimeMs);
        if (merged.Tier != current.Tier && current.State == CaseState.Open)
        {
            Send(new QueueEntry(EntryState.Superseded, current.Tier, merged), sink);
        }

        Change(merged, sink);
        Send(new QueueEntry(EntryState.Open, merged.Tier, merged), sink);
    }

    /// <summary>Always recorded; closes no case whose tier rose after the revision that the agent saw.</summary>
    private void Dispose(DispositionItem item, IDispatchSink sink)
    {
        if (!_cases.TryGetValue(item.Person, out var current))
        {
            return;
        }

        var code = item.Facts.Code;
        var answersThis = item.Facts.CaseId == 0 || item.Facts.CaseId == current.Id;
        var roseSince = item.Facts.Revision > 0 && item.Facts.Revision < current.RaisedAtRevision;
        var closes = answersThis && !roseSince && Closes(code) && current.State == CaseState.Open;
        var changed = current with
        {
            State = closes ? CaseState.Closed : current.State,
            Disposition = answersThis ? code : current.Disposition,
            Watched = current.Watched || code == DispositionCode.ReachedDenies,
            History = CaseMerging.Lines(current, new CaseLine(item.TimeMs, "disposition", $"{code}{(roseSince ? " (tier has risen since)" : "")}")),
        };
        Change(changed, sink);
        if (closes)
        {
            Send(new QueueEntry(EntryState.Closed, changed.Tier, changed), sink);
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
                foreach (var held in _cases.Values.Where(x => x.Held
                    && (item.Person.IsNone || x.Person == item.Person)
                    && (item.Facts.CaseId == 0 || x.Id == item.Facts.CaseId)).ToArray())
                {
                    var released = held with
                    {
                        Held = false,
                        Revision = held.Revision + 1,
                        History = CaseMerging.Lines(held, new CaseLine(item.TimeMs, "released", "")),
                    };
                    Change(released, sink);
                    sink.Entry(new QueueEntry(EntryState.Open, released.Tier, released));
                }

                break;
            case CommandKind.MoveCase when _cases.TryGetValue(item.Person, out var current):
                Send(new QueueEntry(EntryState.Superseded, current.Tier, current), sink);
                var moved = current with
                {
                    Region = options.RegionOf(item.Facts.Region),
                    Revision = current.Revision + 1,
                    History = CaseMerging.Lines(current, new CaseLine(item.TimeMs, "moved", options.RegionOf(item.Facts.Region))),
                };
                Change(moved, sink);
                Send(new QueueEntry(EntryState.Open, moved.Tier, moved), sink);
                break;
            default:
                break;
        }
    }

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

            var expired = current with
            {
                State = CaseState.Expired,
                History = CaseMerging.Lines(current, new CaseLine(NowMs, "expired", "")),
            };
            Change(expired, sink);
            Send(new QueueEntry(EntryState.Expired, expired.Tier, expired), sink);
        }
    }

    private void Send(QueueEntry entry, IDispatchSink sink)
    {
        if (Mode == DispatchMode.Live && !entry.Case.Held)
        {
            sink.Entry(entry);
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

    private static long Due(Case one) => one.State == CaseState.Open ? one.UsefulUntilMs : one.UsefulUntilMs + KeptMs;

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
