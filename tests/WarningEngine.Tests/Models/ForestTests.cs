using WarningEngine.Core;
using WarningEngine.Core.Models;

namespace WarningEngine.Tests.Models;

public sealed class ForestTests
{
    private static readonly int[] Sizes = [0, 1, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 68, 69, 100, 133];

    /// <summary>A stump over two features: below 1.5 or unknown 10 with weight 1, above it 20 with weight 3.</summary>
    private static Tree Stump => new()
    {
        Feature = [1], Threshold = [1.5f], MissingBelow = [true], Below = [-1], Above = [-2], Leaf = [10, 20], Weight = [1, 3],
    };

    [Fact]
    public void A_stump_by_hand()
    {
        var forest = new Forest(2, 0.5, [Stump]);

        Assert.Equal([10.5, 20.5, 10.5], new[] { 1.5f, MathF.BitIncrement(1.5f), float.NaN }.Select(x => forest.Score([0, x])));
        Assert.Equal(0.5 + 17.5, forest.Usual);
        var parts = new double[2];
        Assert.Equal(20.5, forest.Explain([9, 2], parts));
        Assert.Equal([0, 2.5], parts);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(40, 9)]
    [InlineData(200, 32)]
    public void A_feature_that_always_has_one_value_is_asked_for_no_more(int trees, int leaves)
    {
        const int features = 5;
        var random = new Random(trees);
        var forest = RandomForests.Draw(random, features, Enumerable.Repeat(leaves, trees));
        var rows = RandomForests.Rows(random, forest, 50);
        foreach (var value in (float[])[0, 1, -3.5f, float.NaN])
        {
            var given = forest.Given(2, value);
            Assert.DoesNotContain(given.Trees, x => x.Feature.Contains(2));
            for (var i = 0; i < rows.Length; i += features)
            {
                var row = rows[i..(i + features)];
                var score = given.Score(row);
                row[2] = value;
                Assert.Equal(forest.Score(row), score);
            }
        }
    }

    [Fact]
    public void Without_trees_the_score_is_the_bias()
    {
        var forest = new Forest(3, -2.5, []);
        var scores = new double[70];
        forest.Score(new float[70 * 3], scores);

        Assert.All(scores, x => Assert.Equal(-2.5, x));
        Assert.Equal(-2.5, forest.Score(new float[3]));
        Assert.Equal(-2.5, forest.Usual);
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(2, 3, 2)]
    [InlineData(3, 40, 8)]
    [InlineData(4, 40, 9)]
    [InlineData(5, 512, 32)]
    [InlineData(6, 7, 33)]
    [InlineData(7, 8, 64)]
    [InlineData(8, 511, 64)]
    public void Leaves_of_one_number_give_the_bits_of_the_plain_evaluation(int seed, int features, int leaves)
    {
        var random = new Random(seed);
        Compare(random, RandomForests.Draw(random, features, Enumerable.Repeat(leaves, 20)));
    }

    [Fact]
    public void Random_forests_give_the_bits_of_the_plain_evaluation()
    {
        for (var seed = 100; seed < 160; seed++)
        {
            var random = new Random(seed);
            var features = random.Next(4) == 0 ? random.Next(1, 513) : random.Next(1, 50);
            var leaves = Enumerable.Range(0, random.Next(1, 150)).Select(_ => random.Next(1, 65));
            Compare(random, RandomForests.Draw(random, features, leaves, random.Next(3) * 20));
        }
    }

