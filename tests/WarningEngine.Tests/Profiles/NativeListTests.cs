using WarningEngine.Core.Memory;

namespace WarningEngine.Tests.Profiles;

public sealed class NativeListTests
{
    private const int Many = 500_000;

    [Fact]
    public void What_is_added_stays_in_order_and_once_emptied_far_too_much_memory_goes_back()
    {
        using var list = new NativeList<long>();
        Fill(list, Many);
        Assert.Equal(Enumerable.Range(0, Many).Select(x => (long)x), list.Span.ToArray());

        // As much may come again.
        list.Clear();
        Assert.Equal(0, list.Count);
        Assert.InRange(list.Capacity, Many, 2 * Many);

        // It did not.
        Fill(list, 10);
        list.Clear();
        Assert.InRange(list.Capacity, 0, 1_000);
        Fill(list, Many);
        Assert.Equal(Many - 1, list.Span[^1]);
    }

    private static void Fill(NativeList<long> list, int count)
    {
        for (var i = 0; i < count; i++)
        {
            list.Add(i);
        }
    }
}
