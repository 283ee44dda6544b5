using WarningEngine.Core.Events;

namespace WarningEngine.Load.Baselines;

/// <summary>One leg of a batch, and the state that it belongs to.</summary>
/// <param name="Partition">Of the log.</param>
/// <param name="At">Its place in it.</param>
/// <param name="Leg">Itself.</param>
internal readonly record struct PlacedLeg(int Partition, Position At, Leg Leg);

/// <summary>What a peer reads, batch by batch.</summary>
internal interface IEventBatches : IDisposable
{
    /// <summary>Partitions that have a state of their own.</summary>
    int States { get; }

    /// <summary>Events read so far, as they are counted for the figures.</summary>
    long Events { get; }

    /// <summary>Adds at least so many legs, where there are that many; false at the end.</summary>
    bool Next(int least, List<PlacedLeg> legs);

    /// <summary>How far was read, as one value for the store: it is written with the state.</summary>
    byte[] Offsets();

    /// <summary>Takes a leg that scoring has caused; nothing where the log has it already.</summary>
    void Caused(in Leg leg);

    /// <summary>Tells the group how far was read, for whoever keeps no offsets of its own.</summary>
    void Commit();
}
