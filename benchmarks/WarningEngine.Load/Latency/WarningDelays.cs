using HdrHistogram;

namespace WarningEngine.Load.Latency;

/// <summary>How long warnings took, from the moment at which their events were to be sent to the moment at which their entries could be read.</summary>
/// <param name="Micros">Of those that count; one that did not come is there with the time for which it was waited: it took longer than that.</param>
/// <param name="Read">Those that count and came.</param>
/// <param name="Missing">Those that did not come, of all.</param>
internal sealed record WarningDelays(LongHistogram Micros, int Read, int Missing)
{
    /// <summary>What a time is cut to. Microseconds.</summary>
    private const long MicrosMax = 600_000_000;

    /// <param name="readAtMicros">When an entry could be read, by victim. Microseconds since the start, as all of these.</param>
    /// <param name="expected">Victims, numbered from 0.</param>
    /// <param name="dueMicros">When the event of a victim was to be sent.</param>
    /// <param name="fromMicros">Events of before do not count.</param>
    /// <param name="waitedMicros">Until when entries were waited for.</param>
    public static WarningDelays Of(
        IReadOnlyDictionary<long, long> readAtMicros, int expected, Func<long, long> dueMicros, long fromMicros, long waitedMicros)
    {
        var micros = new LongHistogram(MicrosMax, 3);
        var (read, missing) = (0, 0);
        for (var victim = 0L; victim < expected; victim++)
        {
            var came = readAtMicros.TryGetValue(victim, out var at);
            missing += came ? 0 : 1;
            var due = dueMicros(victim);
            if (due >= fromMicros)
            {
                read += came ? 1 : 0;
                micros.RecordValue(Math.Clamp((came ? at : waitedMicros) - due, 0, MicrosMax));
            }
        }

        return new WarningDelays(micros, read, missing);
    }

    /// <summary>Milliseconds; null where nothing came: then how long it was waited says nothing of whom was measured.</summary>
    public double? Ms(double percentile) => Read == 0 ? null : Measures.Results.Ms(Micros, percentile);
}
