using System.IO.Compression;
using WarningEngine.Core;
using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;
using WarningEngine.Kafka.Wire;

namespace WarningEngine.App.Replay;

/// <summary>A record of a recorded directory, decoded, or the reason why it could not be.</summary>
/// <param name="Topic">Its raw topic.</param>
/// <param name="Line">0-based line of its file: stands for the offset.</param>
/// <param name="ArrivalMs">Its arrival time; that of the line before where it has none.</param>
/// <param name="Record">Null where it was rejected.</param>
/// <param name="Rejected">Why.</param>
public readonly record struct RecordedRecord(RawTopic Topic, long Line, long ArrivalMs, RawRecord? Record, CheckResult Rejected);

/// <summary>Reads the files of a recorded directory, merged by arrival time, file and line.</summary>
public sealed class RecordedDirectory(string directory)
{
    private const int BatchLines = 2048;

    /// <summary>Records in merged order. Lines are decoded ahead, a batch a file, on other threads.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such directory, or none of its files.</exception>
    /// <exception cref="IOException">A file cannot be read, or is damaged where it is compressed.</exception>
    public IEnumerable<RecordedRecord> Read()
    {
        var found = false;
        var queue = new PriorityQueue<IEnumerator<RecordedRecord>, (long ArrivalMs, int File)>();
        for (var i = 0; i < RawTopic.All.Count; i++)
        {
            if (Open(RawTopic.All[i]) is { } lines)
            {
                found = true;
                var records = Records(RawTopic.All[i], lines).GetEnumerator();
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
    /// <exception cref="IOException">The file cannot be read, or is damaged where it is compressed.</exception>
    public IEnumerable<RecordedRecord> ReadOnly(RawTopic topic)
    {
        ArgumentNullException.ThrowIfNull(topic);
        return Open(topic) is { } lines ? Records(topic, lines) : [];
    }

    private LineReader? Open(RawTopic topic)
    {
        var plain = Path.Combine(directory, topic.FileName + ".ndjson");
        if (File.Exists(plain))
        {
            return new LineReader(new FileStream(plain, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0));
        }

        return File.Exists(plain + ".gz")
            ? new LineReader(new GZipStream(File.OpenRead(plain + ".gz"), CompressionMode.Decompress)) : null;
    }

    private static IEnumerable<RecordedRecord> Records(RawTopic topic, LineReader lines)
    {
        using (lines)
        {
            long arrivalMs = 0;

            // One batch is read at a time.
            var decoder = new RecordDecoder(topic);
            var ahead = Task.Run(() => Batch(topic, decoder, lines));
            while (true)
            {
                var batch = ahead.GetAwaiter().GetResult();
                if (batch.Count == 0)
                {
                    yield break;
                }

                ahead = Task.Run(() => Batch(topic, decoder, lines));
                foreach (var (line, record, rejected) in batch)
                {
                    arrivalMs = Math.Max(arrivalMs, record?.ArrivalTimeMs ?? arrivalMs);
                    yield return new RecordedRecord(topic, line, arrivalMs, record, rejected);
                }
            }
        }
    }

    private static List<Decoded> Batch(RawTopic topic, RecordDecoder decoder, LineReader lines)
    {
        var sink = new One();
        var result = new List<Decoded>(BatchLines);
        while (result.Count < BatchLines && TryRead(topic, lines, out var line))
        {
            if (line.Trim(" \t"u8).IsEmpty)
            {
                continue;
            }

            decoder.Decode(line, null, sink);
            result.Add(new Decoded(lines.Line, sink.Last, sink.LastRejected));
        }

        RejectWrongClocks(result);
        return result;
    }

    private static bool TryRead(RawTopic topic, LineReader lines, out ReadOnlySpan<byte> line)
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

    /// <summary>Lines are in the order of their arrival: one that lies far ahead of the two behind it has a wrong clock, and
    /// would take everybody's time with it.</summary>
    private static void RejectWrongClocks(List<Decoded> batch)
    {
        for (var i = 0; i + 2 < batch.Count; i++)
        {
            if (batch[i].Record?.ArrivalTimeMs is { } arrivalMs
                && IsAhead(arrivalMs, batch[i + 1].Record) && IsAhead(arrivalMs, batch[i + 2].Record))
            {
                batch[i] = batch[i] with { Record = null, Rejected = new CheckResult(Rejection.EventTimeInFuture, "arrivalTime") };
            }
        }
    }

    private static bool IsAhead(long arrivalMs, RawRecord? later) =>
        later?.ArrivalTimeMs is { } laterMs && laterMs >= Limits.EventTimeMsMin && arrivalMs - laterMs > Limits.FutureMsMax;

    private readonly record struct Decoded(long Line, RawRecord? Record, CheckResult Rejected);

    private sealed class One : IRecordSink
    {
        public RawRecord? Last { get; private set; }

        public CheckResult LastRejected { get; private set; }

        public void Record(int index, bool isAlone, RawRecord record) => (Last, LastRejected) = (record, CheckResult.Good);

        public void Rejected(int index, Rejection reason, string field, string detail) =>
            (Last, LastRejected) = (null, new CheckResult(reason, field));

        public void UnknownValue(string field)
        {
            // Read as "unspecified"; counted where it runs as a service.
        }
    }
}
