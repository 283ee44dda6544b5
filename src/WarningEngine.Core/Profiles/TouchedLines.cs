using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using WarningEngine.Core.Events;
using WarningEngine.Core.Memory;

namespace WarningEngine.Core.Profiles;

/// <summary>Some of the lines that one counterpart touched, in the order in which they were first touched.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
public struct TouchedBlock
{
    public Token Owner;

    /// <summary>Blocks of one counterpart are numbered on.</summary>
    public uint Number;
    public byte Count;
    public BlockLines Lines;
}

[InlineArray(Count)]
public struct BlockLines
{
    public const int Count = 16;

    private TouchedLine _first;
}

/// <summary>The lines that the counterparts of a partition touched in the last 72 h: the first four in the counterpart's own
/// record, the rest in blocks, at most <see cref="Limits.TouchedPerCounterpartMax"/> and in all
/// <see cref="Limits.TouchedPerPartitionMax"/>. Where more come, a counterpart's oldest block gives way and is counted. Each line
/// is there once; finding it costs one look into an index that is no state.</summary>
public sealed unsafe class TouchedLines : IDisposable
{
    private const int BlocksPerCounterpartMax = Limits.TouchedPerCounterpartMax / BlockLines.Count;
    private const int BlocksMax = Limits.TouchedPerPartitionMax / BlockLines.Count;

    private const uint IndexMin = 256;

    private NativeRegion _region;
    private int* _index;
    private uint _mask = IndexMin - 1;
    private int _indexed;

    /// <summary>Blocks came from a checkpoint, whose lines the index does not know: it is empty until somebody asks.</summary>
    private bool _isStale;

    public TouchedLines()
    {
        _region = new NativeRegion(IndexMin * sizeof(int));
        _index = (int*)_region.Start;
    }

    /// <summary>The blocks; their keys are <see cref="KeyOf"/>.</summary>
    public RecordTable<TouchedBlock> Blocks { get; } = new();

    /// <summary>Lines that gave way although they had been touched within 72 h, since this process started.</summary>
    public long Overflowed { get; private set; }

    /// <summary>Falls into the partition of the owner.</summary>
    public static Token KeyOf(Token owner, uint number) => new(
        Hashing.Mix(owner.High + number), (owner.Low & 0xFFFF_FFFF_0000_0000) | (uint)Hashing.Mix(owner.Low ^ ((ulong)number << 32)));

    /// <summary>A line is touched: its place, and whether it had not been for 72 h.</summary>
    public ref TouchedLine Touch(
        ref Counterpart counterpart, Token owner, Token line, EntityKind kind, uint nowMin, out bool isFresh)
    {
        ref var known = ref Find(ref counterpart, owner, line);
        if (!Unsafe.IsNullRef(ref known))
        {
            isFresh = !known.IsLive(nowMin);
            known.Marks = isFresh ? TouchMarks.None : known.Marks;
            known.AtMin = Math.Max(known.AtMin, nowMin);
            return ref known;
        }

        isFresh = true;
        ref var place = ref Place(ref counterpart, owner, nowMin, out var slot, out var entry);
        place = new TouchedLine { Line = line, Kind = kind, AtMin = nowMin };
        if (slot >= 0)
        {
            Index(slot, entry);
        }

        return ref place;
    }

    /// <summary>A null reference where the line was not touched; its block is marked as changed.</summary>
    public ref TouchedLine Find(ref Counterpart counterpart, Token owner, Token line)
    {
        if (_isStale)
        {
            IndexAll();
        }

        Span<TouchedLine> first = counterpart.Touched;
        for (var i = 0; i < first.Length; i++)
        {
            if (first[i].AtMin != 0 && first[i].Line == line)
            {
                // Of the counterpart's own memory, which its table holds: longer than this span.
                return ref Unsafe.Add(ref Unsafe.As<FirstTouched, TouchedLine>(ref counterpart.Touched), i);
            }
        }

        var at = counterpart.FirstBlock == counterpart.NextBlock ? 0 : _index[Slot(owner, line)];
        if (at == 0)
        {
            return ref Unsafe.NullRef<TouchedLine>();
        }

        var (slot, entry) = ((at - 1) / BlockLines.Count, (at - 1) % BlockLines.Count);
        Blocks.Touch(slot);
        return ref Blocks[slot].Lines[entry];
    }

    /// <summary>The line will be looked for soon: its place in the index is fetched meanwhile.</summary>
    internal void Expect(Token owner, Token line) => Fetch.Line(_index + (Home(owner, line) & _mask));

