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
        _raw.Ends(0, Now);

        var entry = _raw.Entry();

        Assert.False(entry.HoldsBack);
        Assert.Equal(0, entry.TimeMs);
    }

    [Fact]
    public void One_of_which_nothing_is_known_yet_holds_back()
    {
        Assert.Equal(new ProgressEntry(_raw.Source, 0, true), _raw.Entry());
    }

    [Fact]
    public void What_others_have_read_last_tells_for_what_time_it_stands()
    {
        _raw.Came(Now - 5_000, isGood: true, Now - 5_000);
        Assert.Equal(new ProgressEntry(_raw.Source, Now - 5_000, true), _raw.Entry());

        End(1, Now);

        Assert.Equal(new ProgressEntry(_raw.Source, Now, true), _raw.Entry());
        Assert.False(_raw.HasRead);
        Assert.False(_raw.Moved);
    }

    /// <summary>Taken for recorded, its time would stand still wherever it is read to its end.</summary>
    [Fact]
    public void A_record_of_a_message_without_a_time_is_live_as_those_before_it()
    {
        _raw.Read(0);
        _raw.Came(-1, isGood: true, Now - 5_000);
        _raw.Came(-1, isGood: false, arrivalMs: null);
        Assert.Equal(new ProgressEntry(_raw.Source, Now - 5_000, true), _raw.Entry());
        End(1, Now);
        Assert.Equal(new ProgressEntry(_raw.Source, Now, true), _raw.Entry());
    }

    [Fact]
    public void A_record_that_does_not_say_when_it_arrived_did_when_Kafka_says()
    {
        _raw.Read(0);
        _raw.Came(Now - 5_000, isGood: true, arrivalMs: null);

        Assert.Equal(new ProgressEntry(_raw.Source, Now - 5_000, true), _raw.Entry());
    }

    [Fact]
    public void One_that_is_rejected_tells_the_time_of_a_live_partition_alone()
    {
        _raw.Read(0);
        _raw.Came(Now, isGood: false, arrivalMs: null);
        Assert.Equal(0, _raw.Entry().TimeMs);

        Read(1, arrivalMs: Now - 5_000, kafkaMs: Now - 4_000);
        _raw.Read(2);
        _raw.Came(Now, isGood: false, arrivalMs: null);

        Assert.Equal(Now, _raw.Entry().TimeMs);
    }

    [Fact]
    public void Before_its_end_time_is_the_arrival_of_the_last_record()
    {
        Read(0, arrivalMs: Now - 5_000, kafkaMs: Now - 4_000);
        Read(1, arrivalMs: Now - 3_000, kafkaMs: Now - 2_900);

        Assert.Equal(new ProgressEntry(_raw.Source, Now - 2_900, true), _raw.Entry());
    }

    [Fact]
    public void A_live_one_read_to_its_end_stands_at_the_clock()
    {
        Read(0, arrivalMs: Now - 5_000, kafkaMs: Now - 4_000);
        End(1, Now);

        Assert.Equal(new ProgressEntry(_raw.Source, Now, true), _raw.Entry());
    }

    [Fact]
    public void A_recorded_one_never_uses_the_clock_and_at_its_end_holds_nobody_back()
    {
        Read(0, arrivalMs: Now - (100 * HourMs), kafkaMs: Now);
        Assert.Equal(new ProgressEntry(_raw.Source, Now - (100 * HourMs), true), _raw.Entry());

        End(1, Now);
        Assert.Equal(new ProgressEntry(_raw.Source, Now - (100 * HourMs), false), _raw.Entry());

        Read(1, arrivalMs: Now - (99 * HourMs), kafkaMs: Now);
        Assert.Equal(new ProgressEntry(_raw.Source, Now - (99 * HourMs), true), _raw.Entry());
    }

    [Fact]
    public void Recorded_input_that_becomes_live_uses_the_clock_again()
    {
        Read(0, arrivalMs: Now - (100 * HourMs), kafkaMs: Now);
        Read(1, arrivalMs: Now - 10, kafkaMs: Now);
        End(2, Now + 1_000);

        Assert.Equal(new ProgressEntry(_raw.Source, Now + 1_000, true), _raw.Entry());
    }

    /// <summary>Told as the time of its partition, it would be a history that nobody has read, for ever.</summary>
    [Fact]
    public void One_record_of_long_ago_makes_live_input_no_recorded_one()
    {
        Read(0, arrivalMs: Now - 5_000, kafkaMs: Now - 4_000);
        Read(1, arrivalMs: Now - (9_000 * HourMs), kafkaMs: Now - 3_000);
        Assert.Equal(Now - 3_000, _raw.Entry().TimeMs);
        Read(2, arrivalMs: Now - 2_000, kafkaMs: Now - 2_000);
        Read(3, arrivalMs: Now - (9_000 * HourMs), kafkaMs: Now - 1_000);

        Assert.Equal(Now - 1_000, _raw.Entry().TimeMs);
        End(4, Now);
        Assert.Equal(new ProgressEntry(_raw.Source, Now, true), _raw.Entry());
    }

    [Fact]
    public void Two_in_a_row_begin_recorded_input()
    {
        Read(0, arrivalMs: Now - 5_000, kafkaMs: Now - 4_000);
        Read(1, arrivalMs: Now - (100 * HourMs), kafkaMs: Now - 3_000);
        Read(2, arrivalMs: Now - (99 * HourMs), kafkaMs: Now - 2_000);
        End(3, Now);

        Assert.Equal(new ProgressEntry(_raw.Source, Now - (99 * HourMs), false), _raw.Entry());
    }

    [Fact]
    public void Time_does_not_go_back_when_arrivals_do()
    {
        Read(0, arrivalMs: Now, kafkaMs: Now);
        Read(1, arrivalMs: Now - 60_000, kafkaMs: Now - 60_000);

        Assert.Equal(Now, _raw.Entry().TimeMs);
    }

    [Fact]
    public void An_end_that_was_told_counts_once_the_broker_has_confirmed_it()
    {
        Read(0, arrivalMs: Now - 5_000, kafkaMs: Now - 5_000);
        Assert.False(_raw.IsToldEnd);
        _raw.ReachedEnd(1);
        Assert.True(_raw.IsToldEnd);
        Assert.Equal(Now - 5_000, _raw.Entry().TimeMs);

        _raw.Ends(1, Now);

        Assert.Equal(Now, _raw.Entry().TimeMs);
    }

    [Fact]
    public void One_of_before_the_end_that_was_asked_for_is_none()
    {
        Read(0, arrivalMs: Now - 5_000, kafkaMs: Now - 5_000);
        End(1, Now - 4_000);
        _raw.Ends(3, Now - 1_000);
        Assert.Equal(new ProgressEntry(_raw.Source, Now - 4_000, true), _raw.Entry());

        Read(1, arrivalMs: Now - 3_000, kafkaMs: Now - 3_000);
        Read(2, arrivalMs: Now - 3_000, kafkaMs: Now - 3_000);
        Assert.Equal(Now - 3_000, _raw.Entry().TimeMs);
        End(3, Now);

        Assert.Equal(Now, _raw.Entry().TimeMs);
    }

    [Fact]
    public void Recorded_input_of_which_there_is_more_holds_back_again()
    {
        Read(0, arrivalMs: Now - (100 * HourMs), kafkaMs: Now);
        End(1, Now);
        Assert.False(_raw.Entry().HoldsBack);

        _raw.Ends(2, Now + 1_000);

        Assert.Equal(new ProgressEntry(_raw.Source, Now - (100 * HourMs), true), _raw.Entry());
    }

    private void End(long offset, long askedMs)
    {
        _raw.ReachedEnd(offset);
        _raw.Ends(offset, askedMs);
    }

    private void Read(long offset, long arrivalMs, long kafkaMs)
    {
        _raw.Read(offset);
        _raw.Came(kafkaMs, isGood: true, arrivalMs);
    }
}
