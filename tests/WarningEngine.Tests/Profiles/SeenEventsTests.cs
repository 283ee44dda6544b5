using WarningEngine.Core.Profiles;

namespace WarningEngine.Tests.Profiles;

public sealed class SeenEventsTests
{
    private const long TermMs = 1_000;

    [Fact]
    public void An_identity_is_known_for_one_term_to_two()
    {
        using var seen = new SeenEvents(TermMs, 10);
        Assert.True(seen.Add(7, 900));
        Assert.False(seen.Add(7, 950));
        Assert.False(seen.Add(7, 1_900));
        Assert.True(seen.Add(7, 2_000));
    }

    [Fact]
    public void What_finds_no_room_is_counted_and_not_remembered_until_a_term_turns()
    {
        using var seen = new SeenEvents(TermMs, 2);
        Assert.True(seen.Add(1, 0));
        Assert.True(seen.Add(2, 0));
        Assert.True(seen.Add(3, 0));
        Assert.True(seen.Add(3, 0), "It is told as new once more: that is what the count is for.");
        Assert.False(seen.Add(1, 0));
        Assert.Equal(2, seen.Overflow);
        Assert.Equal([1ul, 2ul], seen.AddedToCurrent);

        Assert.True(seen.Add(3, TermMs));
        Assert.False(seen.Add(3, TermMs));
        Assert.False(seen.Add(2, TermMs));
        Assert.Equal(2, seen.Overflow);
    }

    [Fact]
    public void Added_are_told_by_term_and_those_of_older_terms_no_more()
    {
        using var seen = new SeenEvents(TermMs, 10);
        seen.Add(1, 0);
        seen.Add(2, TermMs);
        seen.Add(3, TermMs);
        Assert.Equal([1ul], seen.AddedToPrevious);
        Assert.Equal([2ul, 3ul], seen.AddedToCurrent);

        seen.Add(4, 2 * TermMs);
        Assert.Equal([2ul, 3ul], seen.AddedToPrevious);
        Assert.Equal([4ul], seen.AddedToCurrent);

        seen.Add(5, 9 * TermMs);
        Assert.Empty(seen.AddedToPrevious.ToArray());
        Assert.Equal([5ul], seen.AddedToCurrent);
        Assert.Equal(5, seen.AddedCount);

        seen.ClearAdded();
        Assert.Equal(0, seen.AddedCount);
        Assert.Empty(seen.AddedToCurrent.ToArray());
        seen.Add(6, 9 * TermMs);
        Assert.Equal([6ul], seen.AddedToCurrent);
    }
}
