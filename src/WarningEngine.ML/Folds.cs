namespace WarningEngine.ML;

/// <summary>One division of a table: numbers of the rows to train on, and of those to validate on.</summary>
public sealed record Fold(int[] Train, int[] Validate);

/// <summary>Divides a table honestly: what validates was never trained on, is never earlier, and never of the same fraud.</summary>
public static class Folds
{
    /// <summary>With sources <paramref name="count"/> folds, or as many as there are sources where these are fewer: whole sources validate, all
    /// others train. Otherwise, with times, one fold: the last share of the rows validates, all else trains; rows of one moment stay together. Without both,
    /// <paramref name="count"/> folds by a hash of the group, or of the row, without those that nobody falls into. With times and groups, of whom a later row
    /// is a fraud nothing is trained on: the fraud may have begun before.</summary>
    /// <param name="table">What to divide.</param>
    /// <param name="count">Folds, 2 or more.</param>
    /// <param name="lastShare">Share of the rows that validates where there are times, above 0 and below 1.</param>
    /// <param name="seed">Of the hash.</param>
    /// <exception cref="ArgumentException">The table cannot be divided so that both sides of each fold have both labels to train on: says why.</exception>
    public static IReadOnlyList<Fold> Of(TrainingTable table, int count, double lastShare, long seed)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 2);
        IReadOnlyList<Fold> folds = table.Sources is { } sources ? BySource(sources, count)
            : table.TimesMs is { } times ? [ByTime(table, times, lastShare)] : ByHash(table, count, seed);
        foreach (var fold in folds)
        {
            if (fold.Train.Length == 0)
            {
                throw new ArgumentException($"The table cannot be divided: all rows are of one "
                    + $"{(table.Sources is null ? "person, or drawn into one part by this seed" : "recording")}.");
            }

            if (fold.Train.DistinctBy(x => table.Labels[x]).Count() < 2)
            {
                throw new ArgumentException("The table cannot be divided: a part to train on has no frauds, or nothing but frauds. "
                    + $"It has {table.Rows} rows, {table.Positives} of them frauds"
                    + (table.TimesMs is null || table.Sources is not null ? "." : "; the earlier part trains, without those who are defrauded "
                        + "in the later part."));
            }
        }

        return folds.SelectMany(x => x.Validate).Select(x => table.Labels[x]).Distinct().Count() == 2 ? folds
            : throw new ArgumentException("What would validate has no frauds, or nothing but frauds.");
    }

    /// <summary>In turns, in the order of the sources: neighbours, which are often alike, stand in different folds.</summary>
    private static Fold[] BySource(int[] sources, int count)
    {
        var numbers = sources.Distinct().Order().Select((source, number) => (source, number)).ToDictionary(x => x.source, x => x.number);
        return [.. Enumerable.Range(0, Math.Min(count, numbers.Count)).Select(one => new Fold(
            [.. Enumerable.Range(0, sources.Length).Where(x => numbers[sources[x]] % count != one)],
            [.. Enumerable.Range(0, sources.Length).Where(x => numbers[sources[x]] % count == one)]))];
    }

    private static Fold ByTime(TrainingTable table, long[] times, double lastShare)
    {
        var sorted = times.Order().ToArray();
        var border = sorted[Math.Clamp((int)(sorted.Length * (1 - lastShare)), 0, sorted.Length - 1)];
        if (border == sorted[0])
        {
            border = Array.Find(sorted, x => x > border);
            if (border <= sorted[0])
            {
                throw new ArgumentException("All rows have the same time: there is no later part to validate on.");
            }
        }

        int[] validate = [.. Enumerable.Range(0, table.Rows).Where(x => times[x] >= border)];
        var persons = table.Groups is { } groups ? validate.Where(x => table.Labels[x]).Select(x => groups[x]).ToHashSet() : null;
        return new Fold(
            [.. Enumerable.Range(0, table.Rows).Where(x => times[x] < border && persons?.Contains(table.Groups![x]) != true)], validate);
    }

    private static Fold[] ByHash(TrainingTable table, int count, long seed)
    {
        var fold = new int[table.Rows];
        for (var row = 0; row < fold.Length; row++)
        {
            fold[row] = (int)(Chance.Hash(seed, table.Groups is { } groups ? groups[row] : row) % (ulong)count);
        }

        return [.. fold.Distinct().Order().Select(one => new Fold(
            [.. Enumerable.Range(0, fold.Length).Where(x => fold[x] != one)], [.. Enumerable.Range(0, fold.Length).Where(x => fold[x] == one)]))];
    }
}
