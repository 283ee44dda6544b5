using WarningEngine.Core.Events;
using WarningEngine.Core.Memory;
using WarningEngine.Core.Profiles;

namespace WarningEngine.Core.Decisions;

/// <summary>Everything that scoring of one partition remembers, and its form in checkpoints. Records: key = kind byte
/// and token (or generation), value = version byte and content.</summary>
public sealed class ScoringState : ICheckpointedState, IDisposable
{
    /// <summary>Version of every record's layout. Of the one before, which followed no talks that go on, everything is read: a new version goes on with the
    /// state that the old one left.</summary>
    public const byte Version = 13;

    private const byte FirstVersionRead = 12;

    private const byte HeaderKey = 0;
    private const byte ProfileKey = 1;
    private const byte CounterpartKey = 2;
    private const byte EpisodeKey = 3;
    private const byte SeenKey = 4;
    private const byte SeenMoneyKey = 5;
    private const byte TouchedKey = 6;
    private const byte WaveKey = 7;
    private const byte AheadKey = 8;
    private const byte TalkKey = 9;

    /// <summary>One record at a time is written here: thousands of checkpoints a minute shall leave nothing to the collector.</summary>
    private readonly MemoryStream _record = new();
    private readonly BinaryWriter _content;
    private readonly RecordWriter _episode = new();
    private readonly SeenRecords _seenRecords = new();

    public ScoringState() => _content = new BinaryWriter(_record, System.Text.Encoding.UTF8, leaveOpen: true);

    public RecordTable<Profile> Profiles { get; } = new();

    public Counterparts Counterparts { get; } = new();

    public EpisodeTable Episodes { get; } = new();

    public AnswersAhead Ahead { get; } = new();

    public OngoingTalks Talks { get; } = new();

    public Marks Marks { get; } = new();

    public PartitionClock Clock { get; } = new();

    /// <summary>The partition's time at a leg, ms since epoch. Before there is one, when its cause arrived: what is decided in the first
    /// seconds of a new stream would stand in 1970, and whatever runs from it be over with the first progress.</summary>
    public long TimeAt(in Leg leg) => Clock.NowMs != 0 ? Clock.NowMs : leg.ArrivalTimeMs;

    /// <summary>Calls, SMS and the rest: one hour.</summary>
    public SeenEvents Seen { get; } = new(ProfileTime.HourMs, Limits.SeenEventsPerTermMax);

    /// <summary>Transfers: 24 hours.</summary>
    public SeenEvents SeenMoney { get; } = new(ProfileTime.DayMs, Limits.SeenEventsPerTermMax);

    /// <summary>Identities of both that found no room.</summary>
    public long SeenOverflow => Seen.Overflow + SeenMoney.Overflow;

    /// <summary>Persons whose episode has begun, or was restored, since the queue of ends last asked. No state of its own.</summary>
    internal NativeList<Token> Begun { get; } = new();

    /// <summary>The rule sets that were activated, newest last, at most <see cref="Limits.RuleSetsRememberedMax"/>; empty in an
    /// empty state, in what history left and in a state of a version that did not know them.</summary>
    public List<Activation> RuleSets { get; } = [];

    /// <summary>A rule set decides from now on.</summary>
    public void Remember(Activation activation)
    {
        if (RuleSets.Count == Limits.RuleSetsRememberedMax)
        {
            RuleSets.RemoveAt(0);
        }

        RuleSets.Add(activation);
    }

    /// <summary>The models that were activated, oldest first, at most <see cref="Limits.RuleSetsRememberedMax"/> of each subject and
    /// role.</summary>
    public List<ModelActivation> Models { get; } = [];

    /// <summary>A model decides, or looks on, from now on.</summary>
    public void Remember(ModelActivation activation)
    {
        if (Models.Count(x => x.Is(activation.Subject, activation.IsShadow)) == Limits.RuleSetsRememberedMax)
        {
            Models.RemoveAt(Models.FindIndex(x => x.Is(activation.Subject, activation.IsShadow)));
        }

        Models.Add(activation);
    }

    /// <summary>How far <see cref="IdleSweep"/> has come, in its steps; 0 before the first progress.</summary>
    public long SweptSteps { get; set; }

