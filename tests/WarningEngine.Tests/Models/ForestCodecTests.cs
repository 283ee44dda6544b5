using WarningEngine.Core;
using WarningEngine.Core.Models;

namespace WarningEngine.Tests.Models;

public sealed class ForestCodecTests
{
    private static readonly Calibration Line = new([-1.5, 0, 2], [0, 0.25, 1]);

    private static Forest Small => RandomForests.Draw(new Random(3), 5, [1, 2, 3, 7]);

    [Fact]
    public void What_is_read_is_what_was_written()
    {
        var random = new Random(1);
        for (var i = 0; i < 20; i++)
        {
            var forest = RandomForests.Draw(random, random.Next(1, 513), Enumerable.Range(0, i).Select(_ => random.Next(1, 65)));
            var bytes = ForestCodec.Write(forest, Line);
            var (read, calibration) = ForestCodec.Read(bytes);

            Assert.Equal(bytes, ForestCodec.Write(read, calibration));
            Assert.Equal((forest.Features, forest.Bias, forest.Usual), (read.Features, read.Bias, read.Usual));
            Assert.Equal(Line.Scores, calibration.Scores);
            Assert.Equal(Line.Probabilities, calibration.Probabilities);
            var rows = RandomForests.Rows(random, forest, 20);
            var (want, got) = (new double[20], new double[20]);
            forest.Score(rows, want);
            read.Score(rows, got);
            Assert.Equal(want, got);
        }
    }

    [Fact]
    public void It_is_refused_wherever_it_breaks_off()
    {
        var bytes = ForestCodec.Write(Small, Line);

        Assert.All(Enumerable.Range(0, bytes.Length), x => Assert.Throws<InvalidDataException>(() => ForestCodec.Read(bytes[..x])));
        Assert.Contains($"breaks off at byte {bytes.Length - 1}", Refused(bytes[..^1]), StringComparison.Ordinal);
    }

    [Fact]
    public void What_follows_behind_its_end_is_refused()
    {
        var bytes = ForestCodec.Write(Small, Line);

        Assert.Equal($"something follows behind byte {bytes.Length}", Refused([.. bytes, 0]));
        Assert.Equal($"something follows behind byte {bytes.Length}", Refused([.. bytes, .. bytes]));
    }

    [Fact]
    public void Another_beginning_is_refused() =>
        Assert.Equal("it does not begin with 'forest 1'", Refused([.. "forest 2\n"u8, .. ForestCodec.Write(Small, Line)[9..]]));

    [Theory]
    [InlineData(0, 0, "not 0, 4 and")]
    [InlineData(0, 513, "not 513, 4 and")]
    [InlineData(12, -1, "it says to have -1 trees, 2000 at most are possible")]
    [InlineData(12, 2_001, "it says to have 2001 trees, 2000 at most are possible")]
    [InlineData(16, 64, "it says to have 64 nodes, 63 at most are possible")]
    [InlineData(16, int.MaxValue, "it says to have 2147483647 nodes, 63 at most are possible")]
    [InlineData(40, 5, "Tree 1: node 0 asks for feature 5 of 5.")]
    [InlineData(44, 0x7FC00000, "Tree 1: the threshold of node 0 is NaN.")]
    [InlineData(49, 1, "Tree 1: node 0 has child 1.")]
    public void A_number_that_cannot_be_is_refused_with_its_place(int at, int number, string message)
    {
        var bytes = ForestCodec.Write(Small, Line);
        BitConverter.TryWriteBytes(bytes.AsSpan(9 + at), number);

        Assert.Contains(message, Refused(bytes), StringComparison.Ordinal);
    }

    [Fact]
    public void Points_out_of_order_are_refused()
    {
        var bytes = ForestCodec.Write(Small, Line);
        BitConverter.TryWriteBytes(bytes.AsSpan(^16), 0.0);

        Assert.Contains("Point 2 (0, 1) does not follow the one before.", Refused(bytes), StringComparison.Ordinal);
        BitConverter.TryWriteBytes(bytes.AsSpan(^52), Limits.CalibrationPointsMax + 1);
        Assert.Equal($"it says to have {Limits.CalibrationPointsMax + 1} points, {Limits.CalibrationPointsMax} at most are possible", Refused(bytes));
    }

    /// <summary>Every byte, changed: read, or refused in the one way that a reader knows; never anything else.</summary>
    [Fact]
    public void A_damaged_byte_is_read_or_refused()
    {
        var bytes = ForestCodec.Write(Small, Line);
        var refused = 0;
        for (var i = 0; i < bytes.Length; i++)
        {
            foreach (byte flip in new byte[] { 1, 128, 255 })
            {
                byte[] damaged = [.. bytes];
                damaged[i] ^= flip;
                try
                {
                    var (forest, _) = ForestCodec.Read(damaged);
                    Assert.True(double.IsFinite(forest.Score(new float[forest.Features])));
                }
                catch (InvalidDataException)
                {
                    refused++;
                }
            }
        }

        Assert.InRange(refused, bytes.Length / 4, (bytes.Length * 3) - 1);
    }

    private static string Refused(byte[] bytes) => Assert.Throws<InvalidDataException>(() => ForestCodec.Read(bytes)).Message;
}
