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
    public IEnumerable<RecordedRecord> Read()
    {
        var queue = new PriorityQueue<IEnumerator<RecordedRecord>, (long ArrivalMs, int File)>();
        for (var i = 0; i < RawTopic.All.Count; i++)
        {
            if (Open(RawTopic.All[i]) is { } lines)
            {
                var records = Records(RawTopic.All[i], lines).GetEnumerator();
                if (records.MoveNext())
                {
                    queue.Enqueue(records, (records.Current.ArrivalMs, i));
                }
            }
        }

        if (queue.Count == 0)
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

    private StreamReader? Open(RawTopic topic)
    {
        var plain = Path.Combine(directory, topic.FileName + ".ndjson");
        if (File.Exists(plain))
        {
            return new StreamReader(plain, new FileStreamOptions { BufferSize = 1 << 16 });
        }

        return File.Exists(plain + ".gz")
            ? new StreamReader(new GZipStream(File.OpenRead(plain + ".gz"), CompressionMode.Decompress)) : null;
    }

    private static IEnumerable<RecordedRecord> Records(RawTopic topic, StreamReader lines)
    {
        using (lines)
        {
            long line = 0;
            long arrivalMs = 0;
            var ahead = Task.Run(() => Batch(topic, lines));
            while (true)
            {
                var batch = ahead.GetAwaiter().GetResult();
                if (batch.Count == 0)
                {
                    yield break;
                }

                ahead = Task.Run(() => Batch(topic, lines));
                foreach (var (record, rejected) in batch)
                {
                    arrivalMs = Math.Max(arrivalMs, record?.ArrivalTimeMs ?? arrivalMs);
                    yield return new RecordedRecord(topic, line++, arrivalMs, record, rejected);
                }
            }
        }
    }

    private static List<(RawRecord? Record, CheckResult Rejected)> Batch(RawTopic topic, StreamReader lines)
    {
        var decoder = new RecordDecoder(topic);
        var sink = new One();
        var result = new List<(RawRecord?, CheckResult)>(BatchLines);
        while (result.Count < BatchLines && lines.ReadLine() is { } line)
        {
            if (line.Length == 0)
            {
                continue;
            }

            decoder.Decode(System.Text.Encoding.UTF8.GetBytes(line), null, sink);
            result.Add((sink.Last, sink.LastRejected));
        }

        RejectWrongClocks(result);
        return result;
    }

    /// <summary>Lines are in the order of their arrival: one that lies far ahead of the two behind it has a wrong clock, and
    /// would take everybody's time with it.</summary>
    private static void RejectWrongClocks(List<(RawRecord? Record, CheckResult Rejected)> batch)
    {
        for (var i = 0; i + 2 < batch.Count; i++)
        {
            if (batch[i].Record?.ArrivalTimeMs is { } arrivalMs
                && IsAhead(arrivalMs, batch[i + 1].Record) && IsAhead(arrivalMs, batch[i + 2].Record))
            {
                batch[i] = (null, new CheckResult(Rejection.EventTimeInFuture, "arrivalTime"));
            }
        }
    }

    private static bool IsAhead(long arrivalMs, RawRecord? later) =>
        later?.ArrivalTimeMs is { } laterMs && laterMs >= Limits.EventTimeMsMin && arrivalMs - laterMs > Limits.FutureMsMax;

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
