using WarningEngine.Core;
using WarningEngine.Core.Models;

namespace WarningEngine.Tests.Models;

public sealed class CalibrationTests
{
    private static readonly Calibration Line = new([-2, 0, 4], [0.1, 0.5, 0.9]);

    [Theory]
    [InlineData(-2, 0.1)]
    [InlineData(0, 0.5)]
    [InlineData(4, 0.9)]
    [InlineData(-1, 0.3)]
    [InlineData(1, 0.6)]
    [InlineData(3, 0.8)]
    public void Between_points_it_is_a_straight_line(double score, double probability) => Assert.Equal(probability, Line.Of(score), 1e-15);

    [Theory]
    [InlineData(double.NegativeInfinity, 0.1)]
    [InlineData(-2.001, 0.1)]
    [InlineData(4.001, 0.9)]
    [InlineData(double.PositiveInfinity, 0.9)]
    public void Beyond_its_ends_it_is_that_of_the_end(double score, double probability) => Assert.Equal(probability, Line.Of(score));

    [Fact]
    public void One_point_is_the_same_everywhere() =>
        Assert.All(new[] { -5.0, 1, 7 }, x => Assert.Equal(0.25, new Calibration([1], [0.25]).Of(x)));

    [Fact]
    public void It_never_falls_and_stays_a_probability()
    {
        var random = new Random(5);
        for (var i = 0; i < 50; i++)
        {
            var count = random.Next(1, 40);
            double[] scores = [.. Enumerable.Range(0, count).Select(_ => (random.NextDouble() - 0.5) * 10).Distinct().Order()];
            double[] probabilities = [.. scores.Select(_ => random.Next(5) / 4.0).Order()];
            var line = new Calibration(scores, probabilities);
            double[] asked = [.. Enumerable.Range(0, 2_000).Select(_ => (random.NextDouble() - 0.5) * 12).Concat(scores)
                .Concat(scores.Select(Math.BitIncrement)).Concat(scores.Select(Math.BitDecrement)).Order()];
            double[] got = [.. asked.Select(line.Of)];

            Assert.All(got, x => Assert.InRange(x, probabilities[0], probabilities[^1]));
            Assert.Equal(got.Order(), got);
            Assert.Equal(probabilities, scores.Select(line.Of));
        }
    }

    [Theory]
    [InlineData(new double[] { 0, 0 }, new double[] { 0, 1 }, 1)]
    [InlineData(new double[] { 0, 2, 1 }, new double[] { 0, 0.5, 1 }, 2)]
    [InlineData(new double[] { 0, 1 }, new double[] { 0.5, 0.4 }, 1)]
    [InlineData(new double[] { double.NaN, 1 }, new double[] { 0, 1 }, 0)]
    [InlineData(new double[] { 0, double.PositiveInfinity }, new double[] { 0, 1 }, 1)]
    [InlineData(new double[] { 0, 1 }, new double[] { -0.1, 1 }, 0)]
    [InlineData(new double[] { 0, 1 }, new double[] { 0, 1.1 }, 1)]
    [InlineData(new double[] { 0, 1 }, new double[] { 0, double.NaN }, 1)]
    public void Disorder_is_refused_with_its_place(double[] scores, double[] probabilities, int point)
    {
        var refused = Assert.Throws<ArgumentException>(() => new Calibration(scores, probabilities));

        Assert.Contains($"Point {point} (", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(2, 1)]
    [InlineData(1, 2)]
    [InlineData(Limits.CalibrationPointsMax + 1, Limits.CalibrationPointsMax + 1)]
    public void Points_without_each_other_none_and_too_many_are_refused(int scores, int probabilities)
    {
        var refused = Assert.Throws<ArgumentException>(() => new Calibration(
            [.. Enumerable.Range(0, scores).Select(x => (double)x)], [.. Enumerable.Range(0, probabilities).Select(_ => 0.5)]));

        Assert.Contains($"not {scores} and {probabilities}", refused.Message, StringComparison.Ordinal);
    }
}
