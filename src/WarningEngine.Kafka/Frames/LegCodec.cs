using WarningEngine.Core.Events;

namespace WarningEngine.Kafka.Frames;

/// <summary>One leg on the wire: what every leg has, then what its kind has. Times and places are told from those of the leg before, and what is
/// not there is left out: most of a leg are hashes, which nothing makes smaller.</summary>
internal static class LegCodec
{
    /// <summary>The most that <see cref="Write"/> writes: two words, a place, three words, two tokens, the event's identity, three times, facts.</summary>
    public const int BytesMax = 5 + (6 * ByteRoom.SignedBytesMax) + (2 * Token.Size) + 16 + LegFacts.BytesMax;

    private const int HasOther = 1;

    /// <param name="to">Room for <see cref="BytesMax"/>.</param>
    /// <param name="leg">What to write; progress itself stands behind it.</param>
    /// <param name="source">Its number in the frame.</param>
    /// <param name="before">What it is told from; is this leg afterwards.</param>
    /// <returns>Behind what was written.</returns>
    public static ref byte Write(ref byte to, in Leg leg, int source, LegBefore before)
    {
        to = ref ByteRoom.Byte(ref to, (int)leg.Kind);
        to = ref ByteRoom.Byte(ref to, source);
        var at = leg.Stamp.Position;
        ref var last = ref before.Of(source);
        to = ref ByteRoom.Signed(ref to, unchecked(at.Offset - last.Offset));
        to = ref ByteRoom.Signed(ref to, at.Record - (at.Offset == last.Offset ? (long)last.Record : 0));
        to = ref ByteRoom.Signed(ref to, at.Ordinal);
        last = at;
        if (leg.Kind == LegKind.Progress)
        {
            return ref to;
        }

        to = ref ByteRoom.Byte(ref to, (int)leg.EntityKind);
        to = ref ByteRoom.Byte(ref to, (int)leg.OtherKind);
        to = ref ByteRoom.Byte(ref to, leg.Other.IsNone ? 0 : HasOther);
        to = ref ByteRoom.Token(ref to, leg.Entity);
        if (!leg.Other.IsNone)
        {
            to = ref ByteRoom.Token(ref to, leg.Other);
        }

        to = ref ByteRoom.UInt128(ref to, leg.EventId);
        to = ref ByteRoom.Signed(ref to, unchecked(leg.EventTimeMs - before.EventTimeMs));
        to = ref ByteRoom.Signed(ref to, unchecked(leg.ArrivalTimeMs - leg.EventTimeMs));
        to = ref ByteRoom.Signed(ref to, unchecked(leg.IngestTimeMs - before.IngestTimeMs));
        (before.EventTimeMs, before.IngestTimeMs) = (leg.EventTimeMs, leg.IngestTimeMs);
        return ref LegFacts.Write(ref to, leg);
    }

    /// <summary>Fills a leg where it lies.</summary>
    /// <exception cref="FrameException">It cannot be read; <paramref name="leg"/> is then any part of it.</exception>
    public static void Read(ref ByteCursor from, Source[] sources, LegBefore before, ref Leg leg)
    {
        leg = default;
        leg.Kind = ReadKind(ref from);
        var source = ReadSource(ref from, sources.Length);
        ref var last = ref before.Of(source);
        var offset = unchecked(last.Offset + from.Signed());
        last = new Position(offset, from.Int32Of((offset == last.Offset ? last.Record : 0) + from.Signed()), from.Int32Of(from.Signed()));
        leg.Stamp = new Stamp(sources[source], last);
        if (leg.Kind == LegKind.Progress)
        {
            return;
        }

        leg.EntityKind = from.Word<EntityKind>();
        leg.OtherKind = from.Word<EntityKind>();
        var has = from.Marks(HasOther);
        leg.Entity = from.Token();
        if (has != 0)
        {
            leg.Other = from.Token();
        }

        leg.EventId = from.UInt128();
        leg.EventTimeMs = before.EventTimeMs = unchecked(before.EventTimeMs + from.Signed());
        leg.ArrivalTimeMs = unchecked(leg.EventTimeMs + from.Signed());
        leg.IngestTimeMs = before.IngestTimeMs = unchecked(before.IngestTimeMs + from.Signed());
        LegFacts.Read(ref from, ref leg);
    }

    /// <summary>With it a leg begins, in every version.</summary>
    /// <exception cref="FrameException">There is no such kind.</exception>
    public static LegKind ReadKind(ref ByteCursor from) => from.Word<LegKind>() is var kind and not LegKind.None
        ? kind : throw new FrameException(from.At - 1, "a leg of no kind");

    /// <summary>The number in its frame of the source that a leg comes from.</summary>
    /// <exception cref="FrameException">The frame does not have so many.</exception>
    public static int ReadSource(ref ByteCursor from, int sources) => from.Byte() is var source && source < sources
        ? source : throw new FrameException(from.At - 1, $"source {source} of {sources}");
}

/// <summary>What the legs of a frame are told from.</summary>
internal sealed class LegBefore
{
    private Position[] _last = new Position[8];

    public long EventTimeMs { get; set; }

    public long IngestTimeMs { get; set; }

    /// <summary>Place of the last leg of a source, by its number in the frame.</summary>
    public ref Position Of(int source)
    {
        if (source >= _last.Length)
        {
            Array.Resize(ref _last, Math.Max(_last.Length * 2, source + 1));
        }

        return ref _last[source];
    }

    /// <summary>A frame begins.</summary>
    public void Clear()
    {
        Array.Clear(_last);
        (EventTimeMs, IngestTimeMs) = (0, 0);
    }
}
