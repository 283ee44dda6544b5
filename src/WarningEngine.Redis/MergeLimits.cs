namespace WarningEngine.Redis;

/// <summary>How much a partition's segments may be, and when they are merged.</summary>
internal sealed record MergeLimits
{
    /// <summary>More segments than this that are not by range yet are merged.</summary>
    public const int FreshMax = 32;

    /// <summary>A range in more pieces than this is merged.</summary>
    public const int PiecesMax = 12;

    /// <summary>Beyond this share of what is merged a checkpoint is not written before a merge has made room.</summary>
    public const double NewerShareMax = 0.5;

    /// <summary>Beyond this one the range that holds most of what is superseded is merged.</summary>
    public const double NewerShareDue = 0.3;

    /// <summary>Checkpoints are sorted into ranges from this share of what is merged.</summary>
    public const double FreshShareDue = 1.0 / 16;

    public static MergeLimits Default { get; } = new();

    /// <summary>What is newer may always be this large, however small the rest; half of it is never merged. A small state would else be merged
    /// as often as it is written: with 4 MB merges took two fifths of the CPU of a service in its first minute. Bytes.</summary>
    public long NewerBytesFree { get; init; } = 32 << 20;

    /// <summary>A range is divided beyond this size: a merge reads not much more, and holds it in memory. Bytes.</summary>
    public int RangeBytesMax { get; init; } = 8 << 20;

    /// <summary>Of segments that are merged at a time in a process; a merge of more runs alone. Bytes.</summary>
    public long MergedBytesMax { get; init; } = 64 << 20;

    /// <summary>Of checkpoints that a process holds copies of until they are merged. Bytes.</summary>
    public long FreshBytesHeld { get; init; } = 48 << 20;
}
