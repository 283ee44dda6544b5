using System.Globalization;
using CsCheck;
using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;

namespace WarningEngine.Tests.Intake;

public sealed class RememberedTests
{
    /// <summary>More than there are places for.</summary>
    private const int Crowd = 700_000;

    [Fact]
    public void A_text_is_given_what_was_kept_for_it_last_or_nothing() =>
        Gen.Select(Gen.OneOf(Gen.String[Gen.Char['0', '3'], 0, 4], Gen.String[Gen.Char, 0, 40]), Gen.Long).Array[0, 400].Sample(
            kept =>
            {
                using var remembered = new Remembered<long>();
                var last = new Dictionary<string, long>();
                foreach (var (text, value) in kept)
                {
                    // Halves of surrogate pairs are all one letter in UTF-8.
                    Utf8Text utf8 = text;
                    Assert.Equal(remembered.TryGet(utf8, out var found) ? last[utf8.ToString()] : 0, found);
                    Assert.Equal(value, remembered.Keep(utf8, value));
                    last[utf8.ToString()] = value;
                    var isKept = utf8.Length is > 0 and <= Text35.Capacity;
                    Assert.Equal((isKept, isKept ? value : 0), (remembered.TryGet(utf8, out found), found));
                }
            },
            iter: 2_000);

    [Fact]
    public void Of_more_texts_than_there_are_places_most_are_known_and_none_is_taken_for_another()
    {
        using var remembered = new Remembered<int>();
        for (var i = 0; i < Crowd; i++)
        {
            remembered.Keep(Number(i), i);
        }

        var known = 0;
        for (var i = 0; i < Crowd; i++)
        {
            if (remembered.TryGet(Number(i), out var found))
            {
                Assert.Equal(i, found);
                known++;
            }
        }

        Assert.InRange(known, 400_000, 1 << 19);
    }

    [Fact]
    public void Half_as_many_as_there_are_places_are_nearly_all_known()
    {
        const int half = 1 << 18;
        using var remembered = new Remembered<int>();
        for (var i = 0; i < half; i++)
        {
            remembered.Keep(Number(i), i);
        }

        // One of a few whose places others have.
        Assert.InRange(Enumerable.Range(0, half).Count(i => remembered.TryGet(Number(i), out _)), half * 99 / 100, half);
    }

    [Fact]
    public void What_is_known_is_found_without_a_new_object()
    {
        using var remembered = new Remembered<Token>();
        Utf8Text[] texts = [.. Enumerable.Range(0, 1_000).Select(Number)];
        foreach (var text in texts)
        {
            remembered.Keep(text, new Token(1, 2));
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var text in texts)
        {
            remembered.TryGet(text, out _);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static Utf8Text Number(int i) => string.Create(CultureInfo.InvariantCulture, $"+86138{i:00000000}");
}
