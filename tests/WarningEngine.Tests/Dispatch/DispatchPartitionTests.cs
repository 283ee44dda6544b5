using WarningEngine.Core.Cases;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Dispatch;
using WarningEngine.Core.Events;
using WarningEngine.Testing;

namespace WarningEngine.Tests.Dispatch;

public class DispatchPartitionTests
{
    private const long HourMs = 60 * Some.MinuteMs;

    /// <summary>Half an hour after the time of <see cref="Some.Warning"/> is over.</summary>
    private static readonly Warning Milder = Some.Warning(2) with
    {
        Tier = Tier.P2, EventTimeMs = Some.TimeMs + (90 * Some.MinuteMs), UsefulUntilMs = Some.TimeMs + (25 * HourMs),
    };

    /// <summary>An answer to the former would not reach the new one in scoring, and its call would not be followed.</summary>
    [Fact]
    public void A_new_episode_ends_the_open_case_of_one_that_is_over()
    {
        var next = Some.Warning(2) with { EpisodeId = Some.CaseId + 1, Tier = Tier.P0 };
        var log = new DispatchLog().Warn(Some.Warning()).EndEpisode(Some.CaseId).Warn(next);

        Assert.Equal(["dissuasion.510000.p1 Open 1", "dissuasion.510000.p1 Expired 1", "dissuasion.510000.p0 Open 1"], log.Sent);
        Assert.Equal((next.EpisodeId, CaseState.Open), (log.Only.Id, log.Only.State));
        Assert.Equal([Some.CaseId], log.Forgotten.Select(x => x.Id));

        var end = next.UsefulUntilMs;
        log.OnCall(end + Some.MinuteMs, next.EpisodeId).Time(end);
        Assert.Equal(CaseState.Open, log.Only.State);
    }

    [Fact]
    public void A_second_warning_about_a_person_raises_the_open_case_and_opens_none()
    {
        var log = new DispatchLog().Warn(Some.Warning()).Warn(Some.Warning(2) with { EpisodeId = 78, Tier = Tier.P0 });

        Assert.Equal((Some.CaseId, Tier.P0, 2), (log.Only.Id, log.Only.Tier, log.Only.Revision));
    }

    [Fact]
    public void A_raise_takes_the_entry_out_of_the_old_queue_before_it_stands_in_the_new_one()
    {
        var log = new DispatchLog().Warn(Some.Warning()).Warn(Some.Warning(2) with { Tier = Tier.P0 });

        Assert.Equal(
            ["dissuasion.510000.p1 Open 1", "dissuasion.510000.p1 Superseded 2", "dissuasion.510000.p0 Open 2"], log.Sent);
    }

    [Fact]
    public void A_warning_that_raises_nothing_is_a_revision_in_the_same_queue()
    {
        var log = new DispatchLog().Warn(Some.Warning()).Warn(Some.Warning(2) with { Tier = Tier.P3 });

        Assert.Equal(["dissuasion.510000.p1 Open 1", "dissuasion.510000.p1 Open 2"], log.Sent);
    }

    [Theory]
    [InlineData(510_100, "510000")]
    [InlineData(440_305, "440000")]
    [InlineData(0, "unknown")]
    [InlineData(990_000, "unknown")]
    public void A_region_without_a_queue_of_its_own_is_unknown(int code, string region)
    {
        Assert.Equal(region, new DispatchLog().Warn(Some.Warning() with { Region = code }).Only.Region);
    }

    [Fact]
    public void An_item_seen_before_is_dropped_and_counted()
    {
        var log = new DispatchLog().Warn(Some.Warning()).Again(Some.Warning());

        Assert.Equal((1, 1L), (log.Only.Revision, log.Partition.Dropped));
        Assert.Single(log.Entries);
    }

    [Fact]
    public void No_two_entries_of_a_case_have_the_same_key()
    {
        var log = new DispatchLog().Warn(Some.Warning()).Warn(Some.Warning(2) with { Tier = Tier.P0 })
            .Move(110_000).Warn(Some.Warning(4) with { Tier = Tier.P1 }).Accept(110_000).Move(330_000).Move(440_000).Move(110_000)
            .Answer(DispositionCode.ReachedDissuaded).Warn(Some.Warning(3)).Time(Some.TimeMs + (2 * HourMs));

        Assert.Equal(log.Entries.Count, log.Entries.DistinctBy(x => x.Key).Count());
    }

    [Fact]
    public void Cases_expire_in_the_order_in_which_they_stop_being_useful_then_by_id()
    {
        var log = new DispatchLog();
        foreach (var (person, usefulMinutes, episode) in new[] { (1, 30, 5), (2, 10, 9), (3, 10, 4), (4, 90, 1) })
        {
            log.Warn(Some.Warning() with
            {
                Person = new Token(0, (ulong)person),
                EpisodeId = (UInt128)episode,
                UsefulUntilMs = Some.TimeMs + (usefulMinutes * Some.MinuteMs),
            });
        }

        log.Entries.Clear();
        log.Time(Some.TimeMs + HourMs);

        Assert.Equal([(UInt128)4, 9, 5], log.Entries.Select(x => x.Case.Id));
        Assert.All(log.Entries, x => Assert.Equal((EntryState.Expired, CaseState.Expired), (x.State, x.Case.State)));
        Assert.Equal(CaseState.Open, log.Partition.Cases.Single(x => x.Id == 1).State);
    }