    /// <summary>So many thresholds of one feature that their ranks do not fit into a byte, and just so many that they do.</summary>
    [Theory]
    [InlineData(254)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(512)]
    [InlineData(6_000)]
    public void Many_thresholds_of_one_feature_give_the_bits_of_the_plain_evaluation(int thresholds)
    {
        var random = new Random(thresholds);
        var trees = Enumerable.Range(0, thresholds).Chunk(51).Select(chunk =>
        {
            var tree = RandomForests.DrawTree(random, 1, chunk.Length + 1);
            return tree with { Threshold = [.. chunk.Select(x => (float)x)], MissingBelow = [.. chunk.Select(_ => false)] };
        });
        var forest = new Forest(1, 0, [.. trees]);
        float[] rows = [.. Enumerable.Range(-1, thresholds + 2).SelectMany(x => new[] { x, MathF.BitIncrement(x), MathF.BitDecrement(x) }), float.NaN];

        Assert.Equal(thresholds, forest.Trees.SelectMany(x => x.Threshold).Distinct().Count());
        Compare(forest, rows);
    }

    /// <summary>More features with both ways for unknown values than a group of trees may ask for.</summary>
    [Fact]
    public void Many_columns_give_the_bits_of_the_plain_evaluation()
    {
        var random = new Random(11);
        var forest = RandomForests.Draw(random, Limits.ModelFeaturesMax, Enumerable.Repeat(64, 200));

        Assert.True(forest.Trees.SelectMany(x => x.Feature.Zip(x.MissingBelow)).Distinct().Count() > 1_000);
        Compare(random, forest);
    }

    [Fact]
    public void The_largest_forest_gives_the_bits_of_the_plain_evaluation()
    {
        var random = new Random(12);
        var forest = RandomForests.Draw(random, 30, Enumerable.Repeat(Limits.LeavesPerTreeMax, Limits.TreesMax));

        Compare(forest, RandomForests.Rows(random, forest, 70));
    }

    [Fact]
    public void Parts_and_what_is_usual_add_up_to_the_score()
    {
        var random = new Random(13);
        for (var i = 0; i < 20; i++)
        {
            var forest = RandomForests.Draw(random, random.Next(1, 40), Enumerable.Range(0, 50).Select(_ => random.Next(1, 65)));
            var rows = RandomForests.Rows(random, forest, 50);
            var parts = new double[forest.Features];
            var asked = forest.Trees.SelectMany(x => x.Feature).ToHashSet();
            for (var row = 0; row < 50; row++)
            {
                var values = rows.AsSpan(row * forest.Features, forest.Features);
                var score = forest.Explain(values, parts);

                Assert.Equal(RandomForests.Score(forest, values), score);
                Assert.Equal(score, forest.Usual + parts.Sum(), 1e-9 * Math.Max(1, parts.Sum(Math.Abs)));
                Assert.All(Enumerable.Range(0, forest.Features).Where(x => !asked.Contains(x)), x => Assert.Equal(0, parts[x]));
            }
        }
    }

    [Fact]
    public void Scores_allocate_nothing()
    {
        var random = new Random(14);
        var forest = RandomForests.Draw(random, 40, Enumerable.Repeat(32, 100));
        var rows = RandomForests.Rows(random, forest, 100);
        var (scores, parts) = (new double[100], new double[40]);
        Run(10);

        // What is compiled anew meanwhile leaves some objects once.
        Assert.Contains(0, Enumerable.Range(0, 3).Select(_ =>
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            Run(1_000);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }));