    /// <summary>And very soon: the block in which it stands, if it does, is.</summary>
    internal void ExpectLine(Token owner, Token line)
    {
        var at = _index[Home(owner, line) & _mask] - 1;
        if (at >= 0)
        {
            ref var block = ref Blocks[at / BlockLines.Count];
            Fetch.Line(Unsafe.AsPointer(ref block));
            Fetch.Line(Unsafe.AsPointer(ref Unsafe.Add(ref Unsafe.As<BlockLines, TouchedLine>(ref block.Lines), at % BlockLines.Count)));
        }
    }

    /// <summary>Lines of one of a counterpart's blocks; none where it is gone.</summary>
    public ReadOnlySpan<TouchedLine> Lines(Token owner, uint number)
    {
        var slot = Blocks.Find(KeyOf(owner, number));
        return slot < 0 ? [] : ((ReadOnlySpan<TouchedLine>)Blocks[slot].Lines)[..Blocks[slot].Count];
    }

    /// <summary>How many lines are live; not above <paramref name="atMost"/>, which bounds the work.</summary>
    public int CountLive(in Counterpart counterpart, Token owner, uint nowMin, int atMost)
    {
        var count = Live(counterpart.Touched, nowMin);
        for (var number = counterpart.FirstBlock; number < counterpart.NextBlock && count < atMost; number++)
        {
            count += Live(Lines(owner, number), nowMin);
        }

        return Math.Min(count, atMost);
    }

    /// <summary>Drops the oldest blocks as long as nobody in them is live; with the last who is, also that others had to give way. True where any went.</summary>
    public bool DropExpired(ref Counterpart counterpart, Token owner, uint nowMin)
    {
        var first = counterpart.FirstBlock;
        while (counterpart.FirstBlock < counterpart.NextBlock && Live(Lines(owner, counterpart.FirstBlock), nowMin) == 0)
        {
            Drop(owner, counterpart.FirstBlock++);
        }

        var isOver = counterpart.TouchedOverflow != 0 && counterpart.FirstBlock == counterpart.NextBlock && Live(counterpart.Touched, nowMin) == 0;
        counterpart.TouchedOverflow = isOver ? (ushort)0 : counterpart.TouchedOverflow;
        return isOver || counterpart.FirstBlock != first;
    }

    /// <summary>The counterpart is forgotten.</summary>
    public void DropAll(in Counterpart counterpart, Token owner)
    {
        for (var number = counterpart.FirstBlock; number < counterpart.NextBlock; number++)
        {
            Drop(owner, number);
        }
    }

    /// <summary>Takes in a block of a checkpoint; of the same key the later wins. Where its lines are is looked up when all is read: meanwhile a line may
    /// stand in two blocks, that it moved to and one that is gone, and either may be read first.</summary>
    public int Restore(Token key, in TouchedBlock block)
    {
        ForgetIndex();
        var slot = Blocks.FindOrAdd(key);
        Blocks[slot] = block;
        return slot;
    }

    /// <summary>A checkpoint says that a block is gone.</summary>
    public void Forget(Token key)
    {
        ForgetIndex();
        Blocks.Remove(key);
    }

    /// <summary>Frees the memory at once; nothing of it may be used afterwards.</summary>
    public void Dispose()
    {
        Blocks.Dispose();
        _region.Dispose();
        _index = null;
    }

    private static int Live(ReadOnlySpan<TouchedLine> lines, uint nowMin)
    {
        var count = 0;
        foreach (ref readonly var line in lines)
        {
            count += line.IsLive(nowMin) ? 1 : 0;
        }

        return count;
    }

    /// <summary>Where a newcomer goes: a place in the record, else behind the last of the blocks. Slot -1: in the record.</summary>
    private ref TouchedLine Place(ref Counterpart counterpart, Token owner, uint nowMin, out int slot, out int entry)
    {
        (slot, entry) = (-1, 0);
        ref var first = ref Unsafe.As<FirstTouched, TouchedLine>(ref counterpart.Touched);
        var oldest = 0;
        for (var i = 0; i < FirstTouched.Count; i++)
        {
            ref var place = ref Unsafe.Add(ref first, i);
            if (!place.IsLive(nowMin))
            {
                return ref place;
            }

            oldest = place.AtMin < Unsafe.Add(ref first, oldest).AtMin ? i : oldest;
        }

        if (counterpart.FirstBlock < counterpart.NextBlock)
        {
            slot = Blocks.Find(KeyOf(owner, counterpart.NextBlock - 1));
        }

        if (slot < 0 || Blocks[slot].Count == BlockLines.Count)
        {
            if (!MakeRoom(ref counterpart, owner, nowMin))
            {
                slot = -1;
                Overflow(ref counterpart, 1);
                return ref Unsafe.Add(ref first, oldest);
            }

            slot = Blocks.FindOrAdd(KeyOf(owner, counterpart.NextBlock));
            Blocks[slot].Owner = owner;
            Blocks[slot].Number = counterpart.NextBlock++;
        }

        Blocks.Touch(slot);
        entry = Blocks[slot].Count++;
        return ref Blocks[slot].Lines[entry];
    }

