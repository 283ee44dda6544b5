using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using WarningEngine.Core;

namespace WarningEngine.Redis;

/// <summary>The meta record: what a checkpoint consists of. Stored as its checksum in hexadecimal, a space, and JSON.</summary>
/// <param name="Owner">Who wrote it.</param>
/// <param name="NextOffset">Of the log; -1 before the first checkpoint.</param>
/// <param name="Segments">The live segments, oldest first.</param>
/// <param name="Partitions">P.</param>
/// <param name="LogicVersion">See <see cref="Logic.Version"/>; of whoever wrote it.</param>
/// <param name="IsLast">Its owner stopped with it: nothing had left that it does not know of.</param>
/// <param name="LastMessage">What stood before <paramref name="NextOffset"/>; null where nobody read it, and in an older version's.</param>
internal sealed record CheckpointMeta(
    string Owner, long NextOffset, IReadOnlyList<SegmentRef> Segments, int Partitions, int LogicVersion, bool IsLast = false,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] LastMessage? LastMessage = null)
{
    private const int ChecksumSize = 8;

    public static CheckpointMeta Empty(int partitions) => new("", -1, [], partitions, Logic.Version);

    public byte[] Write()
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(this);
        var checksum = Checksum.Of(json).ToString("x8", CultureInfo.InvariantCulture);
        return [.. Encoding.ASCII.GetBytes(checksum), (byte)' ', .. json];
    }

    /// <summary>Whether <paramref name="taking"/>, the how-manieth taking of the partition, follows at once on the owner that
    /// stopped with this checkpoint: whoever took it between may have sent what no checkpoint tells of.</summary>
    public bool WasLastBefore(long taking) =>
        IsLast && Owner.StartsWith(string.Create(CultureInfo.InvariantCulture, $"{taking - 1}-"), StringComparison.Ordinal);

    /// <exception cref="InvalidDataException">It is damaged; <paramref name="key"/> is named.</exception>
    public static CheckpointMeta Read(string key, ReadOnlySpan<byte> stored)
    {
        if (stored.Length <= ChecksumSize + 1
            || !uint.TryParse(stored[..ChecksumSize], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var checksum)
            || checksum != Checksum.Of(stored[(ChecksumSize + 1)..]))
        {
            throw new InvalidDataException($"{key}: the checksum is wrong.");
        }

        return JsonSerializer.Deserialize<CheckpointMeta>(stored[(ChecksumSize + 1)..])
            ?? throw new InvalidDataException($"{key} is empty.");
    }
}

/// <summary>A live segment as meta knows it.</summary>
/// <param name="Name">Taking and sequence; the parts of one merge share what stands before the dot.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Crc">Its checksum: another valid segment under the same name is found out.</param>
/// <param name="Range">Of its keys, see <see cref="KeyRanges"/>; 0: any keys, as in a checkpoint that has not been merged, or an older version's.</param>
internal sealed record SegmentRef(
    string Name, int Bytes, uint Crc, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int Range = 0)
{
    /// <summary>What was written at once, in how many parts ever.</summary>
    [JsonIgnore]
    public ReadOnlySpan<char> Group => Name.AsSpan(0, Name.IndexOf('.', StringComparison.Ordinal) is >= 0 and var dot ? dot : Name.Length);
}