    /// <summary>The person's episode begins; one that the person had gives way.</summary>
    /// <param name="person">Who is under suspicion.</param>
    /// <param name="personKind">What the token stands for.</param>
    /// <param name="firstEvent">What it begins with.</param>
    /// <param name="startedMs">Event time of that.</param>
    internal ref Episode Begin(Token person, EntityKind personKind, UInt128 firstEvent, long startedMs)
    {
        Begun.Add(person);
        return ref Episodes.Begin(person, personKind, firstEvent, startedMs);
    }

    /// <summary>Takes in a copy of another state's episode, as a checkpoint would.</summary>
    internal void Copy(in Episode episode)
    {
        _episode.Begin(Version);
        EpisodeCodec.Write(_episode, episode);
        ReadEpisode(episode.Person, _episode.Written[1..]);
        TouchEpisode(episode.Person);
    }

    public void TouchEpisode(Token person) => Episodes.Touch(person);

    public void WriteChanged(IStateWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        TableRecords.WriteChanged(writer, ProfileKey, Profiles);
        TableRecords.WriteChanged(writer, CounterpartKey, Counterparts.Table);
        TableRecords.WriteChanged(writer, TouchedKey, Counterparts.Touched.Blocks);
        TableRecords.WriteChanged(writer, WaveKey, Counterparts.Waves.Table);
        TableRecords.WriteChanged(writer, AheadKey, Ahead.Table);
        TableRecords.WriteChanged(writer, TalkKey, Talks.Table);
        foreach (var person in Episodes.Changed())
        {
            WriteEpisode(writer, person);
        }

        _seenRecords.WriteAdded(writer, SeenKey, Seen);
        _seenRecords.WriteAdded(writer, SeenMoneyKey, SeenMoney);
        WriteHeader(writer);
        ForgetChanges();
    }

    public void WriteAll(IStateWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        TableRecords.WriteAll(writer, ProfileKey, Profiles);
        TableRecords.WriteAll(writer, CounterpartKey, Counterparts.Table);
        TableRecords.WriteAll(writer, TouchedKey, Counterparts.Touched.Blocks);
        TableRecords.WriteAll(writer, WaveKey, Counterparts.Waves.Table);
        TableRecords.WriteAll(writer, AheadKey, Ahead.Table);
        TableRecords.WriteAll(writer, TalkKey, Talks.Table);
        foreach (var person in Episodes.Persons.Order())
        {
            WriteEpisode(writer, person);
        }

        _seenRecords.Clear();
        _seenRecords.WriteAll(writer, SeenKey, Seen);
        _seenRecords.WriteAll(writer, SeenMoneyKey, SeenMoney);
        WriteHeader(writer);
        ForgetChanges();
    }

    /// <exception cref="InvalidDataException">The record has another version or an unknown kind.</exception>
    public void Read(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty)
        {
            Forget(key);
            return;
        }

        var version = value[0];
        if (version is < FirstVersionRead or > Version)
        {
            throw new InvalidDataException(
                $"State record of kind {key[0]} has version {version}, not {FirstVersionRead} to {Version}.");
        }

