using WarningEngine.App.Owners;

namespace WarningEngine.Tests.Owners;

public sealed class FencedPartitionsTests
{
    private readonly FencedPartitions _fenced = new(new Random(1));

    [Fact]
    public void A_fenced_partition_is_due_after_its_pause_and_once()
    {
        var pause = _fenced.Add(3, nowMs: 1_000);

        Assert.Null(_fenced.Due(1_000 + pause - 1));
        Assert.Equal(3, _fenced.Due(1_000 + pause));
        Assert.Null(_fenced.Due(long.MaxValue - 1));
    }

    [Fact]
    public void They_are_taken_again_one_at_a_time_who_waited_longest_first()
    {
        _fenced.Add(3, nowMs: 5_000);
        _fenced.Add(4, nowMs: 1_000);

        Assert.Equal([4, 3, null], Enumerable.Range(0, 3).Select(_ => _fenced.Due(10_000)));
    }

    [Fact]
    public void The_pause_grows_until_a_checkpoint_succeeds()
    {
        long[] pauses = [.. Enumerable.Range(0, 12).Select(_ => _fenced.Add(3, nowMs: 0))];

        Assert.InRange(pauses[0], 500, 750);
        Assert.InRange(pauses[3], 4_000, 6_000);
        Assert.InRange(pauses[11], 30_000, 45_000);
        _fenced.Forget(3);
        Assert.InRange(_fenced.Add(3, nowMs: 0), 500, 750);
    }

    [Fact]
    public void The_pause_does_not_grow_while_nobody_robs_anybody()
    {
        for (var i = 0; i < 20; i++)
        {
            Assert.InRange(_fenced.Add(3, nowMs: 0, grows: false), 500, 750);
        }
    }

    [Fact]
    public void A_partition_that_is_no_longer_assigned_is_not_taken_again()
    {
        _fenced.Add(3, nowMs: 0);
        _fenced.Forget(3);

        Assert.Null(_fenced.Due(long.MaxValue - 1));
    }
}
