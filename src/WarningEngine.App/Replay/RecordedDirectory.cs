using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;
using WarningEngine.Kafka.Wire;
using WarningEngine.ML;

namespace WarningEngine.App.Replay;

/// <summary>A record of a recorded directory, decoded, or the reason why it could not be.</summary>
/// <param name="Topic">Its raw topic.</param>
/// <param name="Line">0-based line of its file.</param>
/// <param name="ArrivalMs">Its arrival time; that of the line before where it has none, and a rejection where no line before has one either.</param>
/// <param name="Record">Null where it was rejected.</param>
/// <param name="Rejected">Why.</param>
public readonly record struct RecordedRecord(RawTopic Topic, long Line, long ArrivalMs, RawRecord? Record, CheckResult Rejected)
{
    /// <summary>Its place in the order of arrival in its file: stands for the offset.</summary>
    public long Place { get; init; } = Line;
}

/// <summary>Reads the files of a recorded directory, merged by arrival time, file and line. Each is looked through once before, for its order: one
/// that is not in the order of arrival is read in that order all the same (<see cref="LinesByArrival"/>).</summary>
/// <param name="directory">Where the files are.</param>
/// <param name="told">Told of a file that is not in the order of arrival, once a file, and once of what is there and is not read.</param>
public sealed class RecordedDirectory(string directory, Action<string>? told = null)
{
    private const int BatchLines = 2048;
    private const int UnreadNamed = 10;

    /// <summary>What others call files of records, or write them in.</summary>
    private static readonly string[] LinesOfRecords = [".ndjson", ".jsonl", ".csv"];

    private readonly Dictionary<RawTopic, ArrivalOrder> _orders = [];
    private readonly Dictionary<(string Topic, string Field), long> _unknown = [];
    private bool _isUnreadTold;

    /// <summary>Values that this version does not know and has read as unspecified since <see cref="Read"/> began, by topic and field.</summary>
    public SortedDictionary<(string Topic, string Field), long> UnknownValues
    {
        get
        {
            lock (_unknown)
            {
                return new SortedDictionary<(string Topic, string Field), long>(_unknown);
            }
        }
    }

    /// <summary>Records in merged order. Lines are decoded ahead, a batch a file, on other threads.</summary>
    /// <param name="stop">Gives up while files are looked through.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such directory, or none of its files.</exception>
    /// <exception cref="IOException">A file cannot be read, is damaged where it is compressed, or is there both compressed and not.</exception>
    public IEnumerable<RecordedRecord> Read(CancellationToken stop = default)
    {
        lock (_unknown)
        {
            _unknown.Clear();
        }

        TellUnread();
        var found = false;
        var queue = new PriorityQueue<IEnumerator<RecordedRecord>, (long ArrivalMs, int File)>();
        for (var i = 0; i < RawTopic.All.Count; i++)
        {
            if (Open(RawTopic.All[i], stop) is { } lines)
            {
                found = true;
                var records = Records(RawTopic.All[i], lines, _orders[RawTopic.All[i]]).GetEnumerator();
                if (records.MoveNext())
                {
                    queue.Enqueue(records, (records.Current.ArrivalMs, i));
                }
            }
        }

        if (!found)
        {
            throw new DirectoryNotFoundException($"{directory}: no recorded files (calls.ndjson, sms.ndjson, transfers.ndjson, ...).");
        }

        while (queue.TryDequeue(out var file, out var at))
        {
            // As long as this file is the earliest, its records need no queue.
            do
            {
                yield return file.Current;
                if (!file.MoveNext())
                {
                    file = null;
                    break;
                }
            }
            while (!queue.TryPeek(out _, out var next) || (file.Current.ArrivalMs, at.File).CompareTo(next) <= 0);
            if (file is not null)
            {
                queue.Enqueue(file, (file.Current.ArrivalMs, at.File));
            }
        }
    }

    /// <summary>The records of one topic; none where its file is absent.</summary>
    /// <exception cref="IOException">As of <see cref="Read"/>.</exception>
    public IEnumerable<RecordedRecord> ReadOnly(RawTopic topic)
    {
        ArgumentNullException.ThrowIfNull(topic);
        return Open(topic, CancellationToken.None) is { } lines ? Records(topic, lines, _orders[topic]) : [];
    }

    /// <summary>Null where there is no such file.</summary>
    private ILines? Open(RawTopic topic, CancellationToken stop)
    {
        if (OpenFile(topic) is not { } file)
        {
            return null;
        }

        if (!_orders.TryGetValue(topic, out var order))
        {
            using (file)
            {
                _orders[topic] = order = Order(topic, file, stop);
            }

            file = OpenFile(topic)!;
        }

        return order.Late == 0 ? new LineReader(file) : new LinesByArrival(file as FileStream ?? Unpacked(file), new ArrivalTimes(topic), order, stop);
    }

