using WarningEngine.App.Owners;
using WarningEngine.Core.Events;

namespace WarningEngine.Tests.Owners;

public sealed class RawProgressTests
{
    private const long Now = 1_800_000_000_000;
    private const long HourMs = 3_600_000;
    private readonly RawProgress _raw = new(new Source("telecom.calls", 1, 0));

    [Fact]
    public void One_that_never_had_a_record_holds_nobody_back()
    {
        _raw.ReachedEnd(0);

        var entry = _raw.Entry(Now);

        Assert.False(entry.HoldsBack);
        Assert.Equal(0, entry.TimeMs);
    }

    [Fact]
    public void One_of_which_nothing_is_known_yet_holds_back()
    {
        Assert.Equal(new ProgressEntry(_raw.Source, 0, true), _raw.Entry(Now));
    }

    [Fact]
    public void What_others_have_read_last_tells_for_what_time_it_stands()
    {
        _raw.Recall(Now - 5_000);
        Assert.Equal(new ProgressEntry(_raw.Source, Now - 5_000, true), _raw.Entry(Now));

        _raw.ReachedEnd(1);

        Assert.Equal(new ProgressEntry(_raw.Source, Now, true), _raw.Entry(Now));
        Assert.False(_raw.HasRead);
        Assert.False(_raw.Moved);
    }

    [Fact]
    public void Before_its_end_time_is_the_arrival_of_the_last_record()
    {
        Read(0, arrivalMs: Now - 5_000, kafkaMs: Now - 4_000);
        Read(1, arrivalMs: Now - 3_000, kafkaMs: Now - 2_900);

        Assert.Equal(new ProgressEntry(_raw.Source, Now - 2_900, true), _raw.Entry(Now));
    }

    [Fact]
    public void A_live_one_read_to_its_end_stands_at_the_clock()
    {
        Read(0, arrivalMs: Now - 5_000, kafkaMs: Now - 4_000);
        _raw.ReachedEnd(1);

        Assert.Equal(new ProgressEntry(_raw.Source, Now, true), _raw.Entry(Now));
    }

    [Fact]
    public void A_recorded_one_never_uses_the_clock_and_at_its_end_holds_nobody_back()
    {
        Read(0, arrivalMs: Now - (100 * HourMs), kafkaMs: Now);
        Assert.Equal(new ProgressEntry(_raw.Source, Now - (100 * HourMs), true), _raw.Entry(Now));

        _raw.ReachedEnd(1);
        Assert.Equal(new ProgressEntry(_raw.Source, Now - (100 * HourMs), false), _raw.Entry(Now));

        Read(1, arrivalMs: Now - (99 * HourMs), kafkaMs: Now);
        Assert.Equal(new ProgressEntry(_raw.Source, Now - (99 * HourMs), true), _raw.Entry(Now));
    }

    [Fact]
    public void Recorded_input_that_becomes_live_uses_the_clock_again()
    {
        Read(0, arrivalMs: Now - (100 * HourMs), kafkaMs: Now);
        Read(1, arrivalMs: Now - 10, kafkaMs: Now);
        _raw.ReachedEnd(2);

        Assert.Equal(new ProgressEntry(_raw.Source, Now + 1_000, true), _raw.Entry(Now + 1_000));
    }

    [Fact]
    public void Time_does_not_go_back_when_arrivals_do()
    {
        Read(0, arrivalMs: Now, kafkaMs: Now);
        Read(1, arrivalMs: Now - 60_000, kafkaMs: Now - 60_000);

        Assert.Equal(Now, _raw.Entry(Now).TimeMs);
    }

    [Fact]
    public void An_end_told_from_before_a_pause_counts_once_the_broker_has_confirmed_it()
    {
        Read(0, arrivalMs: Now - 5_000, kafkaMs: Now - 5_000);
        _raw.ReachedEnd(1);
        _raw.Doubt();
        Assert.True(_raw.IsInDoubt);
        Assert.Equal(Now - 5_000, _raw.Entry(Now).TimeMs);

        _raw.Ends(1);

        Assert.False(_raw.IsInDoubt);
        Assert.Equal(Now, _raw.Entry(Now).TimeMs);
    }

    [Fact]
    public void While_there_is_more_to_read_no_end_is_asked_for()
    {
        Read(0, arrivalMs: Now - 5_000, kafkaMs: Now - 5_000);
        _raw.Doubt();
        Assert.False(_raw.IsInDoubt);

        _raw.ReachedEnd(1);

        Assert.True(_raw.IsInDoubt);
        Assert.Equal(Now - 5_000, _raw.Entry(Now).TimeMs);
    }

    [Fact]
    public void Ends_told_before_the_one_that_was_asked_for_are_none()
    {
        Read(0, arrivalMs: Now - 5_000, kafkaMs: Now - 5_000);
        _raw.ReachedEnd(1);
        _raw.Doubt();
        _raw.Ends(3);
        Read(1, arrivalMs: Now - 4_000, kafkaMs: Now - 4_000);
        _raw.ReachedEnd(2);
        Assert.Equal(Now - 4_000, _raw.Entry(Now).TimeMs);

        Read(2, arrivalMs: Now - 3_000, kafkaMs: Now - 3_000);
        _raw.ReachedEnd(3);

        Assert.Equal(Now, _raw.Entry(Now).TimeMs);
    }

    private void Read(long offset, long arrivalMs, long kafkaMs)
    {
        _raw.Read(offset, kafkaMs);
        _raw.Arrived(arrivalMs, kafkaMs);
    }
}
