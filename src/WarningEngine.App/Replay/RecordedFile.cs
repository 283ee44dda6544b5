using System.Collections.Frozen;
using WarningEngine.Kafka.Wire;
using WarningEngine.ML;

namespace WarningEngine.App.Replay;

/// <summary>The file of a raw topic in a recorded directory, compressed or not. Before its lines are read first it is looked through once, for their
/// order.</summary>
/// <param name="directory">Where it is.</param>
/// <param name="topic">Whose records it holds.</param>
/// <param name="told">Told where it is not in the order of arrival, once.</param>
internal sealed class RecordedFile(string directory, RawTopic topic, Action<string>? told)
{
    private ArrivalOrder? _order;

    public RawTopic Topic => topic;

    /// <summary>Where the lines of one name are: <c>.ndjson</c>, or <c>.ndjson.gz</c> where they are compressed; null where neither is there.</summary>
    /// <param name="directory">A recorded one.</param>
    /// <param name="name">Of the file, without its endings.</param>
    /// <exception cref="IOException">Both are there.</exception>
    public static string? Find(string directory, string name)
    {
        var plain = Path.Combine(directory, name + ".ndjson");
        var packed = plain + ".gz";
        return !File.Exists(packed) ? File.Exists(plain) ? plain : null
            : !File.Exists(plain) ? packed : throw new IOException($"{plain} is there compressed (.gz) too: only one of them can be what was recorded.");
    }

    /// <summary>Its lines in the order of arrival; null where there is no such file.</summary>
    /// <param name="stop">Gives up.</param>
    /// <param name="wrongClocks">Numbers of lines whose clocks are wrong; the same each time.</param>
    /// <exception cref="IOException">It cannot be read, is damaged where it is compressed, or is there both compressed and not.</exception>
    public ILines? Open(CancellationToken stop, out IReadOnlySet<long> wrongClocks)
    {
        wrongClocks = FrozenSet<long>.Empty;
        if (OpenFile() is not { } file)
        {
            return null;
        }

        if (_order is null)
        {
            using (file)
            {
                _order = Order(file, stop);
            }

            file = OpenFile()!;
        }

        if (_order.Late == 0)
        {
            wrongClocks = _order.WrongClocks;
            return new LineReader(file);
        }

        var lines = new LinesByArrival(file as FileStream ?? Unpacked(file), new ArrivalTimes(topic), _order, stop);
        wrongClocks = lines.WrongClocks;
        return lines;
    }

    /// <summary>The next of its lines.</summary>
    /// <exception cref="IOException">It is damaged behind the line before.</exception>
    public bool TryRead(ILines lines, out ReadOnlySpan<byte> line)
    {
        try
        {
            return lines.TryRead(out line);
        }
        catch (InvalidDataException damaged)
        {
            throw new IOException($"{topic.FileName}.ndjson.gz, behind line {lines.Line + 1}: {damaged.Message}", damaged);
        }
    }

    private Stream? OpenFile() => Find(directory, topic.FileName) is not { } path ? null
        : PackedFile.IsPacked(path) ? PackedFile.Open(path) : new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);

    private ArrivalOrder Order(Stream file, CancellationToken stop)
    {
        var order = new ArrivalOrder();
        var times = new ArrivalTimes(topic);
        using var lines = new LineReader(file);
        while (TryRead(lines, out var line))
        {
            if ((lines.Line & 0xFFFF) == 0)
            {
                stop.ThrowIfCancellationRequested();
            }

            if (!line.Trim(" \t"u8).IsEmpty)
            {
                order.Add(lines.Line, times.Of(line));
            }
        }

        order.Finish();
        if (order.Late > 0)
        {
            told?.Invoke($"{topic.FileName}.ndjson is not in the order of arrival: {order.Late} of {order.Lines} lines stand behind one that arrived later. "
                + "Its lines are taken by their arrival times.");
        }

        return order;
    }

    /// <summary>Nothing can be looked up in what is compressed.</summary>
    private static FileStream Unpacked(Stream packed)
    {
        using (packed)
        {
            var file = new FileStream(
                Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 0,
                FileOptions.DeleteOnClose);
            if (!OperatingSystem.IsWindows())
            {
                // What has no name any more is gone with the process, however that ends.
                File.Delete(file.Name);
            }

            packed.CopyTo(file, 1 << 17);
            return file;
        }
    }
}
