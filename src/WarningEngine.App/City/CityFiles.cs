using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using WarningEngine.Kafka.Wire;

namespace WarningEngine.App.City;

/// <summary>Writes a city as a recorded directory: one file a topic in arrival order, <c>labels.ndjson</c>, and
/// <c>city.json</c> with its size.</summary>
public static class CityFiles
{
    /// <summary>How far the city may be ahead of the disk.</summary>
    private const int HoursAhead = 4;

    /// <summary>Leaves "+" as it is: people search these files for numbers.</summary>
    private static readonly JsonSerializerOptions Plain =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes into a new folder beside and renames it: whole or not at all.</summary>
    /// <returns>Records written.</returns>
    /// <exception cref="OperationCanceledException">It was stopped; nothing is left behind.</exception>
    public static long Write(CityOptions options, string directory, Action<long>? progress = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var target = Path.GetFullPath(directory).TrimEnd(Path.DirectorySeparatorChar);
        var partial = $"{target}.{Environment.ProcessId}-{Path.GetRandomFileName()}.partial";
        Directory.CreateDirectory(partial);
        try
        {
            return Write(options, partial, target, progress, stop);
        }
        finally
        {
            if (Directory.Exists(partial))
            {
                Directory.Delete(partial, recursive: true);
            }
        }
    }

    private static long Write(CityOptions options, string partial, string target, Action<long>? progress, CancellationToken stop)
    {
        var city = new CityStream(options);
        var files = RawTopic.All.ToDictionary(x => x, x => new FileStream(
            Path.Combine(partial, x.FileName + ".ndjson"),
            FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 18));
        long count;
        try
        {
            count = Lines(city, files, progress, stop);
        }
        finally
        {
            foreach (var file in files.Values)
            {
                file.Dispose();
            }
        }

        File.WriteAllLines(Path.Combine(partial, "labels.ndjson"), city.Labels.Select(Label));
        File.WriteAllText(Path.Combine(partial, "city.json"), JsonSerializer.Serialize(new
        {
            people = options.People,
            days = options.Days,
            seed = options.Seed,
            frauds = options.FraudsPerPersonDay,
            habits = options.Habits,
            cases = options.CasesPerPersonDay,
            from = Rfc3339(options.StartMs),
            to = Rfc3339(options.EndMs),
        }));
        if (Directory.Exists(target))
        {
            Directory.Delete(target, recursive: true);
        }

        Directory.Move(partial, target);
        return count;
    }

    /// <summary>The city lives on one thread, another sorts and writes what it is handed: the same bytes as from
    /// one.</summary>
    private static long Lines(CityStream city, Dictionary<RawTopic, FileStream> files, Action<long>? progress, CancellationToken stopped)
    {
        using var hours = new BlockingCollection<CityHour>(HoursAhead);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stopped);
        var living = Task.Run(() =>
        {
            try
            {
                foreach (var hour in city.Hours())
                {
                    hours.Add(hour, stop.Token);
                }
            }
            finally
            {
                hours.CompleteAdding();
            }
        }, CancellationToken.None);
        long count = 0;
        try
        {
            foreach (var hour in hours.GetConsumingEnumerable(stopped))
            {
                hour.Sort();
                for (var i = 0; i < hour.Count; i++)
                {
                    var json = hour.Record(i, out var topic, out _);
                    var file = files[topic];
                    file.Write(json);
                    file.WriteByte((byte)'\n');
                }

                count += hour.Count;
                progress?.Invoke(count);
                city.Return(hour);
            }
        }
        catch
        {
            stop.Cancel();
            throw;
        }

        living.GetAwaiter().GetResult();
        return count;
    }

    /// <summary>One line of <c>labels.ndjson</c>. Beside the agreed fields it lists what was sent and when, so that it
    /// can be judged how much of it a warning could still have saved. Of a confuser <c>firstContact</c> is the time of the occasion, null of a trade.</summary>
    public static string Label(CityLabel label)
    {
        ArgumentNullException.ThrowIfNull(label);
        return label.Confuser is null
            ? JsonSerializer.Serialize(new
            {
                person = label.Person,
                scamType = label.ScamType,
                firstContact = Rfc3339(label.FirstContactMs),
                firstTransfer = Rfc3339(label.FirstTransferMs),
                firstLargeTransfer = Rfc3339(label.FirstLargeTransferMs),
                lost = label.LostFen / 100m,
                transfers = label.Losses.Select(x => new { time = Rfc3339(x.TimeMs), amount = x.Fen / 100m }),
            }, Plain)
            : JsonSerializer.Serialize(
                new { person = label.Person, scamType = (string?)null, confuser = label.Confuser, firstContact = Rfc3339(label.FirstContactMs) }, Plain);
    }

    internal static string? Rfc3339(long? ms) => ms is { } value
        ? DateTimeOffset.FromUnixTimeMilliseconds(value)
            .ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)
        : null;
}