        void Run(int times)
        {
            for (var i = 0; i < times; i++)
            {
                forest.Score(rows, scores);
                forest.Score(rows, scores, false);
                forest.Score(rows.AsSpan(0, 40));
                forest.Explain(rows.AsSpan(0, 40), parts);
            }
        }
    }

    [Fact]
    public void Rows_of_another_length_are_refused()
    {
        var forest = new Forest(2, 0, [Stump]);

        Assert.Throws<ArgumentOutOfRangeException>(() => forest.Score([1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => forest.Score([1, 2, 3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => forest.Score([1, 2, 3], new double[1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => forest.Score([1, 2], new double[2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => forest.Explain([1], new double[2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => forest.Explain([1, 2], new double[1]));
    }

    public static TheoryData<string, Func<Tree, Tree>> Malformed => new()
    {
        { "its arrays do not fit each other", x => x with { Threshold = [] } },
        { "its arrays do not fit each other", x => x with { MissingBelow = [true, true] } },
        { "its arrays do not fit each other", x => x with { Below = [] } },
        { "its arrays do not fit each other", x => x with { Above = [-2, -3] } },
        { "its arrays do not fit each other", x => x with { Leaf = [1] } },
        { "its arrays do not fit each other", x => x with { Weight = [1] } },
        { "node 0 asks for feature 2 of 2", x => x with { Feature = [2] } },
        { "node 0 asks for feature -1 of 2", x => x with { Feature = [-1] } },
        { "the threshold of node 0 is NaN", x => x with { Threshold = [float.NaN] } },
        { "the threshold of node 0 is Infinity", x => x with { Threshold = [float.PositiveInfinity] } },
        { "node 0 has child 0", x => x with { Below = [0] } },
        { "node 0 has child 1", x => x with { Above = [1] } },
        { "node 0 has child -3", x => x with { Above = [-3] } },
        { "node 0 has child -2147483648", x => x with { Above = [int.MinValue] } },
        { "child -1 has two parents", x => x with { Above = [-1] } },
        { "leaf 1 has value NaN and weight 3", x => x with { Leaf = [1, double.NaN] } },
        { "leaf 0 has value -Infinity and weight 1", x => x with { Leaf = [double.NegativeInfinity, 1] } },
        { "leaf 0 has value 10 and weight -1", x => x with { Weight = [-1, 1] } },
        { "leaf 1 has value 20 and weight NaN", x => x with { Weight = [1, double.NaN] } },
        { "leaf 1 has value 20 and weight Infinity", x => x with { Weight = [1, double.PositiveInfinity] } },
        { "it has 65 leaves, 64 at most are possible", _ => RandomForests.DrawTree(new Random(1), 2, 65) },
    };

    [Theory]
    [MemberData(nameof(Malformed), DisableDiscoveryEnumeration = true)]
    public void A_malformed_tree_is_refused_by_its_number(string message, Func<Tree, Tree> change)
    {
        var refused = Assert.Throws<ArgumentException>(() => new Forest(2, 0, [Stump, change(Stump), Stump]));

        Assert.Contains($"Tree 1: {message}.", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(513, 0, 0)]
    [InlineData(2, double.NaN, 0)]
    [InlineData(2, double.PositiveInfinity, 0)]
    [InlineData(2, 0, 2_001)]
    public void A_forest_beyond_its_bounds_is_refused(int features, double bias, int trees)
    {
        var refused = Assert.Throws<ArgumentException>(() => new Forest(features, bias, [.. Enumerable.Repeat(Stump, trees)]));

        Assert.Contains($"not {features}, {trees} and {bias}", refused.Message, StringComparison.Ordinal);
    }

    private static void Compare(Random random, Forest forest)
    {
        var rows = RandomForests.Rows(random, forest, Sizes.Max());
        foreach (var size in Sizes)
        {
            Compare(forest, rows.AsSpan(0, size * forest.Features));
        }
    }

    /// <summary>One by one, in blocks where this machine can, and as it chooses itself: all the same bits. What lies behind stays as it was.</summary>
    private static void Compare(Forest forest, ReadOnlySpan<float> rows)
    {
        var count = rows.Length / forest.Features;
        var (want, single) = (new long[count], new long[count]);
        for (var row = 0; row < count; row++)
        {
            var values = rows.Slice(row * forest.Features, forest.Features);
            want[row] = BitConverter.DoubleToInt64Bits(RandomForests.Score(forest, values));
            single[row] = BitConverter.DoubleToInt64Bits(forest.Score(values));
        }

        Assert.Equal(want, single);
        foreach (var blocks in ForestBlocks.Possible ? new[] { true, false } : [false])
        {
            var scores = new double[count + 1];
            scores[count] = 77;
            forest.Score(rows, scores.AsSpan(0, count), blocks);

            Assert.Equal(want, scores[..count].Select(BitConverter.DoubleToInt64Bits));
            Assert.Equal(77, scores[count]);
        }
    }
}
