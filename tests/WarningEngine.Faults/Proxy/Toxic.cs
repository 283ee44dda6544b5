namespace WarningEngine.Faults.Proxy;

internal enum ToxicKind
{
    /// <summary>Nobody is let in, and who is in is thrown out.</summary>
    Down,

    /// <summary>Each piece waits <see cref="Toxic.Delay"/>, give or take half.</summary>
    Latency,

    /// <summary><see cref="Toxic.Bytes"/> a second.</summary>
    Bandwidth,

    /// <summary>The end of one side is told to the other only after <see cref="Toxic.Delay"/>.</summary>
    SlowClose,

    /// <summary>Nothing passes any more, and nobody is told.</summary>
    Timeout,

    /// <summary>The connection is reset after <see cref="Toxic.Delay"/>.</summary>
    ResetPeer,

    /// <summary>Pieces of <see cref="Toxic.Bytes"/>, with a pause between them.</summary>
    Slicer,

    /// <summary>The connection ends after <see cref="Toxic.Bytes"/>.</summary>
    LimitData,

    /// <summary>The answer to what <see cref="Toxic.Match"/> finds is swallowed, and the connection with it.</summary>
    LoseResponse,

    /// <summary>What <see cref="Toxic.Match"/> finds is cut off after <see cref="Toxic.Bytes"/> bytes.</summary>
    CutRequest,
}

/// <summary>What a request is, for toxics that look for one.</summary>
internal enum Match
{
    /// <summary>Any piece.</summary>
    Any,

    /// <summary>Kafka's Produce.</summary>
    Produce,

    /// <summary>Redis's EXEC.</summary>
    Exec,
}

/// <summary>What a proxy does to what passes it, until it is told otherwise.</summary>
internal sealed record Toxic(ToxicKind Kind, TimeSpan Delay = default, int Bytes = 0, Match Match = Match.Any)
{
    public static readonly Toxic Down = new(ToxicKind.Down);
}
