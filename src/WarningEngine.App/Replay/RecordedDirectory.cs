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

    /// <summary>In the order in which files of equal arrival time are merged.</summary>
    private readonly RecordedFile[] _files = [.. RawTopic.All.Select(x => new RecordedFile(directory, x, told))];

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

        if (!_isUnreadTold && told is not null && Directory.Exists(directory))
        {
            _isUnreadTold = true;
            UnreadFiles.Tell(directory, told);
        }

        var found = false;
        var queue = new PriorityQueue<IEnumerator<RecordedRecord>, (long ArrivalMs, int File)>();
        for (var i = 0; i < _files.Length; i++)
        {
            if (_files[i].Open(stop, out var wrongClocks) is { } lines)
            {
                found = true;
                var records = Records(_files[i], lines, wrongClocks).GetEnumerator();
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
        var file = Array.Find(_files, x => x.Topic == topic)!;
        return file.Open(CancellationToken.None, out var wrongClocks) is { } lines ? Records(file, lines, wrongClocks) : [];
    }

    private IEnumerable<RecordedRecord> Records(RecordedFile file, ILines lines, IReadOnlySet<long> wrongClocks)
    {
        using (lines)
        {
            long arrivalMs = 0;

            // One batch is read at a time.
            var decoder = new RecordDecoder(file.Topic);
            var ahead = Task.Run(() => Batch(file, decoder, lines, wrongClocks));
            while (true)
            {
                var batch = ahead.GetAwaiter().GetResult();
                if (batch.Count == 0)
                {
                    yield break;
                }

                ahead = Task.Run(() => Batch(file, decoder, lines, wrongClocks));
                foreach (var (line, place, record, rejected) in batch)
                {
                    arrivalMs = Math.Max(arrivalMs, ArrivalOrder.Known(record?.ArrivalTimeMs) ?? arrivalMs);
                    yield return record is { ArrivalTimeMs: null } && arrivalMs == 0
                        ? new RecordedRecord(file.Topic, line, 0, null, new CheckResult(Rejection.MissingField, "arrivalTime")) { Place = place }
                        : new RecordedRecord(file.Topic, line, arrivalMs, record, rejected) { Place = place };
                }
            }
        }
    }

    private List<Decoded> Batch(RecordedFile file, RecordDecoder decoder, ILines lines, IReadOnlySet<long> wrongClocks)
    {
        var sink = new LastRecord(field => CountUnknown(file.Topic, field));
        var result = new List<Decoded>(BatchLines);
        while (result.Count < BatchLines && file.TryRead(lines, out var line))
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

    private readonly record struct Decoded(long Line, long Place, RawRecord? Record, CheckResult Rejected);

    /// <summary>What a line of a file came to: it holds one record.</summary>
    private sealed class LastRecord(Action<string> unknown) : IRecordSink
    {
        public RawRecord? Last { get; private set; }

        public CheckResult LastRejected { get; private set; }

        public void Record(int index, bool isAlone, RawRecord record) => (Last, LastRejected) = (record, CheckResult.Good);

        public void Rejected(int index, Rejection reason, string field, string detail) =>
            (Last, LastRejected) = (null, new CheckResult(reason, field));

        public void UnknownValue(string field) => unknown(field);
    }
}
