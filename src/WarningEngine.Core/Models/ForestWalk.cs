using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace WarningEngine.Core.Models;

/// <summary>One row through all trees, side by side: each round takes every tree that has not come to its leaf one node further, so
/// that the steps of a hundred trees overlap, and nothing is guessed by the processor at a node. The order of the sum stays that of the
/// trees. 100 trees of 32 leaves: 840 ns; one tree after the other with a branch at each node 2,000, presumably because branches are
/// guessed wrong; four trees at a time in registers 1,300, because they wait for the longest path; floats instead of keys 1,100; the
/// last 8 trees four nodes a round 770, not worth a second loop.</summary>
internal sealed class ForestWalk
{
    private readonly int _features;
    private readonly double _bias;
    private readonly int[] _roots;
    private readonly Node[] _nodes;
    private readonly double[] _leaves;

    /// <summary>Children stand side by side behind their parent, the lower one first. A leaf is its own child: no key is above its own.</summary>
    /// <param name="Key">Of the threshold.</param>
    /// <param name="Place">Of the key in the row.</param>
    /// <param name="Next">How far behind it the lower child stands; 0: a leaf.</param>
    private readonly record struct Node(int Key, ushort Place, ushort Next);

    public ForestWalk(int features, double bias, IReadOnlyList<Tree> trees)
    {
        (_features, _bias, _roots) = (features, bias, new int[trees.Count]);
        var nodes = new List<Node>();
        var leaves = new List<double>();
        var waiting = new Queue<(int Node, int At)>();
        for (var i = 0; i < trees.Count; i++)
        {
            var tree = trees[i];
            _roots[i] = nodes.Count;
            waiting.Enqueue((tree.Feature.Length == 0 ? -1 : 0, nodes.Count));
            CollectionsMarshal.SetCount(nodes, nodes.Count + 1);
            while (waiting.TryDequeue(out var next))
            {
                var (node, at) = next;
                CollectionsMarshal.SetCount(leaves, nodes.Count);
                if (node < 0)
                {
                    (nodes[at], leaves[at]) = (new Node(int.MaxValue, 0, 0), tree.Leaf[-1 - node]);
                    continue;
                }

                var place = tree.Feature[node] + (tree.MissingBelow[node] ? 0 : features);
                nodes[at] = new Node(Key(tree.Threshold[node]), (ushort)place, (ushort)(nodes.Count - at));
                waiting.Enqueue((tree.Below[node], nodes.Count));
                waiting.Enqueue((tree.Above[node], nodes.Count + 1));
                CollectionsMarshal.SetCount(nodes, nodes.Count + 2);
            }
        }

        (_nodes, _leaves) = ([.. nodes], [.. leaves]);
    }

    /// <summary>The score of one row of as many values as there are features.</summary>
    [SkipLocalsInit]
    public double Score(ReadOnlySpan<float> row)
    {
        Span<int> keys = stackalloc int[2 * _features];
        Span<uint> reached = stackalloc uint[_roots.Length];
        Span<ulong> going = stackalloc ulong[_roots.Length + 1];
        Spread(row, keys);
        ref var key = ref MemoryMarshal.GetReference(keys);
        ref var node = ref MemoryMarshal.GetArrayDataReference(_nodes);
        ref var at = ref MemoryMarshal.GetReference(reached);
        ref var list = ref MemoryMarshal.GetReference(going);
        var count = 0;
        for (var i = 0; i < _roots.Length; i++)
        {
            var place = Step(ref node, Step(ref node, (uint)_roots[i], ref key), ref key);
            Unsafe.Add(ref at, i) = place;
            Unsafe.Add(ref list, count) = ((ulong)i << 32) | place;
            count += Unsafe.Add(ref node, place).Next == 0 ? 0 : 1;
        }

        while (count > 0)
        {
            // Who goes on is written over who was in the list before: never further than what has been read.
            var left = 0;
            for (var i = 0; i < count; i++)
            {
                var tree = Unsafe.Add(ref list, i) >> 32;
                var place = Step(ref node, (uint)Unsafe.Add(ref list, i), ref key);
                Unsafe.Add(ref at, (nint)tree) = place;
                Unsafe.Add(ref list, left) = (tree << 32) | place;
                left += Unsafe.Add(ref node, place).Next == 0 ? 0 : 1;
            }

            count = left;
        }

        var score = _bias;
        foreach (var leaf in reached)
        {
            score += _leaves[leaf];
        }

        return score;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Step(ref Node nodes, uint at, ref int keys)
    {
        ref var node = ref Unsafe.Add(ref nodes, at);
        return at + node.Next + Unsafe.BitCast<bool, byte>(Unsafe.Add(ref keys, (nuint)node.Place) > node.Key);
    }

    /// <summary>Keys are ordered as their values are. One of an unknown value is less than every other in the first half, and more
    /// than every other in the second.</summary>
    private void Spread(ReadOnlySpan<float> row, Span<int> keys)
    {
        var i = 0;
        for (; i <= row.Length - Vector128<float>.Count; i += Vector128<float>.Count)
        {
            // Zero is added to make one zero of the two.
            var values = Vector128.Create(row[i..]) + Vector128<float>.Zero;
            var bits = values.AsInt32();
            bits ^= Vector128.ShiftRightArithmetic(bits, 31) & Vector128.Create(int.MaxValue);
            var known = Vector128.Equals(values, values).AsInt32();
            Vector128.ConditionalSelect(known, bits, Vector128.Create(int.MinValue)).CopyTo(keys[i..]);
            Vector128.ConditionalSelect(known, bits, Vector128.Create(int.MaxValue)).CopyTo(keys[(i + _features)..]);
        }

        for (; i < row.Length; i++)
        {
            keys[i] = float.IsNaN(row[i]) ? int.MinValue : Key(row[i]);
            keys[i + _features] = float.IsNaN(row[i]) ? int.MaxValue : Key(row[i]);
        }
    }

    private static int Key(float value)
    {
        var bits = BitConverter.SingleToInt32Bits(value + 0f);
        return bits ^ ((bits >> 31) & int.MaxValue);
    }
}
