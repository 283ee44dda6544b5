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

    /// <summary>Numbers of lines whose clocks are wrong; known once it was opened.</summary>
    public HashSet<long> WrongClocks => _order!.WrongClocks;

    /// <summary>Its lines in the order of arrival; null where there is no such file.</summary>
    /// <exception cref="IOException">It cannot be read, is damaged where it is compressed, or is there both compressed and not.</exception>
    public ILines? Open(CancellationToken stop)
    {
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

        return _order.Late == 0 ? new LineReader(file) : new LinesByArrival(file as FileStream ?? Unpacked(file), new ArrivalTimes(topic), _order, stop);
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

    private Stream? OpenFile()
    {
        var plain = Path.Combine(directory, topic.FileName + ".ndjson");
        if (File.Exists(plain))
        {
            if (File.Exists(plain + ".gz"))
            {
                throw new IOException($"{plain} is there compressed (.gz) too: only one of them can be what was recorded.");
            }

            return new FileStream(plain, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        }

        return File.Exists(plain + ".gz") ? PackedFile.Open(plain + ".gz") : null;
    }

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
