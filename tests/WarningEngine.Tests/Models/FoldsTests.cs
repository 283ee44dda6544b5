using WarningEngine.ML;

namespace WarningEngine.Tests.Models;

public sealed class FoldsTests
{
    [Fact]
    public void Times_are_never_mixed()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var random = new Random(seed);
            long[] times = [.. Enumerable.Range(0, 400).Select(_ => (long)random.Next(1 + (seed * 7)))];
            if (times.Distinct().Count() == 1)
            {
                continue;
            }

            var table = Tables.With(Tables.Draw(400, seed), times: times);
            var fold = Assert.Single(Folds.Of(table, 5, 0.25, seed));
            Assert.True(fold.Train.Max(x => times[x]) < fold.Validate.Min(x => times[x]));
            Assert.Equal(Enumerable.Range(0, 400), fold.Train.Concat(fold.Validate).Order());
        }
    }

    [Fact]
    public void The_last_share_validates()
    {
        var fold = Folds.Of(Tables.With(Tables.Draw(400, 1), times: [.. Enumerable.Range(0, 400).Select(x => 1000L - x)]), 5, 0.25, 1)[0];
        Assert.Equal(Enumerable.Range(0, 100), fold.Validate);
    }

    [Fact]
    public void Persons_are_never_on_both_sides_and_with_times_nobody_who_is_defrauded_later()
    {
        int[] groups = [.. Enumerable.Range(0, 400).Select(x => x * 37 % 200)];
        var table = Tables.Draw(400, 2);
        var folds = Folds.Of(Tables.With(table, groups: groups), 4, 0.25, 1);
        Assert.Equal(Enumerable.Range(0, 400), folds.SelectMany(x => x.Validate).Order());
        var timed = Folds.Of(Tables.With(table, groups: groups, times: [.. Enumerable.Range(0, 400).Select(x => (long)x)]), 4, 0.05, 1);
        Assert.All(folds, fold => Assert.Empty(fold.Train.Select(x => groups[x]).Intersect(fold.Validate.Select(x => groups[x]))));

        // Who lives on without a fraud may be learned from before: that is how a model is used.
        var defrauded = timed[0].Validate.Where(x => table.Labels[x]).Select(x => groups[x]).ToHashSet();
        Assert.Empty(timed[0].Train.Select(x => groups[x]).Intersect(defrauded));
        Assert.Equal(Enumerable.Range(0, 380).Where(x => !defrauded.Contains(groups[x])), timed[0].Train);
    }

    /// <summary>What is learned in one place holds there: with sources nothing of a place that validates is trained on, whatever times and persons say.</summary>
    [Fact]
    public void Whole_sources_validate_and_each_of_them_once()
    {
        int[] sources = [.. Enumerable.Range(0, 400).Select(x => 10 * (x * 7 % 5))];
        var table = Tables.With(
            Tables.Draw(400, 5), groups: [.. Enumerable.Range(0, 400).Select(x => x % 90)], times: [.. Enumerable.Range(0, 400).Select(x => (long)x)], sources: sources);
        var folds = Folds.Of(table, 2, 0.25, 1);
        Assert.Equal(2, folds.Count);
        Assert.Equal(Enumerable.Range(0, 400), folds.SelectMany(x => x.Validate).Order());
        Assert.All(folds, fold => Assert.Equal(Enumerable.Range(0, 400), fold.Train.Concat(fold.Validate).Order()));
        Assert.All(folds, fold => Assert.Empty(fold.Train.Select(x => sources[x]).Intersect(fold.Validate.Select(x => sources[x]))));
        Assert.Equal([0, 20, 40], folds[0].Validate.Select(x => sources[x]).Distinct().Order());

        // More folds than sources are as many as there are.
        Assert.Equal(5, Folds.Of(table, 8, 0.25, 1).Count);
        Assert.NotEqual(Tables.With(table, groups: table.Groups, times: table.TimesMs).Digest(), table.Digest());
    }

    [Fact]
    public void Folds_are_of_like_size_and_drawn_by_the_seed()
    {
        var table = Tables.Draw(3000, 3);
        var folds = Folds.Of(table, 3, 0.25, 1);
        Assert.All(folds, x => Assert.InRange(x.Validate.Length, 900, 1100));
        Assert.Equal(folds[0].Validate, Folds.Of(table, 3, 0.25, 1)[0].Validate);
        Assert.NotEqual(folds[0].Validate, Folds.Of(table, 3, 0.25, 2)[0].Validate);
    }

    /// <summary>Of eight persons and five folds one is often of nobody.</summary>
    [Fact]
    public void A_fold_that_nobody_falls_into_is_left_out()
    {
        int[] groups = [.. Enumerable.Range(0, 400).Select(x => x % 8)];
        var table = Tables.With(Tables.Draw(400, 6), groups: groups);
        for (var seed = 0; seed < 20; seed++)
        {
            var folds = Folds.Of(table, 5, 0.25, seed);
            Assert.InRange(folds.Count, 2, 5);
            Assert.All(folds, x => Assert.NotEmpty(x.Validate));
            Assert.Equal(Enumerable.Range(0, 400), folds.SelectMany(x => x.Validate).Order());
        }
    }

    [Fact]
    public void What_cannot_be_divided_says_why()
    {
        var table = Tables.Draw(50, 4);
        Wrong("same time", Tables.With(table, times: new long[50]));
        Wrong("no frauds", new TrainingTable(table.Features, table.Values, new bool[50]));
        Wrong("all rows are of one person", Tables.With(table, groups: new int[50]));
        Wrong("all rows are of one recording", Tables.With(table, sources: new int[50]));

        static void Wrong(string expected, TrainingTable table)
        {
            var said = Assert.Throws<ArgumentException>(() => Folds.Of(table, 5, 0.25, 1)).Message;
            Assert.Contains(expected, said, StringComparison.Ordinal);
            Assert.DoesNotContain("Parameter", said, StringComparison.Ordinal);
        }
    }
}
