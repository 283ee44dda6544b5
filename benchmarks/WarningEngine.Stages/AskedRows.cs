using WarningEngine.Core;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Events;

namespace WarningEngine.Stages;

/// <summary>What a model is asked while a city's legs are scored: rows of people under suspicion, most of them of nothing.</summary>
internal sealed class AskedRows : IFeatureTap, IScoringSink
{
    /// <summary>As many <see cref="ReadForWeeks"/> applies, at the first offsets.</summary>
    public const int ProgressLegs = 2;

    private const long DayMs = 86_400_000;

    private readonly List<float> _values = [];
    private int _rows;

    /// <summary>As many rows as are wanted, one after the other; where the city asks less often, from the first one again.</summary>
    /// <param name="legs">In order. Calls and payments have been read for weeks when they begin, so that strangers can be told.</param>
    /// <param name="rules">What decides.</param>
    /// <param name="count">Rows.</param>
    /// <exception cref="InvalidOperationException">Nothing was asked.</exception>
    public static float[] Of(IReadOnlyList<Leg> legs, FixedArtifacts rules, int count)
    {
        var asked = new AskedRows();
        using var partition = new ScoringPartition(new Source("legs", 1, 0), rules, tap: asked);
        ReadForWeeks(partition, legs[0].EventTimeMs, asked);
        for (var i = 0; i < legs.Count; i++)
        {
            partition.Apply(legs[i], new Position(ProgressLegs + i, 0, 0), asked);
        }

        if (asked._rows == 0)
        {
            throw new InvalidOperationException("The city asked a model nothing.");
        }

        var values = asked._values.ToArray();
        var all = new float[values.Length / asked._rows * count];
        for (var filled = 0; filled < all.Length; filled += values.Length)
        {
            values.AsSpan(0, Math.Min(values.Length, all.Length - filled)).CopyTo(all.AsSpan(filled));
        }

        return all;
    }

    /// <summary>Calls and payments have been read for weeks before a time: before that nobody knows who is a stranger, and nothing is asked.</summary>
    public static void ReadForWeeks(ScoringPartition partition, long untilMs, IScoringSink sink)
    {
        partition.Apply(Progress(untilMs - (20 * DayMs)), new Position(0, 0, 0), sink);
        partition.Apply(Progress(untilMs), new Position(1, 0, 0), sink);
    }

    public void Person(in Leg leg, int region, ReadOnlySpan<float> row)
    {
        _values.AddRange(row);
        _rows++;
    }

    public void Counterpart(in Leg leg, ReadOnlySpan<float> row, bool isKnown)
    {
        // Persons alone.
    }

    public void Leg(in Leg leg)
    {
        // What the city causes itself stands in no log here.
    }

    public void Item(DispatchItem item)
    {
        // Likewise.
    }

    private static Leg Progress(long timeMs) => new()
    {
        Kind = LegKind.Progress, EventTimeMs = timeMs,
        Progress =
        [
            new ProgressEntry(new Source(RawStreams.Calls, 1, 0), timeMs, true),
            new ProgressEntry(new Source(RawStreams.Transfers, 1, 0), timeMs, true),
        ],
    };
}