        var content = value[1..];
        switch (key[0])
        {
            case HeaderKey:
                ReadHeader(content);
                break;
            case ProfileKey:
                TableRecords.Read(content, out Profiles[Profiles.FindOrAdd(Token.Read(key[1..]))]);
                break;
            case CounterpartKey:
                ReadCounterpart(Token.Read(key[1..]), content);
                break;
            case TouchedKey:
                TableRecords.Read<TouchedBlock>(content, out var block);
                Counterparts.Touched.Restore(Token.Read(key[1..]), block);
                break;
            case WaveKey:
                TableRecords.Read<Wave>(content, out var wave);
                Counterparts.Waves.Restore(Token.Read(key[1..]), wave);
                break;
            case AheadKey:
                TableRecords.Read(content, out Ahead.Table[Ahead.Table.FindOrAdd(Token.Read(key[1..]))]);
                break;
            case TalkKey:
                TableRecords.Read(content, out Talks.Table[Talks.Table.FindOrAdd(Token.Read(key[1..]))]);
                break;
            case EpisodeKey:
                ReadEpisode(Token.Read(key[1..]), content);
                break;
            case SeenKey or SeenMoneyKey:
                _seenRecords.Read(key, content, key[0] == SeenKey ? Seen : SeenMoney);
                break;
            default:
                throw new InvalidDataException($"State record of unknown kind {key[0]}.");
        }
    }

    private void ReadCounterpart(Token token, ReadOnlySpan<byte> content)
    {
        ref var counterpart = ref Counterparts.Table[Counterparts.Table.FindOrAdd(token)];
        TableRecords.Read(content, out counterpart);
        if (CounterpartLists.NextMin(counterpart) != 0)
        {
            Counterparts.Restored.Add(token);
        }
    }

    private void ReadEpisode(Token person, ReadOnlySpan<byte> content)
    {
        var reader = new RecordReader(content);
        EpisodeCodec.Read(ref reader, Episodes);
        Begun.Add(person);
    }

    private void Forget(ReadOnlySpan<byte> key)
    {
        switch (key[0])
        {
            case ProfileKey:
                Profiles.Remove(Token.Read(key[1..]));
                break;
            case CounterpartKey:
                // Its blocks have deletions of their own: those of that name may be its successor's, and read before.
                Counterparts.Table.Remove(Token.Read(key[1..]));
                break;
            case TouchedKey:
                Counterparts.Touched.Forget(Token.Read(key[1..]));
                break;
            case WaveKey:
                Counterparts.Waves.Remove(Token.Read(key[1..]));
                break;
            case AheadKey:
                Ahead.Table.Remove(Token.Read(key[1..]));
                break;
            case TalkKey:
                Talks.Forget(Token.Read(key[1..]));
                break;
            case EpisodeKey:
                Episodes.Remove(Token.Read(key[1..]));
                break;
            default:
                break;
        }
    }

    private void WriteEpisode(IStateWriter writer, Token person)
    {
        Span<byte> key = stackalloc byte[1 + Token.Size];
        key[0] = EpisodeKey;
        person.Write(key[1..]);
        ref var episode = ref Episodes.Find(person);
        if (!episode.IsOpen)
        {
            writer.Put(key, []);
            return;
        }

        _episode.Begin(Version);
        EpisodeCodec.Write(_episode, episode);
        writer.Put(key, _episode.Written);
    }

    private void WriteHeader(IStateWriter writer)
    {
        var content = BeginRecord();
        Marks.Write(content);
        Clock.Write(content);
        content.Write(Seen.Generation);
        content.Write(SeenMoney.Generation);
        content.Write(SweptSteps);
        content.Write((byte)RuleSets.Count);
        foreach (var activation in RuleSets)
        {
            activation.Write(content);
        }

        content.Write((byte)Models.Count);
        foreach (var activation in Models)
        {
            activation.Write(content);
        }

        PutRecord(writer, [HeaderKey]);
    }

    private void ReadHeader(ReadOnlySpan<byte> content)
    {
        using var reader = new BinaryReader(new MemoryStream(content.ToArray()));
        Marks.Read(reader);
        Clock.Read(reader);
        RuleSets.Clear();
        Models.Clear();
        Seen.Turn(reader.ReadInt64());
        SeenMoney.Turn(reader.ReadInt64());
        SweptSteps = reader.ReadInt64();
        for (var count = reader.ReadByte(); count > 0; count--)
        {
            RuleSets.Add(Activation.Read(reader));
        }

        for (var count = reader.ReadByte(); count > 0; count--)
        {
            Models.Add(ModelActivation.Read(reader));
        }
    }

    private BinaryWriter BeginRecord()
    {
        _record.SetLength(0);
        _content.Write(Version);
        return _content;
    }

    private void PutRecord(IStateWriter writer, ReadOnlySpan<byte> key)
    {
        _content.Flush();
        writer.Put(key, _record.GetBuffer().AsSpan(0, (int)_record.Length));
    }

    /// <summary>Frees its memory at once; nothing of it may be used afterwards.</summary>
    public void Dispose()
    {
        Profiles.Dispose();
        Counterparts.Dispose();
        Ahead.Dispose();
        Talks.Dispose();
        Episodes.Dispose();
        Begun.Dispose();
        Seen.Dispose();
        SeenMoney.Dispose();
        _content.Dispose();
        _record.Dispose();
    }

    /// <summary>Forgets what has changed without writing it: for whoever never writes changes alone.</summary>
    public void ForgetChanges()
    {
        Profiles.ClearChanged();
        Counterparts.Table.ClearChanged();
        Counterparts.Touched.Blocks.ClearChanged();
        Counterparts.Waves.Table.ClearChanged();
        Ahead.ClearChanged();
        Talks.ClearChanged();
        Episodes.ClearChanged();
        Seen.ClearAdded();
        SeenMoney.ClearAdded();
    }
}
