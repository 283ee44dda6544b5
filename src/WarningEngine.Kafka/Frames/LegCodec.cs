using WarningEngine.Core.Events;

namespace WarningEngine.Kafka.Frames;

/// <summary>One leg on the wire: what every leg has, then what its kind has. Times and places are told from those of the leg before, and what is
/// not there is left out: most of a leg are hashes, which nothing makes smaller.</summary>
internal static class LegCodec
{
    private const int HasOther = 1;

    public static void Write(ByteAppender to, in Leg leg, int source, LegBefore before)
    {
        to.Byte((int)leg.Kind);
        to.Byte(source);
        var at = leg.Stamp.Position;
        ref var last = ref before.Of(source);
        to.Signed(unchecked(at.Offset - last.Offset));
        to.Signed(at.Record - (at.Offset == last.Offset ? (long)last.Record : 0));
        to.Signed(at.Ordinal);
        last = at;
        if (leg.Kind == LegKind.Progress)
        {
            return;
        }

        to.Byte((int)leg.EntityKind);
        to.Byte((int)leg.OtherKind);
        to.Byte(leg.Other.IsNone ? 0 : HasOther);
        to.Token(leg.Entity);
        if (!leg.Other.IsNone)
        {
            to.Token(leg.Other);
        }

        to.UInt128(leg.EventId);
        to.Signed(unchecked(leg.EventTimeMs - before.EventTimeMs));
        to.Signed(unchecked(leg.ArrivalTimeMs - leg.EventTimeMs));
        to.Signed(unchecked(leg.IngestTimeMs - before.IngestTimeMs));
        (before.EventTimeMs, before.IngestTimeMs) = (leg.EventTimeMs, leg.IngestTimeMs);
        LegFacts.Write(to, leg);
    }

    public static Leg Read(ref ByteCursor from, Source[] sources, LegBefore before)
    {
        Leg leg = default;
        leg.Kind = ReadKind(ref from);
        var source = ReadSource(ref from, sources.Length);
        ref var last = ref before.Of(source);
        var offset = unchecked(last.Offset + from.Signed());
        last = new Position(offset, from.Int32Of((offset == last.Offset ? last.Record : 0) + from.Signed()), from.Int32Of(from.Signed()));
        leg.Stamp = new Stamp(sources[source], last);
        if (leg.Kind == LegKind.Progress)
        {
            return leg;
        }

        leg.EntityKind = from.Word<EntityKind>();
        leg.OtherKind = from.Word<EntityKind>();
        var has = from.Marks(HasOther);
        leg.Entity = from.Token();
        leg.Other = has != 0 ? from.Token() : Token.None;
        leg.EventId = from.UInt128();
        leg.EventTimeMs = before.EventTimeMs = unchecked(before.EventTimeMs + from.Signed());
        leg.ArrivalTimeMs = unchecked(leg.EventTimeMs + from.Signed());
        leg.IngestTimeMs = before.IngestTimeMs = unchecked(before.IngestTimeMs + from.Signed());
        LegFacts.Read(ref from, ref leg);
        return leg;
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
