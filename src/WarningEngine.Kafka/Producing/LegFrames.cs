using WarningEngine.Core;
using WarningEngine.Core.Events;
using WarningEngine.Kafka.Frames;

namespace WarningEngine.Kafka.Producing;

/// <summary>Collects legs into one frame a partition of <c>legs</c>, and sends frames.</summary>
public sealed class LegFrames : ILegSink
{
    /// <summary>For this many rounds in a row frames wait for what is under way. Whoever holds comes again after a millisecond where nothing else
    /// comes, so it is longer than a broker in good health takes, and far below what anybody who is warned would notice. What lasts longer is
    /// a partition that takes nothing, perhaps for minutes: what is for the others must not wait for it, and what is for it waits in its lane.</summary>
    private const int RoundsHeldMax = 64;

    private readonly IOrderedProducer _producer;
    private readonly string _topic;
    private readonly FrameWriter[] _frames;
    private int _roundsHeld;

    public LegFrames(IOrderedProducer producer, string topic, int partitions)
    {
        _producer = producer;
        _topic = topic;
        _frames = new FrameWriter[partitions];
        for (var i = 0; i < partitions; i++)
        {
            _frames[i] = new FrameWriter();
        }
    }

    /// <summary>Legs added since the start.</summary>
    public long Count { get; private set; }

    /// <summary>Adds a leg to its entity's partition; one without an entity to every partition.</summary>
    public void Add(in Leg leg)
    {
        Count++;
        if (!leg.Entity.IsNone)
        {
            Add(leg.Entity.Partition(_frames.Length), leg);
            return;
        }

        for (var partition = 0; partition < _frames.Length; partition++)
        {
            Add(partition, leg);
        }
    }

    /// <summary>Legs wait for what was sent before them.</summary>
    public bool IsHolding { get; private set; }

    /// <summary>Sends what it holds, unless a frame that was sent before is still under way: then frames grow until that has arrived,
    /// until they are full (what Nagle does for TCP), or until that has taken very long. What else its producer has under way, warnings above all,
    /// holds nothing up. So there are as many frames as the broker has time for: each is a request of the client, which holds messages of one
    /// partition alone, and small ones would queue up before the broker.</summary>
    public void Drain()
    {
        IsHolding = _producer.UnderWay(_topic) > 0 && Array.Exists(_frames, static x => x.Count > 0) && _roundsHeld < RoundsHeldMax;
        if (IsHolding)
        {
            _roundsHeld++;
        }
        else
        {
            _roundsHeld = 0;
            Flush();
        }
    }

    /// <summary>Sends every frame that holds a leg.</summary>
    public void Flush()
    {
        for (var partition = 0; partition < _frames.Length; partition++)
        {
            Send(partition);
        }
    }

    private void Add(int partition, in Leg leg)
    {
        if (_frames[partition].IsFull)
        {
            Send(partition);
        }

        _frames[partition].Add(leg);
    }

    private void Send(int partition)
    {
        if (_frames[partition].Count > 0)
        {
            _producer.Send(_topic, partition, null, _frames[partition].Take());
        }
    }
}
