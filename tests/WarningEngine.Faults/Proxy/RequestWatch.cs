using System.Buffers.Binary;
using System.Collections.Concurrent;

namespace WarningEngine.Faults.Proxy;

[Flags]
internal enum Found
{
    Nothing = 0,
    Produce = 1,
    Exec = 2,
}

/// <summary>Finds requests of interest, and the answers to them, in what passes one connection.</summary>
internal sealed class RequestWatch
{
    private const int ProduceKey = 0;
    private static readonly byte[] Exec = "EXEC\r\n"u8.ToArray();

    private readonly KafkaFrames _requests = new();
    private readonly KafkaFrames _responses = new();
    private readonly ConcurrentDictionary<int, bool> _produces = new();
    private volatile bool _execAwaited;

    /// <summary>A piece on its way to the server.</summary>
    public Found Request(ReadOnlySpan<byte> piece)
    {
        var found = Found.Nothing;
        if (piece.IndexOf(Exec) >= 0)
        {
            _execAwaited = true;
            found |= Found.Exec;
        }

        foreach (var header in _requests.Take(piece))
        {
            // Size, api key, version, correlation id.
            if (BinaryPrimitives.ReadInt16BigEndian(header) == ProduceKey)
            {
                _produces[BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4))] = true;
                found |= Found.Produce;
            }
        }

        return found;
    }

    /// <summary>A piece on its way back.</summary>
    public Found Response(ReadOnlySpan<byte> piece)
    {
        var found = Found.Nothing;
        if (_execAwaited)
        {
            _execAwaited = false;
            found |= Found.Exec;
        }

        foreach (var header in _responses.Take(piece))
        {
            if (_produces.TryRemove(BinaryPrimitives.ReadInt32BigEndian(header), out _))
            {
                found |= Found.Produce;
            }
        }

        return found;
    }
}

/// <summary>The first eight bytes behind the length of each of Kafka's frames, however they are cut into pieces. On a
/// connection that does not speak Kafka it finds nothing of meaning, and nobody asks.</summary>
internal sealed class KafkaFrames
{
    private const int HeaderBytes = 8;

    private readonly byte[] _length = new byte[4];
    private byte[] _header = new byte[HeaderBytes];
    private int _lengthHas;
    private int _headerHas;
    private long _left;

    public List<byte[]> Take(ReadOnlySpan<byte> piece)
    {
        var found = new List<byte[]>();
        for (var at = 0; at < piece.Length;)
        {
            if (_lengthHas < 4)
            {
                _length[_lengthHas++] = piece[at++];
                (_left, _headerHas) = ((uint)BinaryPrimitives.ReadInt32BigEndian(_length), 0);
            }
            else if (_headerHas < HeaderBytes)
            {
                _header[_headerHas++] = piece[at++];
                _left--;
                if (_headerHas == HeaderBytes || _left == 0)
                {
                    found.Add(_header);
                    (_header, _headerHas) = (new byte[HeaderBytes], HeaderBytes);
                }
            }
            else
            {
                var skipped = (int)Math.Min(_left, piece.Length - at);
                at += skipped;
                _left -= skipped;
            }

            if (_lengthHas == 4 && _left <= 0)
            {
                _lengthHas = 0;
            }
        }

        return found;
    }
}
