using System.Security.Cryptography;
using WarningEngine.Core;
using WarningEngine.Core.Decisions;

namespace WarningEngine.Stages.HotPath;

/// <summary>A hash of all records of a state, in whatever order they are written.</summary>
internal sealed class StateHash : IStateWriter
{
    private readonly byte[] _sum = new byte[SHA256.HashSizeInBytes];
    private readonly byte[] _input = new byte[1 << 20];

    public static string Of(ScoringPartition[] partitions)
    {
        var hash = new StateHash();
        foreach (var partition in partitions)
        {
            partition.WriteAll(hash);
        }

        return Convert.ToHexStringLower(hash._sum);
    }

    public void Put(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        key.CopyTo(_input);
        value.CopyTo(_input.AsSpan(key.Length));
        Span<byte> record = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(_input.AsSpan(0, key.Length + value.Length), record);
        for (var i = 0; i < record.Length; i++)
        {
            _sum[i] ^= record[i];
        }
    }
}
