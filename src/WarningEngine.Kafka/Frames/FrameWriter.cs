using System.Runtime.InteropServices;
using System.Text;
using WarningEngine.Core;
using WarningEngine.Core.Events;

namespace WarningEngine.Kafka.Frames;

/// <summary>Many legs in one message: version, table of sources, legs; progress behind its leg.</summary>
public sealed class FrameWriter
{
    private const byte Version = 2;

    /// <summary>Read as well: a log outlasts an update.</summary>
    private const byte VersionBefore = 1;

    /// <summary>Of the table: its length and a leg's place in it are one byte each.</summary>
    private const int SourcesMax = byte.MaxValue;

    /// <summary>Source with an empty name, time, mark: bounds what a damaged count may ask for.</summary>
    private const int ProgressEntryBytesMin = 18;

    [ThreadStatic]
    private static KnownSources? _known;

    [ThreadStatic]
    private static LegBefore? _beforeRead;

    private readonly ByteAppender _legs = new();
    private readonly ByteAppender _head = new();
    private readonly List<Source> _sources = [];
    private readonly LegBefore _before = new();

    /// <summary>Of the leg before, and its number: most legs come from the source that the one before them came from.</summary>
    private (Source? Source, int Index) _last;

    /// <summary>Legs in the frame so far.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes so far.</summary>
    public int Length => _legs.Length;

    /// <summary>Whether the frame should leave before another leg is added.</summary>
    public bool IsFull => Length >= Limits.FrameBytesTarget || Count >= Limits.LegsPerFrameMax || _sources.Count >= SourcesMax;

    /// <summary>Adds a leg. Whoever adds asks <see cref="IsFull"/> first.</summary>
    /// <exception cref="InvalidOperationException">The table of sources is full.</exception>
    public void Add(in Leg leg)
    {
        var source = ReferenceEquals(leg.Stamp.Source, _last.Source) ? _last.Index : Index(leg.Stamp.Source);
        _legs.Fill(ref LegCodec.Write(ref _legs.Room(LegCodec.BytesMax), leg, source, _before));
        if (leg.Kind == LegKind.Progress)
        {
            var entries = leg.Progress ?? [];
            _legs.Int32(entries.Length);
            foreach (ref readonly var entry in entries.AsSpan())
            {
                Write(_legs, entry.Raw);
                _legs.Int64(entry.TimeMs);
                _legs.Byte(entry.HoldsBack ? 1 : 0);
            }
        }

        Count++;
    }

    /// <summary>The frame as a message's value; begins a new one.</summary>
    public byte[] Take()
    {
        _head.Clear();
        _head.Byte(Version);
        _head.Byte(_sources.Count);
        foreach (var source in _sources)
        {
            Write(_head, source);
        }

        _head.Int32(Count);
        var result = GC.AllocateUninitializedArray<byte>(_head.Length + _legs.Length);
        _head.Written.CopyTo(result);
        _legs.Written.CopyTo(result.AsSpan(_head.Length));
        _legs.Clear();
        _sources.Clear();
        _before.Clear();
        _last = default;
        Count = 0;
        return result;
    }

    /// <summary>Reads a frame whole.</summary>
    /// <exception cref="FrameException">It cannot be read.</exception>
    public static void Read(ReadOnlySpan<byte> frame, List<Leg> legs)
    {
        ArgumentNullException.ThrowIfNull(legs);
        var from = new ByteCursor(frame);
        var version = from.Byte();
        if (version is not (Version or VersionBefore))
        {
            throw new FrameException(0, $"version {version}, not {Version} or {VersionBefore}");
        }

        var sources = new Source[from.Byte()];
        for (var i = 0; i < sources.Length; i++)
        {
            sources[i] = ReadSource(ref from);
        }

        var count = from.Int32();
        if (count is < 0 or > Limits.LegsPerFrameMax)
        {
            throw new FrameException(from.At - 4, $"{count} legs, {Limits.LegsPerFrameMax} at most");
        }

        ReadLegs(ref from, version, count, sources, legs);

        if (!from.AtEnd)
        {
            throw new FrameException(from.At, "more bytes than legs");
        }
    }

    /// <summary>Where one cannot be read, those before it are in the list.</summary>
    private static void ReadLegs(ref ByteCursor from, int version, int count, Source[] sources, List<Leg> legs)
    {
        var before = _beforeRead ??= new();
        before.Clear();
        var whole = legs.Count;
        CollectionsMarshal.SetCount(legs, whole + count);
        try
        {
            foreach (ref var leg in CollectionsMarshal.AsSpan(legs)[whole..])
            {
                if (version == Version)
                {
                    LegCodec.Read(ref from, sources, before, ref leg);
                }
                else
                {
                    leg = LegCodecOfVersion1.Read(ref from, sources);
                }

                if (leg.Kind == LegKind.Progress)
                {
                    leg.Progress = ReadProgress(ref from);
                }

                whole++;
            }
        }
        finally
        {
            CollectionsMarshal.SetCount(legs, whole);
        }
    }

    private static ProgressEntry[] ReadProgress(ref ByteCursor from)
    {
        var count = from.Int32();
        if (count < 0 || count > from.Left / ProgressEntryBytesMin)
        {
            throw new FrameException(from.At - 4, $"{count} entries of progress in {from.Left} bytes");
        }

        var entries = new ProgressEntry[count];
        for (var i = 0; i < count; i++)
        {
            entries[i] = new ProgressEntry(ReadSource(ref from), from.Int64(), from.Bool());
        }

        return entries;
    }

    private static void Write(ByteAppender to, Source source)
    {
        to.Bytes(Encoding.UTF8.GetBytes(source.Topic));
        to.Int32(source.Generation);
        to.Int32(source.Partition);
    }

    private static Source ReadSource(ref ByteCursor from) => (_known ??= new()).Get(from.Bytes(), from.Int32(), from.Int32());

    private int Index(Source source)
    {
        var index = _sources.LastIndexOf(source);
        if (index < 0)
        {
            if (_sources.Count == SourcesMax)
            {
                throw new InvalidOperationException($"A frame takes legs of {SourcesMax} sources.");
            }

            index = _sources.Count;
            _sources.Add(source);
        }

        _last = (source, index);
        return index;
    }
}
