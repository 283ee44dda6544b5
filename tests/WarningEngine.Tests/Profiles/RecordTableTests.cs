using WarningEngine.Core.Events;
using WarningEngine.Core.Memory;
using WarningEngine.Core.Profiles;

namespace WarningEngine.Tests.Profiles;

public sealed class RecordTableTests
{
    [Fact]
    public void Added_removed_and_found_as_in_a_dictionary()
    {
        var random = new Random(3);
        var table = new RecordTable<long>();
        var expected = new Dictionary<Token, long>();
        for (var i = 0; i < 60_000; i++)
        {
            // Few low bits: many keys want the same place of the index.
            var key = new Token(1 + (ulong)random.Next(40), (ulong)random.Next(400) << 3);
            if (random.Next(5) < 2)
            {
                Assert.Equal(expected.Remove(key), table.Remove(key));
            }
            else
            {
                var slot = table.FindOrAdd(key);
                Assert.Equal(expected.GetValueOrDefault(key), table[slot]);
                table[slot] = expected[key] = i;
            }
        }

        Assert.Equal(expected.Count, table.Count);
        Assert.All(expected, x => Assert.Equal(x.Value, table[table.Find(x.Key)]));
        Assert.Equal(expected.Keys.Order(), Enumerable.Range(0, table.Slots).Where(table.IsUsed).Select(table.KeyOf).Order());
    }

    [Fact]
    public void No_token_is_no_key()
    {
        var table = new RecordTable<long>();
        Assert.Throws<ArgumentException>(() => table.FindOrAdd(Token.None));
        Assert.Equal(-1, table.Find(Token.None));
        Assert.Equal(0, table.Count);
    }

    [Fact]
    public void The_slot_of_a_removed_record_is_used_again()
    {
        var table = new RecordTable<long>();
        for (ulong i = 0; i < 10_000; i++)
        {
            table.FindOrAdd(new Token(1, i));
            table.Remove(new Token(1, i));
        }

        Assert.Equal(0, table.Count);
        Assert.Equal(1, table.Slots);
    }

    [Fact]
    public void Every_key_is_in_exactly_one_part_and_always_in_the_same()
    {
        const int parts = 256;
        var random = new Random(4);
        var table = new RecordTable<long>();
        var partOf = new Dictionary<Token, int>();
        foreach (var size in new[] { 20, 5_000 })
        {
            while (table.Count < size)
            {
                table.FindOrAdd(new Token((ulong)random.NextInt64(), (ulong)random.NextInt64()));
            }

            var seen = new List<Token>();
            for (var part = 0; part < parts; part++)
            {
                var found = new List<(Token Key, int Slot)>();
                table.AddPart(part, parts, found);
                Token[] keys = [.. found.Select(x => x.Key)];
                Assert.All(found, x => Assert.Equal(x.Slot, table.Find(x.Key)));
                Assert.All(keys, key => Assert.Equal(part, partOf.TryGetValue(key, out var before) ? before : partOf[key] = part));
                seen.AddRange(keys);
            }

            Assert.Equal(table.Count, seen.Distinct().Count());
            Assert.Equal(table.Count, seen.Count);
        }
    }

    [Fact]
    public void A_removed_record_is_no_longer_told_as_changed_but_as_removed()
    {
        var table = new RecordTable<long>();
        var (gone, back) = (new Token(1, 1), new Token(1, 2));
        table.Touch(table.FindOrAdd(gone));
        table.Touch(table.FindOrAdd(back));
        table.Remove(gone);
        table.Remove(back);
        table.Touch(table.FindOrAdd(back));

        Assert.Equal([back], Changed(table).Where(table.IsUsed).Select(table.KeyOf));
        Assert.Equal([gone, back], table.Removed.ToArray());
        table.ClearChanged();
        Assert.Empty(Changed(table));
        Assert.Empty(table.Removed.ToArray());
    }

    [Fact]
    public void What_changed_is_told_once_in_the_order_of_slots_however_far_apart_it_is()
    {
        var random = new Random(6);
        using var table = new RecordTable<byte>();
        for (ulong i = 0; i < 20_000; i++)
        {
            table.FindOrAdd(new Token(1, Hashing.Mix(i)));
        }

        foreach (var count in new[] { 1, 0, 40, 3, 20_000 })
        {
            int[] slots = [.. Enumerable.Range(0, count).Select(_ => random.Next(20_000)), .. count == 0 ? [] : new[] { 0, 19_999 }];
            foreach (var slot in slots)
            {
                table.Touch(slot);
                table.Touch(slot);
            }

            Assert.Equal(slots.Distinct().Order(), Changed(table));
            table.ClearChanged();
            Assert.Empty(Changed(table));
        }
    }

    private static List<int> Changed<T>(RecordTable<T> table)
        where T : unmanaged
    {
        var changed = new List<int>();
        for (var slot = table.NextChanged(-1); slot >= 0; slot = table.NextChanged(slot))
        {
            changed.Add(slot);
        }

        return changed;
    }
}
