using CsCheck;
using WarningEngine.Core.Memory;

namespace WarningEngine.Tests.Profiles;

/// <summary>Pieces of native memory, and the short lists that stand in them.</summary>
public sealed unsafe class NativeBlocksTests : IDisposable
{
    private readonly NativeBlocks _blocks = new();

    [Theory]
    [InlineData(1, 16)]
    [InlineData(16, 16)]
    [InlineData(17, 32)]
    [InlineData(1_024, 1_024)]
    [InlineData(1_025, 2_048)]
    [InlineData(2 << 20, 2 << 20)]
    public void Sizes_differ_by_sixteen_bytes_and_then_by_twice(int bytes, int size)
    {
        Assert.Equal(size, NativeBlocks.SizeFor(bytes));
        new Span<byte>(_blocks.Take(bytes), size).Fill(1);
    }

    [Fact]
    public void What_is_given_back_is_given_out_again_to_pieces_of_its_size_alone()
    {
        var first = (nint)_blocks.Take(100);
        _blocks.Return((void*)first, 100);
        Assert.NotEqual(first, (nint)_blocks.Take(90));
        Assert.Equal(first, (nint)_blocks.Take(112));
    }

    [Theory]
    [InlineData(0)]
    [InlineData((2 << 20) + 1)]
    public void There_are_no_pieces_of_nothing_nor_of_more_than_a_huge_page(int bytes) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => { _ = (nint)_blocks.Take(bytes); });

    [Fact]
    public void Where_as_much_ends_as_begins_no_more_memory_is_taken()
    {
        var list = default(BlockList<long>);
        long taken = 0;
        for (var round = 0; round < 1_000; round++)
        {
            for (var i = 0; i < 300; i++)
            {
                list.Add(_blocks, i);
            }

            list.Free(_blocks);
            taken = round == 0 ? _blocks.Bytes : taken;
        }

        Assert.Equal(taken, _blocks.Bytes);
    }

    /// <summary>Many lists in the same blocks, grown, shortened and freed in any order, are what ordinary lists would be.</summary>
    [Fact]
    public void Lists_hold_what_was_put_into_them() => Gen.Select(Gen.Int[0, 7], Gen.Int[0, 9], Gen.Int[0, 30]).Array[0, 400].Sample(
        steps =>
        {
            using var blocks = new NativeBlocks();
            var lists = new BlockList<(long, byte)>[8];
            List<(long, byte)>[] expected = [.. lists.Select(_ => new List<(long, byte)>())];
            var next = 0;
            foreach (var (list, what, place) in steps)
            {
                var at = Math.Min(place, expected[list].Count);
                switch (what)
                {
                    case 0:
                        lists[list].Free(blocks);
                        expected[list].Clear();
                        break;
                    case 1:
                        lists[list].Clear();
                        expected[list].Clear();
                        break;
                    case < 4 when at < expected[list].Count:
                        lists[list].RemoveAt(at);
                        expected[list].RemoveAt(at);
                        break;
                    case 4:
                        lists[list].SetCount(blocks, at).Fill((at, 7));
                        expected[list] = [.. Enumerable.Repeat(((long)at, (byte)7), at)];
                        break;
                    default:
                        lists[list].Insert(blocks, at, (++next, (byte)list));
                        expected[list].Insert(at, (next, (byte)list));
                        break;
                }

                for (var i = 0; i < lists.Length; i++)
                {
                    Assert.Equal(expected[i], lists[i].Span.ToArray());
                }
            }
        },
        iter: 300);

    public void Dispose() => _blocks.Dispose();
}
