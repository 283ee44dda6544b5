using System.Text;
using WarningEngine.Core;

namespace WarningEngine.App.Snapshots;

/// <summary>What a snapshot is of.</summary>
/// <param name="Role">"score" or "dispatch".</param>
/// <param name="Partition">Its number.</param>
/// <param name="Partitions">P.</param>
/// <param name="Generation">Of the log.</param>
/// <param name="Offset">At which the log goes on: the state is exactly that of everything before.</param>
/// <param name="LogicVersion">Of the program that computed it.</param>
/// <param name="CutAtMs">By the clock of the machine that wrote it, ms since epoch: when the next one is due, and which are kept. Decides nothing.</param>
/// <param name="LastMessage">What stood before <paramref name="Offset"/>; null where nobody read it, and in format 1.</param>
internal sealed record SnapshotHeader(
    string Role, int Partition, int Partitions, int Generation, long Offset, int LogicVersion, long CutAtMs, LastMessage? LastMessage = null)
{
    /// <summary>The first bytes of every snapshot. The line ends show a file that was carried as text.</summary>
    private static ReadOnlySpan<byte> Magic => "WESNAP\r\n"u8;

    private const byte FormatVersion = 2;

    /// <summary>The first that knows <see cref="LastMessage"/>; the one before it is read, too.</summary>
    private const byte KnowsLastMessage = 2;
    private const int RoleLengthMax = 32;

    public void Write(BinaryWriter to, long records, long bodyBytes)
    {
        to.Write(Magic);
        to.Write(FormatVersion);
        to.Write(Role);
        to.Write(Partition);
        to.Write(Partitions);
        to.Write(Generation);
        to.Write(Offset);
        to.Write(LogicVersion);
        to.Write(CutAtMs);
        to.Write(LastMessage is not null);
        if (LastMessage is var (timeMs, bytes))
        {
            to.Write(timeMs);
            to.Write(bytes);
        }

        to.Write(records);
        to.Write(bodyBytes);
    }

    /// <exception cref="InvalidDataException">This is no snapshot, or of another format.</exception>
    /// <exception cref="EndOfStreamException">It ends inside the header.</exception>
    public static (SnapshotHeader Header, long Records, long BodyBytes) Read(Stream from)
    {
        using var reader = new BinaryReader(from, Encoding.UTF8, leaveOpen: true);
        Span<byte> magic = stackalloc byte[Magic.Length];
        from.ReadExactly(magic);
        if (!magic.SequenceEqual(Magic))
        {
            throw new InvalidDataException("it does not begin as a snapshot");
        }

        var version = reader.ReadByte();
        if (version is not (FormatVersion or FormatVersion - 1))
        {
            throw new InvalidDataException($"its format is version {version}, not {FormatVersion - 1} or {FormatVersion}");
        }

        // A length that was damaged must not be believed.
        if (reader.ReadByte() is var length && length > RoleLengthMax)
        {
            throw new InvalidDataException("its role is too long");
        }

        var role = Encoding.UTF8.GetString(reader.ReadBytes(length));
        var header = new SnapshotHeader(
            role, reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt64(), reader.ReadInt32(), reader.ReadInt64(),
            version >= KnowsLastMessage && reader.ReadBoolean() ? new LastMessage(reader.ReadInt64(), reader.ReadInt32()) : null);
        return (header, reader.ReadInt64(), reader.ReadInt64());
    }
}