    private Stream? OpenFile(RawTopic topic)
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

    /// <summary>Files that look as if they held records, and folders: a name that is nearly right must not pass for nothing.</summary>
    private void TellUnread()
    {
        if (_isUnreadTold || told is null || !Directory.Exists(directory))
        {
            return;
        }

        _isUnreadTold = true;
        string[] names = [.. RawTopic.All.Select(x => x.FileName), "labels"];
        var read = names.SelectMany(x => new[] { $"{x}.ndjson", $"{x}.ndjson.gz" }).ToHashSet(StringComparer.Ordinal);
        string[] unread =
        [
            .. Directory.EnumerateFiles(directory).Select(x => Path.GetFileName(x)).Where(x => !read.Contains(x) && !x.EndsWith(".partial", StringComparison.Ordinal)
                && (names.Contains(x.Split('.')[0], StringComparer.OrdinalIgnoreCase)
                    || Array.Exists(LinesOfRecords, y => x.Contains(y, StringComparison.OrdinalIgnoreCase)))).Order(StringComparer.Ordinal),
            .. Directory.EnumerateDirectories(directory).Select(x => Path.GetFileName(x) + "/").Where(x => x[0] != '.').Order(StringComparer.Ordinal),
        ];
        if (unread.Length > 0)
        {
            told($"Not read in {directory}: {string.Join(", ", unread.Take(UnreadNamed))}{(unread.Length > UnreadNamed ? $" and {unread.Length - UnreadNamed} more" : "")}.");
        }
    }

    private ArrivalOrder Order(RawTopic topic, Stream file, CancellationToken stop)
    {
        var order = new ArrivalOrder();
        var times = new ArrivalTimes(topic);
        using var lines = new LineReader(file);
        while (TryRead(topic, lines, out var line))
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

    private IEnumerable<RecordedRecord> Records(RawTopic topic, ILines lines, ArrivalOrder order)
    {
        using (lines)
        {
            long arrivalMs = 0;

            // One batch is read at a time.
            var decoder = new RecordDecoder(topic);
            var ahead = Task.Run(() => Batch(topic, decoder, lines, order.WrongClocks));
            while (true)
            {
                var batch = ahead.GetAwaiter().GetResult();
                if (batch.Count == 0)
                {
                    yield break;
                }

                ahead = Task.Run(() => Batch(topic, decoder, lines, order.WrongClocks));
                foreach (var (line, place, record, rejected) in batch)
                {
                    arrivalMs = Math.Max(arrivalMs, ArrivalOrder.Known(record?.ArrivalTimeMs) ?? arrivalMs);
                    yield return record is { ArrivalTimeMs: null } && arrivalMs == 0
                        ? new RecordedRecord(topic, line, 0, null, new CheckResult(Rejection.MissingField, "arrivalTime")) { Place = place }
                        : new RecordedRecord(topic, line, arrivalMs, record, rejected) { Place = place };
                }
            }
        }
    }

    private List<Decoded> Batch(RawTopic topic, RecordDecoder decoder, ILines lines, HashSet<long> wrongClocks)
    {
        var sink = new One(field => CountUnknown(topic, field));
        var result = new List<Decoded>(BatchLines);
        while (result.Count < BatchLines && TryRead(topic, lines, out var line))
        {
            if (line.Trim(" \t"u8).IsEmpty)
            {
                continue;
            }

            decoder.Decode(line, null, sink);
            result.Add(sink.Last is not null && wrongClocks.Contains(lines.Line)
                ? new Decoded(lines.Line, lines.Place, null, new CheckResult(Rejection.EventTimeInFuture, "arrivalTime"))
                : new Decoded(lines.Line, lines.Place, sink.Last, sink.LastRejected));
        }

        return result;
    }

    /// <summary>Each topic is read on a thread of its own.</summary>
    private void CountUnknown(RawTopic topic, string field)
    {
        lock (_unknown)
        {
            _unknown[(topic.Name, field)] = _unknown.GetValueOrDefault((topic.Name, field)) + 1;
        }
    }

    private static bool TryRead(RawTopic topic, ILines lines, out ReadOnlySpan<byte> line)
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

    private readonly record struct Decoded(long Line, long Place, RawRecord? Record, CheckResult Rejected);

    private sealed class One(Action<string> unknown) : IRecordSink
    {
        public RawRecord? Last { get; private set; }

        public CheckResult LastRejected { get; private set; }

        public void Record(int index, bool isAlone, RawRecord record) => (Last, LastRejected) = (record, CheckResult.Good);

        public void Rejected(int index, Rejection reason, string field, string detail) =>
            (Last, LastRejected) = (null, new CheckResult(reason, field));

        public void UnknownValue(string field) => unknown(field);
    }
}
