using System.Runtime.CompilerServices;
using WarningEngine.Core;
using WarningEngine.Core.Events;
using WarningEngine.Core.Memory;
using WarningEngine.Core.Profiles;

namespace WarningEngine.Tests.Profiles;

/// <summary>Whom counterparts touched, compared with a plain dictionary over random touches of some hundred days.</summary>
public sealed class TouchedLinesTests
{
    [Theory]
    [InlineData(1, 7, 40)]
    [InlineData(2, 3, 600)]
    [InlineData(3, 40, 90)]
    public void Every_line_touched_within_72_hours_is_there_once_whatever_was_dropped_and_restored(int seed, int owners, int lines)
    {
        var random = new Random(seed);
        var touched = new TouchedLines();
        var records = new Counterpart[owners];
        var expected = new Dictionary<(int Owner, int Line), uint>();
        uint now = 13_000_000;
        for (var i = 0; i < 30_000; i++)
        {
            now += (uint)random.Next(0, 12);
            var (owner, line) = (random.Next(owners), random.Next(lines));
            ref var place = ref touched.Touch(ref records[owner], Name(owner), Name(1_000 + line), EntityKind.Number, now, out var isFresh);
            var isKnown = expected.TryGetValue((owner, line), out var at) && now <= at + TouchedLine.ForMin;
            Assert.Equal(isKnown, !isFresh);
            Assert.Equal((Name(1_000 + line), now), (place.Line, place.AtMin));
            expected[(owner, line)] = now;
            if (i % 1_000 == 999)
            {
                touched.DropExpired(ref records[owner], Name(owner), now);
                touched = Restored(touched);
            }
        }

        for (var owner = 0; owner < owners; owner++)
        {
            var live = expected.Where(x => x.Key.Owner == owner && now <= x.Value + TouchedLine.ForMin).ToList();
            Assert.Equal(live.Count, touched.CountLive(records[owner], Name(owner), now, int.MaxValue));
            Assert.All(live, x => Assert.False(Unsafe.IsNullRef(ref touched.Find(ref records[owner], Name(owner), Name(1_000 + x.Key.Line)))));
            touched.DropAll(records[owner], Name(owner));
        }

        Assert.Equal(0, touched.Blocks.Count);
    }

    /// <summary>Ranges of a store are merged one at a time: that a line has moved may be read before the block in which it stood, and that this one is gone.</summary>
    [Fact]
    public void A_line_that_has_moved_is_found_whatever_is_read_first()
    {
        var touched = new TouchedLines();
        var (owner, line) = (Name(0), Name(1_000));
        touched.Restore(TouchedLines.KeyOf(owner, 5), Block(owner, 5, line));
        touched.Restore(TouchedLines.KeyOf(owner, 1), Block(owner, 1, line));
        touched.Forget(TouchedLines.KeyOf(owner, 1));
        var record = new Counterpart { FirstBlock = 5, NextBlock = 6 };

        Assert.False(Unsafe.IsNullRef(ref touched.Find(ref record, owner, line)));
        touched.DropAll(record, owner);
        Assert.True(Unsafe.IsNullRef(ref touched.Find(ref record, owner, line)));
    }

    /// <summary>Time passes before anybody is touched.</summary>
    [Fact]
    public void What_is_dropped_right_after_a_restore_is_not_found()
    {
        var touched = new TouchedLines();
        var (owner, line) = (Name(0), Name(1_000));
        touched.Restore(TouchedLines.KeyOf(owner, 0), Block(owner, 0, line));
        touched.Restore(TouchedLines.KeyOf(owner, 1), Block(owner, 1, Name(1_001)));
        var record = new Counterpart { FirstBlock = 0, NextBlock = 2 };

        Assert.True(touched.DropExpired(ref record, owner, 13_000_000 + (2 * TouchedLine.ForMin)));

        Assert.Equal((2u, 2u, 0), (record.FirstBlock, record.NextBlock, touched.Blocks.Count));
        Assert.True(Unsafe.IsNullRef(ref touched.Find(ref record, owner, line)));
    }

    /// <summary>Who had to give way was touched before whoever is still there.</summary>
    [Fact]
    public void Who_had_to_give_way_is_forgotten_with_the_last_who_are_still_told()
    {
        const uint now = 13_000_000;
        var (touched, owner, record) = (new TouchedLines(), Name(0), default(Counterpart));
        for (var line = 0; line < Limits.TouchedPerCounterpartMax + 100; line++)
        {
            touched.Touch(ref record, owner, Name(1_000 + line), EntityKind.Number, now, out _);
        }

        Assert.NotEqual(0, record.TouchedOverflow);
        touched.DropExpired(ref record, owner, now + TouchedLine.ForMin);
        Assert.NotEqual(0, record.TouchedOverflow);
        Assert.True(touched.DropExpired(ref record, owner, now + TouchedLine.ForMin + 1));
        Assert.Equal(0, record.TouchedOverflow);
        Assert.False(touched.DropExpired(ref record, owner, now + TouchedLine.ForMin + 1));

        record = new Counterpart { TouchedOverflow = 7 };
        record.Touched[3] = new TouchedLine { Line = Name(1), Kind = EntityKind.Number, AtMin = now };
        Assert.False(touched.DropExpired(ref record, owner, now + 1));
        Assert.Equal(7, record.TouchedOverflow);
    }

    private static TouchedBlock Block(Token owner, uint number, Token line)
    {
        var block = new TouchedBlock { Owner = owner, Number = number, Count = 1 };
        block.Lines[0] = new TouchedLine { Line = line, Kind = EntityKind.Number, AtMin = 13_000_000 };
        return block;
    }

    /// <summary>As from checkpoints that were cut while lines moved: every block twice, and in another order.</summary>
    private static TouchedLines Restored(TouchedLines from)
    {
        var to = new TouchedLines();
        for (var twice = 0; twice < 2; twice++)
        {
            for (var slot = from.Blocks.Slots - 1; slot >= 0; slot--)
            {
                if (from.Blocks.IsUsed(slot))
                {
                    to.Restore(from.Blocks.KeyOf(slot), from.Blocks[slot]);
                }
            }
        }

        return to;
    }

    private static Token Name(int number) => new(Hashing.Mix((ulong)number + 1), Hashing.Mix(~(ulong)number));
}
