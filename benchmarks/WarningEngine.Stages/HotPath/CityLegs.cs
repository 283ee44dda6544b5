using System.Runtime.InteropServices;
using WarningEngine.Core.Events;
using WarningEngine.Kafka.Wire;

namespace WarningEngine.Stages.HotPath;

/// <summary>The legs of all copies of a city, dealt out to partitions in slices of event time, as frames bring them: runs of a raw
/// partition, each with positions of its own.</summary>
internal sealed class CityLegs
{
    private const int RawPartitions = 32;
    private static readonly string[] Topics = [RawTopic.Calls.Name, RawTopic.Sms.Name, RawTopic.Transfers.Name];

    private readonly Leg[] _legs;
    private readonly CityCopy[] _copies;
    private readonly int[] _next;
    private readonly Source[] _sources;
    private readonly long[] _offsets;

    public CityLegs(LivedCity city, int copies)
    {
        // Registry and the rest are no part of the stream: they come once.
        _legs = [.. city.Legs.Where(x => Array.IndexOf(Topics, x.Stamp.Source.Topic) >= 0)];
        _copies = [.. Enumerable.Range(0, copies).Select(x => new CityCopy(x))];
        _next = new int[copies];
        _sources = [.. Topics.SelectMany(topic => Enumerable.Range(0, RawPartitions).Select(p => new Source(topic, 1, p)))];
        _offsets = new long[_sources.Length];
        NowMs = city.FromMs;
    }

    /// <summary>Up to here the legs have been dealt out, ms since epoch.</summary>
    public long NowMs { get; private set; }

    public bool AtEnd => _next[0] >= _legs.Length;

    /// <summary>How far each raw partition has been read: what one member of intake would say.</summary>
    public ProgressEntry[] Progress(long timeMs) => [.. _sources.Select(x => new ProgressEntry(x, timeMs, true))];

    /// <summary>Deals out the next slice.</summary>
    /// <param name="sliceMs">Its length.</param>
    /// <param name="to">One list a partition; cleared first.</param>
    public void Deal(long sliceMs, List<Leg>[] to)
    {
        foreach (var list in to)
        {
            list.Clear();
        }

        NowMs += sliceMs;
        for (var copy = 0; copy < _copies.Length; copy++)
        {
            Deal(copy, to);
        }
    }

    private void Deal(int copy, List<Leg>[] to)
    {
        ref var next = ref _next[copy];
        for (; next < _legs.Length && _legs[next].ArrivalTimeMs + _copies[copy].LaterMs < NowMs; next++)
        {
            var leg = _legs[next];
            var source = (Array.IndexOf(Topics, leg.Stamp.Source.Topic) * RawPartitions) + (copy % RawPartitions);
            leg.Stamp = new Stamp(_sources[source], new Position(_offsets[source]++, 0, 0));
            _copies[copy].Change(ref leg);
            var list = to[leg.Entity.Partition(to.Length)];
            CollectionsMarshal.SetCount(list, list.Count + 1);
            CollectionsMarshal.AsSpan(list)[^1] = leg;
        }
    }
}
