using System.Runtime.CompilerServices;
using CsCheck;
using WarningEngine.Core.Events;
using WarningEngine.Kafka.Frames;

namespace WarningEngine.Tests.Frames;

/// <summary>The bytes that are written, and where what is read lies.</summary>
public sealed class FrameBytesTests
{
    private static readonly Source Calls = new("telecom.calls", 1, 3);

    public static TheoryData<LegKind> Kinds { get; } = [.. Legs.Kinds];

    [Fact]
    public void A_frame_has_the_bytes_of_its_appends_one_by_one() => Legs.Any.Array[0, 60].Sample(
        legs => Assert.Equal(FrameOfVersion2.Write(legs), Frame(legs)), iter: 1_000);

    [Fact]
    public void Legs_of_sources_in_turn_have_the_bytes_of_their_appends() => Gen.Select(Legs.Any.Array[1, 60], Gen.Int[1, 9]).Sample(
        (legs, count) =>
        {
            // Sources that are equal and not the same object among them, each again after others.
            Source[] sources = [.. Enumerable.Range(0, count).Select(x => new Source("telecom.calls", 1, x / 2))];
            for (var i = 0; i < legs.Length; i++)
            {
                legs[i].Stamp = legs[i].Stamp with { Source = sources[i % count] };
            }

            Assert.Equal(FrameOfVersion2.Write(legs), Frame(legs));
        },
        iter: 500);

    [Fact]
    public void A_frame_names_the_source_of_its_first_leg_although_the_frame_before_ended_with_it()
    {
        var writer = new FrameWriter();
        var leg = new Leg { Kind = LegKind.DeviceShared, Sims = 3, Stamp = new Stamp(Calls, new Position(7, 1, 2)) };
        writer.Add(leg);
        var first = writer.Take();
        writer.Add(leg);

        Assert.Equal(first, writer.Take());
    }

    /// <summary>So much is reserved for a leg, and nothing checks it while it is written.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void No_leg_takes_more_than_is_reserved_for_it(LegKind kind) => Legs.OfKind(kind).Sample(
        leg =>
        {
            // Told from the other end of what numbers can be: the longest forms.
            (leg.EventTimeMs, leg.ArrivalTimeMs, leg.IngestTimeMs) = (long.MinValue, 0, long.MinValue);
            leg.Stamp = new Stamp(Calls, new Position(long.MinValue, int.MinValue, int.MinValue));
            leg.Progress = leg.Progress is null ? null : [];
            var buffer = new byte[1_000];
            var size = (int)Unsafe.ByteOffset(ref buffer[0], ref LegCodec.Write(ref buffer[0], leg, 0, new LegBefore()));

            Assert.InRange(size, 1, LegCodec.BytesMax);
        },
        iter: 500);

    [Fact]
    public void A_value_in_reserved_room_has_the_bytes_of_its_append() =>
        Gen.Select(Gen.Int, Gen.Long, Gen.UInt128, Legs.AnyToken, Gen.Byte.Array[0, 255]).Sample((number, time, id, token, bytes) =>
        {
            var (slow, fast) = (new ByteAppender(), new ByteAppender());
            slow.Byte(number);
            slow.Int32(number);
            slow.Int64(time);
            slow.UInt64((ulong)time);
            slow.UInt128(id);
            slow.Token(token);
            slow.Bytes(bytes);
            ref var room = ref fast.Room(slow.Length);
            room = ref ByteRoom.Byte(ref room, number);
            room = ref ByteRoom.Int32(ref room, number);
            room = ref ByteRoom.Int64(ref room, time);
            room = ref ByteRoom.UInt64(ref room, (ulong)time);
            room = ref ByteRoom.UInt128(ref room, id);
            room = ref ByteRoom.Token(ref room, token);
            room = ref ByteRoom.Bytes(ref room, bytes);
            fast.Fill(ref room);

            Assert.Equal(slow.Written, fast.Written);
        });

    [Fact]
    public void Of_a_frame_that_breaks_off_the_legs_before_stand_in_the_list_and_nothing_behind_them() =>
        Gen.Select(Legs.Any.Array[1, 6], Gen.Int[0, 100_000]).Sample(
            (legs, at) =>
            {
                var frame = Frame(legs);
                var list = new List<Leg> { legs[^1] };
                var cut = frame[..(at % frame.Length)];
                Assert.Throws<FrameException>(() => FrameWriter.Read(cut, list));

                Assert.Equal(
                    new[] { legs[^1].Stamp }.Concat(legs.Take(list.Count - 1).Select(x => x.Stamp)), list.Select(x => x.Stamp));
            },
            iter: 500);

    private static byte[] Frame(params Leg[] legs)
    {
        var writer = new FrameWriter();
        foreach (ref readonly var leg in legs.AsSpan())
        {
            writer.Add(leg);
        }

        return writer.Take();
    }
}
