using System.Text;
using CsCheck;
using WarningEngine.Kafka.Wire;

namespace WarningEngine.Tests.Wire;

public sealed class Utf8InternerTests
{
    [Fact]
    public void Bytes_become_the_text_that_they_are_or_none()
    {
        var texts = new Utf8Interner();
        var utf8 = new UTF8Encoding(false, throwOnInvalidBytes: true);
        Gen.OneOf(Gen.String[Gen.Char['0', '9'], 0, 4].Select(Encoding.UTF8.GetBytes), Gen.String.Select(Encoding.UTF8.GetBytes), Gen.Byte.Array[0, 50]).Sample(
            bytes =>
            {
                string? expected;
                try
                {
                    expected = utf8.GetString(bytes);
                }
                catch (DecoderFallbackException)
                {
                    expected = null;
                }

                Assert.Equal(expected, texts.Text(bytes));
                Assert.Equal(expected, Utf8Interner.New(bytes));
            },
            iter: 20_000, threads: 1);
    }

    [Fact]
    public void What_comes_again_is_the_same_text_and_nearly_nothing_is_allocated()
    {
        const int count = 5_000;
        const int bytesOfText = 48;
        var texts = new Utf8Interner();
        byte[][] numbers = [.. Enumerable.Range(0, count).Select(x => Encoding.UTF8.GetBytes($"+86138{x:00000000}"))];
        foreach (var _ in Enumerable.Range(0, 100))
        {
            Ask(texts, numbers);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        Ask(texts, numbers);

        // A few share their two places with a third.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, count * bytesOfText / 20);
        Assert.Same(texts.Text(numbers[0]), texts.Text(numbers[0]));
    }

    private static void Ask(Utf8Interner texts, byte[][] numbers)
    {
        foreach (var number in numbers)
        {
            texts.Text(number);
        }
    }
}
