namespace WarningEngine.Redis;

/// <summary>Keys of one partition; they share a hash tag, so that one transaction reaches them all on a cluster.</summary>
internal sealed record PartitionKeys(string Role, int Partition)
{
    private string Tag => $"we:{{{Role}:{Partition}}}";

    /// <summary>Who may write.</summary>
    public string Owner => $"{Tag}:owner";

    /// <summary>How often the partition was taken.</summary>
    public string Taken => $"{Tag}:taken";

    public string Meta => $"{Tag}:meta";

    public string Segment(string name) => $"{Tag}:seg:{name}";
}