    [Fact]
    public void Nothing_expires_before_the_partition_s_own_time_has_come()
    {
        var log = new DispatchLog().Warn(Some.Warning()).Time(Some.Warning().UsefulUntilMs - 1);
        Assert.Equal(CaseState.Open, log.Only.State);

        log.Time(Some.Warning().UsefulUntilMs);
        Assert.Equal(CaseState.Expired, log.Only.State);
    }

    /// <summary>The call outlasts what its warning is useful for: the entry is said again, half an hour at a time, for a call of which nothing is heard may have ended.</summary>
    [Fact]
    public void While_the_person_is_on_the_phone_a_case_does_not_expire()
    {
        var end = Some.Warning().UsefulUntilMs;
        var log = new DispatchLog().Warn(Some.Warning()).OnCall(end + (50 * Some.MinuteMs), Some.CaseId).Time(end);
        Assert.Equal((CaseState.Open, 2, end + (30 * Some.MinuteMs)), (log.Only.State, log.Only.Revision, log.Only.UsefulUntilMs));
        Assert.Equal(("on_call", "dissuasion.510000.p1 Open 2"), (log.Only.History[^1].What, log.Sent.Last()));

        log.Time(end + (30 * Some.MinuteMs));
        Assert.Equal((CaseState.Open, 3, end + (50 * Some.MinuteMs)), (log.Only.State, log.Only.Revision, log.Only.UsefulUntilMs));

        log.Time(end + (50 * Some.MinuteMs));
        Assert.Equal((CaseState.Expired, "dissuasion.510000.p1 Expired 3"), (log.Only.State, log.Sent.Last()));
    }

    [Fact]
    public void What_is_heard_last_of_a_call_counts_and_only_of_the_case_s_own_episode()
    {
        var end = Some.Warning().UsefulUntilMs;
        var ended = new DispatchLog().Warn(Some.Warning()).OnCall(end + HourMs, Some.CaseId).OnCall(end - Some.MinuteMs, Some.CaseId).Time(end);
        Assert.Equal((CaseState.Expired, 1), (ended.Only.State, ended.Only.Revision));

        Assert.Equal(CaseState.Expired, new DispatchLog().Warn(Some.Warning()).OnCall(end + HourMs, 78).Time(end).Only.State);
        var mild = Some.Warning() with { Tier = Tier.P2 };
        Assert.Equal(CaseState.Expired, new DispatchLog().Warn(mild).OnCall(end + HourMs, Some.CaseId).Time(end).Only.State);
    }

    [Fact]
    public void A_case_that_has_ended_leaves_the_state_and_the_read_model_after_its_term()
    {
        var end = Some.Warning().UsefulUntilMs;
        var log = new DispatchLog().Warn(Some.Warning()).EndEpisode(Some.CaseId).Time(end).Time(end + (72 * HourMs) - 1);
        Assert.Single(log.Partition.Cases);

        log.Time(end + (72 * HourMs));

        Assert.Empty(log.Partition.Cases);
        Assert.Equal(Some.CaseId, Assert.Single(log.Forgotten).Id);
    }

    [Fact]
    public void A_case_is_not_forgotten_while_its_episode_may_warn_again_and_its_keys_are_used_once()
    {
        var end = Some.Warning().UsefulUntilMs;
        var log = new DispatchLog().Warn(Some.Warning()).Time(end).Time(end + (100 * HourMs));
        Assert.Empty(log.Forgotten);

        log.Warn(Some.Warning(2) with { UsefulUntilMs = end + (101 * HourMs) });

        Assert.Equal((Some.CaseId, CaseState.Open, 2), (log.Only.Id, log.Only.State, log.Only.Revision));
        Assert.Equal(log.Entries.Count, log.Entries.Select(x => x.Key).Distinct().Count());
        log.EndEpisode(Some.CaseId).Time(end + (101 * HourMs)).Time(end + (173 * HourMs));
        Assert.Empty(log.Partition.Cases);
    }

    [Fact]
    public void A_new_episode_after_an_ended_case_is_a_new_case_and_the_old_one_leaves_the_read_model()
    {
        var log = new DispatchLog().Warn(Some.Warning()).Answer(DispositionCode.ReachedDissuaded)
            .Warn(Some.Warning(2) with { EpisodeId = 78 });

        Assert.Equal(((UInt128)78, CaseState.Open, 1), (log.Only.Id, log.Only.State, log.Only.Revision));
        Assert.Equal(Some.CaseId, Assert.Single(log.Forgotten).Id);
    }