    /// <summary>False where the partition is full and this counterpart has no block to give up.</summary>
    private bool MakeRoom(ref Counterpart counterpart, Token owner, uint nowMin)
    {
        DropExpired(ref counterpart, owner, nowMin);
        if (counterpart.NextBlock - counterpart.FirstBlock < BlocksPerCounterpartMax && Blocks.Count < BlocksMax)
        {
            return true;
        }

        if (counterpart.FirstBlock == counterpart.NextBlock)
        {
            return false;
        }

        Overflow(ref counterpart, Live(Lines(owner, counterpart.FirstBlock), nowMin));
        Drop(owner, counterpart.FirstBlock++);
        return true;
    }

    private void Overflow(ref Counterpart counterpart, int lines)
    {
        Overflowed += lines;
        counterpart.TouchedOverflow = (ushort)Math.Min(ushort.MaxValue, counterpart.TouchedOverflow + lines);
    }

    private void Drop(Token owner, uint number)
    {
        var key = KeyOf(owner, number);
        var slot = Blocks.Find(key);
        if (slot < 0)
        {
            return;
        }

        for (var entry = Blocks[slot].Count - 1; entry >= 0; entry--)
        {
            Unindex(slot, entry);
        }

        Blocks.Remove(key);
    }

    private void ForgetIndex()
    {
        _isStale = true;
        if (_indexed > 0)
        {
            new Span<int>(_index, (int)_mask + 1).Clear();
            _indexed = 0;
        }
    }

    private void IndexAll()
    {
        _isStale = false;
        for (var slot = 0; slot < Blocks.Slots; slot++)
        {
            for (var entry = 0; Blocks.IsUsed(slot) && entry < Blocks[slot].Count; entry++)
            {
                Index(slot, entry);
            }
        }
    }

    private void Index(int slot, int entry)
    {
        if ((uint)_indexed + 1 > (_mask + 1) / 2)
        {
            Grow();
        }

        ref var block = ref Blocks[slot];
        ref var at = ref _index[Slot(block.Owner, block.Lines[entry].Line)];
        _indexed += at == 0 ? 1 : 0;
        at = (slot * BlockLines.Count) + entry + 1;
    }

    /// <summary>Nothing happens where the index does not know it: after a restore it knows nobody until somebody asks.</summary>
    private void Unindex(int slot, int entry)
    {
        var hole = Slot(Blocks[slot].Owner, Blocks[slot].Lines[entry].Line);
        if (_index[hole] != (slot * BlockLines.Count) + entry + 1)
        {
            return;
        }

        // What was pushed on past this place moves back into it: a search stops at the first empty place.
        for (var at = (hole + 1) & _mask; _index[at] != 0; at = (at + 1) & _mask)
        {
            var home = HomeOf(_index[at] - 1) & _mask;
            if (((at - home) & _mask) >= ((at - hole) & _mask))
            {
                _index[hole] = _index[at];
                hole = at;
            }
        }

        _index[hole] = 0;
        _indexed--;
    }

    private void Grow()
    {
        var old = _region;
        _region = new NativeRegion(2 * old.Bytes);
        _index = (int*)_region.Start;
        _mask = (2 * _mask) + 1;
        foreach (var at in new ReadOnlySpan<int>(old.Start, (int)(old.Bytes / sizeof(int))))
        {
            if (at != 0)
            {
                var place = HomeOf(at - 1) & _mask;
                while (_index[place] != 0)
                {
                    place = (place + 1) & _mask;
                }

                _index[place] = at;
            }
        }

        old.Dispose();
    }

    private uint HomeOf(int at)
    {
        ref var block = ref Blocks[at / BlockLines.Count];
        return Home(block.Owner, block.Lines[at % BlockLines.Count].Line);
    }

    private static uint Home(Token owner, Token line) => (uint)Hashing.Mix(owner.Low ^ line.High ^ BitOperations.RotateLeft(line.Low, 17));

    /// <summary>Where the line stands in the index, else the empty place where it would.</summary>
    private uint Slot(Token owner, Token line)
    {
        var place = Home(owner, line) & _mask;
        while (_index[place] != 0)
        {
            ref var block = ref Blocks[(_index[place] - 1) / BlockLines.Count];
            if (block.Owner == owner && block.Lines[(_index[place] - 1) % BlockLines.Count].Line == line)
            {
                break;
            }

            place = (place + 1) & _mask;
        }

        return place;
    }
}
