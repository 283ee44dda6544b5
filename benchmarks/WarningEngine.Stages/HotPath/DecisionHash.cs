using System.Runtime.InteropServices;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Events;
using WarningEngine.Core.Memory;
using WarningEngine.Core.Profiles;

namespace WarningEngine.Stages.HotPath;

/// <summary>Takes what scoring of many partitions causes: legs wait for their partition, and a hash of everything shows a change
/// that alters decisions.</summary>
internal sealed class DecisionHash(int partitions) : IScoringSink
{
    private List<Leg>[] _caused = New(partitions);
    private List<Leg>[] _delivered = New(partitions);

    public ulong Value { get; private set; }

    public long Warnings { get; private set; }

    public long Items { get; private set; }

    /// <summary>What was caused since the last call, by partition. Good until the next one.</summary>
    public List<Leg>[] Take()
    {
        (_caused, _delivered) = (_delivered, _caused);
        foreach (var list in _caused)
        {
            list.Clear();
        }

        return _delivered;
    }

    public void Leg(in Leg leg)
    {
        Add((ulong)leg.Kind ^ leg.Entity.Low);
        Add(leg.Other.Low ^ (ulong)leg.EventId);
        var said = leg.Kind is LegKind.Reputation or LegKind.Exposure ? leg.Reputation : default;
        Add((ulong)leg.Stamp.Position.Offset ^ ((ulong)said.Grade << 60) ^ ((ulong)said.Reasons << 40));
        var list = _caused[leg.Entity.Partition(_caused.Length)];
        CollectionsMarshal.SetCount(list, list.Count + 1);
        CollectionsMarshal.AsSpan(list)[^1] = leg;
    }

    public void Item(DispatchItem item)
    {
        Items++;
        Add((ulong)item.Stamp.Position.Offset);
        if (item is WarningItem warning)
        {
            Warnings++;
            Add((ulong)(warning.Warning.Id >> 64));
            Add(((ulong)warning.Warning.Tier << 8) | (ulong)warning.Warning.Stage);
            if (warning.Warning.Probability is { } probability)
            {
                Add(BitConverter.DoubleToUInt64Bits(probability));
                Add((ulong)warning.Warning.Reasons.Count);
            }
        }
        else if (item is EpisodeEndedItem ended)
        {
            Add(ended.Person.Low);
        }
    }

    private void Add(ulong value) => Value = Hashing.Mix(Value ^ value) + 1;

    private static List<Leg>[] New(int partitions) => [.. Enumerable.Range(0, partitions).Select(_ => new List<Leg>())];
}