    [Fact]
    public void What_is_told_after_its_time_brings_nobody_a_case_that_an_agent_has_closed()
    {
        var late = Some.Warning(2) with { Tier = Tier.P0, UsefulUntilMs = Some.TimeMs + Some.MinuteMs };
        var log = new DispatchLog().Warn(Some.Warning()).Answer(DispositionCode.ReachedDissuaded, revision: 1).Time(Some.TimeMs + Some.MinuteMs);
        log.Entries.Clear();

        log.Warn(late).Time(Some.TimeMs + HourMs);

        Assert.Empty(log.Entries);
        Assert.Equal((CaseState.Closed, 2), (log.Only.State, log.Only.Revision));
    }

    [Fact]
    public void What_is_told_after_its_time_wipes_out_no_answer_to_a_case_that_had_expired()
    {
        var end = Some.Warning().UsefulUntilMs;
        var late = Some.Warning(2) with { Tier = Tier.P2, EventTimeMs = Some.TimeMs + Some.MinuteMs, UsefulUntilMs = Some.TimeMs + (30 * Some.MinuteMs) };
        var log = new DispatchLog().Warn(Some.Warning()).Time(end).Answer(DispositionCode.AlreadyLost, revision: 1);
        log.Entries.Clear();

        log.Warn(late).Time(end + Some.MinuteMs);

        Assert.Empty(log.Entries);
        Assert.Equal((CaseState.Expired, DispositionCode.AlreadyLost, 2), (log.Only.State, log.Only.Disposition, log.Only.Revision));
    }

    /// <summary>Progress comes once a second of the clock on the wall: catching up, many minutes of events lie between two.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_milder_warning_after_the_time_of_a_case_is_not_lost_with_it(bool isExpiredBefore)
    {
        var end = Some.Warning().UsefulUntilMs;
        var log = new DispatchLog().Warn(Some.Warning() with { Tier = Tier.P0 });
        if (isExpiredBefore)
        {
            log.Time(end);
        }

        log.Warn(Milder).Time(end + HourMs);

        Assert.Equal(["dissuasion.510000.p0 Open 1", "dissuasion.510000.p0 Expired 1", "dissuasion.510000.p2 Open 2"], log.Sent);
        Assert.Equal((CaseState.Open, Tier.P2, Milder.UsefulUntilMs), (log.Only.State, log.Only.Tier, log.Only.UsefulUntilMs));
        Assert.Equal(["warning", "expired", "reopened"], log.Only.History.Select(x => x.What));
    }

    [Theory]
    [InlineData(Tier.P1, -Some.MinuteMs, true)]
    [InlineData(Tier.P1, 0, true)]
    [InlineData(Tier.P1, Some.MinuteMs, false)]
    [InlineData(Tier.P2, Some.MinuteMs, true)]
    public void A_milder_warning_is_taken_in_while_the_person_is_on_the_phone(Tier tier, long longerMs, bool isOver)
    {
        var log = new DispatchLog().Warn(Some.Warning() with { Tier = tier }).OnCall(Milder.EventTimeMs + longerMs, Some.CaseId)
            .Warn(Milder with { Tier = Tier.P3 });

        Assert.Equal((isOver ? "reopened" : "warning", isOver ? Tier.P3 : tier), (log.Only.History[^1].What, log.Only.Tier));
    }

    /// <summary>Of two sources one may be hours ahead.</summary>
    [Fact]
    public void What_is_told_after_its_time_shortens_no_case_that_a_later_warning_has_opened_again()
    {
        var late = Some.Warning(3) with { Tier = Tier.P0, EventTimeMs = Some.TimeMs + Some.MinuteMs, UsefulUntilMs = Some.TimeMs + HourMs + Some.MinuteMs };
        var log = new DispatchLog().Warn(Some.Warning()).Warn(Milder).Warn(late).Time(Milder.EventTimeMs + HourMs);

        Assert.Equal((CaseState.Open, Tier.P0, Milder.UsefulUntilMs), (log.Only.State, log.Only.Tier, log.Only.UsefulUntilMs));
    }

    [Fact]
    public void A_raise_that_is_told_after_its_time_stands_as_long_as_what_it_raised()
    {
        var late = Some.Warning(2) with { Tier = Tier.P0, UsefulUntilMs = Some.TimeMs + Some.MinuteMs };
        var log = new DispatchLog().Warn(Some.Warning()).Time(Some.TimeMs + (2 * Some.MinuteMs)).Warn(late).Time(Some.Warning().UsefulUntilMs - 1);

        Assert.Equal(["dissuasion.510000.p1 Open 1", "dissuasion.510000.p1 Superseded 2", "dissuasion.510000.p0 Open 2"], log.Sent);
    }

    [Fact]
    public void A_case_that_has_ended_is_not_moved_back_into_a_queue()
    {
        var log = new DispatchLog().Warn(Some.Warning()).Answer(DispositionCode.ReachedDissuaded);
        log.Entries.Clear();

        log.Move(110_105);

        Assert.Empty(log.Entries);
    }
}
