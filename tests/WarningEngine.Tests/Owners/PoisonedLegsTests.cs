using WarningEngine.App.Owners;

namespace WarningEngine.Tests.Owners;

public sealed class PoisonedLegsTests
{
    private readonly PoisonedLegs _legs = new();

    [Fact]
    public void A_leg_is_left_out_once_it_has_thrown_again_on_a_restored_state()
    {
        var place = new LegPlace(3, 41, 7);
        Assert.True(_legs.IsEmpty);
        Assert.False(_legs.Threw(place, new OverflowException()));
        Assert.Null(_legs.Skips(place));

        Assert.True(_legs.Threw(place, new OverflowException()));
        Assert.Equal(nameof(OverflowException), _legs.Skips(place));
        Assert.Null(_legs.Skips(place with { Index = 8 }));
        Assert.Equal("legs/1/3/41/7", place.Coordinates(1));
    }

    [Fact]
    public void More_than_five_in_a_hundred_stop_their_partition_until_they_are_few_again()
    {
        Poison(3, 51);
        Assert.Contains("51 of its last 1000", _legs.Obstacle(3), StringComparison.Ordinal);
        Assert.Null(_legs.Obstacle(4));

        _legs.Passed(3, 1_001);
        Assert.Null(_legs.Obstacle(3));
    }

    [Fact]
    public void Five_in_a_hundred_are_data()
    {
        Poison(3, 50);
        Assert.Null(_legs.Obstacle(3));
    }

    private void Poison(int partition, int count)
    {
        for (var i = 0; i < count; i++)
        {
            _legs.Threw(new LegPlace(partition, i, 0), new OverflowException());
            _legs.Threw(new LegPlace(partition, i, 0), new OverflowException());
        }
    }
}
