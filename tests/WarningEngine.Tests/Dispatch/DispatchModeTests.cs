using WarningEngine.Core.Cases;
using WarningEngine.Core.Events;
using WarningEngine.Testing;

namespace WarningEngine.Tests.Dispatch;

public class DispatchModeTests
{
    private const long HourMs = 60 * Some.MinuteMs;

    private static readonly CommandFacts Release = new() { Kind = CommandKind.Release };

    [Fact]
    public void Hold_keeps_entries_until_they_are_released()
    {
        var log = new DispatchLog(DispatchMode.Hold).Warn(Some.Warning());
        Assert.Empty(log.Entries);
        Assert.Equal([(Tier.P1, DispatchMode.Hold)], log.KeptBack);
        Assert.True(log.Only.Held);

        log.Order(Release);

        Assert.Equal(["dissuasion.510000.p1 Open 2"], log.Sent);
        Assert.False(log.Only.Held);
    }

    [Fact]
    public void A_raise_that_hold_kept_back_supersedes_the_old_entry_when_it_is_released()
    {
        var log = new DispatchLog().Warn(Some.Warning()).Order(Mode(DispatchMode.Hold)).Warn(Some.Warning(2) with { Tier = Tier.P0 });
        Assert.Single(log.Entries);

        log.Order(Release);

        Assert.Equal(["dissuasion.510000.p1 Superseded 3", "dissuasion.510000.p0 Open 3"], log.Sent.Skip(1));
    }

    [Fact]
    public void A_release_that_names_a_case_or_a_person_releases_nobody_else()
    {
        var other = new Token(7, 7);
        var log = new DispatchLog(DispatchMode.Hold).Warn(Some.Warning()).Warn(Some.Warning(2) with { Person = other, EpisodeId = 88 });

        log.Order(Release with { CaseId = 88 });
        Assert.Equal([(UInt128)88], log.Entries.Select(x => x.Case.Id));

        log.Order(Release, Some.Person);
        Assert.Equal([(UInt128)88, Some.CaseId], log.Entries.Select(x => x.Case.Id));
    }

    [Fact]
    public void What_ended_while_it_was_held_is_not_released()
    {
        var log = new DispatchLog(DispatchMode.Hold).Warn(Some.Warning()).Time(Some.Warning().UsefulUntilMs).Order(Release);

        Assert.Empty(log.Entries);
        Assert.Equal(CaseState.Expired, log.Only.State);
    }

    [Fact]
    public void An_end_is_told_where_the_entry_stands_also_while_a_raise_is_held()
    {
        var log = new DispatchLog().Warn(Some.Warning()).Order(Mode(DispatchMode.Hold)).Warn(Some.Warning(2) with { Tier = Tier.P0 })
            .Answer(DispositionCode.ReachedDissuaded, revision: 2);

        Assert.Equal("dissuasion.510000.p1 Closed 2", log.Sent.Last());
    }

    [Fact]
    public void Going_live_again_leaves_what_is_held_to_the_operator()
    {
        var log = new DispatchLog(DispatchMode.Hold).Warn(Some.Warning()).Order(Mode(DispatchMode.Live)).Warn(Some.Warning(2));
        Assert.Empty(log.Entries);

        log.Order(Release);

        Assert.Equal(["dissuasion.510000.p1 Open 3"], log.Sent);
    }

    [Fact]
    public void Shadow_makes_cases_and_sends_nothing_but_counts()
    {
        var log = new DispatchLog(DispatchMode.Shadow).Warn(Some.Warning()).Warn(Some.Warning(2) with { Tier = Tier.P0 })
            .Order(Release).Time(Some.Warning().UsefulUntilMs);

        Assert.Empty(log.Entries);
        Assert.Equal([(Tier.P1, DispatchMode.Shadow), (Tier.P0, DispatchMode.Shadow)], log.KeptBack);
        Assert.Equal((2, Tier.P0, CaseState.Expired), (log.Only.Revision, log.Only.Tier, log.Only.State));
    }

    /// <summary>Nothing is said in shadow, so the entry goes on standing; who reads the queue must hear of it once somebody speaks again.</summary>
    [Fact]
    public void A_case_that_ends_in_shadow_and_comes_back_in_it_supersedes_the_entry_that_stands()
    {
        var log = new DispatchLog().Warn(Some.Warning()).Order(Mode(DispatchMode.Shadow)).Time(Some.Warning().UsefulUntilMs);
        Assert.Equal(CaseState.Expired, log.Only.State);

        log.Warn(Some.Warning(2) with { Tier = Tier.P0 }).Order(Mode(DispatchMode.Live)).Warn(Some.Warning(3));

        Assert.Equal(["dissuasion.510000.p1 Superseded 3", "dissuasion.510000.p0 Open 3"], log.Sent.Skip(1));
    }

    /// <summary>Who reads a queue would call somebody whose case is over, and nobody would ever take the entry out.</summary>
    [Theory]
    [InlineData(DispatchMode.Live)]
    [InlineData(DispatchMode.Hold)]
    public void What_has_ended_in_shadow_is_told_where_its_entry_stands_when_something_is_said_again(DispatchMode mode)
    {
        var end = Some.Warning().UsefulUntilMs;
        var expired = new DispatchLog().Warn(Some.Warning()).Order(Mode(DispatchMode.Shadow)).Time(end);
        var closed = new DispatchLog().Warn(Some.Warning()).Order(Mode(DispatchMode.Shadow)).Answer(DispositionCode.ReachedDissuaded, revision: 1);
        Assert.Equal((1, 1), (expired.Entries.Count, closed.Entries.Count));

        Assert.Equal(["dissuasion.510000.p1 Expired 1"], expired.Order(Mode(mode)).Sent.Skip(1));
        Assert.Equal(["dissuasion.510000.p1 Closed 1"], closed.Order(Mode(mode)).Sent.Skip(1));

        Assert.Equal(2, expired.Order(Mode(mode)).Answer(DispositionCode.ReachedDissuaded, revision: 1).EndEpisode(Some.CaseId).Time(end + (73 * HourMs)).Entries.Count);
        Assert.Empty(expired.Partition.Cases);
    }

    [Fact]
    public void What_is_forgotten_in_shadow_is_told_where_its_entry_stands_for_nobody_could_later()
    {
        var end = Some.Warning().UsefulUntilMs;
        var log = new DispatchLog().Warn(Some.Warning()).Order(Mode(DispatchMode.Shadow)).EndEpisode(Some.CaseId).Time(end);
        Assert.Single(log.Entries);
        Assert.Equal(["dissuasion.510000.p1 Expired 1"], log.Time(end + (72 * HourMs)).Sent.Skip(1));

        var next = new DispatchLog().Warn(Some.Warning()).Order(Mode(DispatchMode.Shadow)).EndEpisode(Some.CaseId)
            .Warn(Some.Warning(2) with { EpisodeId = 88 });
        Assert.Equal(["dissuasion.510000.p1 Expired 1"], next.Sent.Skip(1));
        Assert.Equal(((UInt128)88, null), (next.Only.Id, next.Only.Sent));
    }

    [Fact]
    public void Offers_return_before_nothing_is_said_any_more()
    {
        var log = new DispatchLog().Warn(Some.Warning()).Move(110_105);
        log.Entries.Clear();

        log.Order(Mode(DispatchMode.Shadow)).Order(Mode(DispatchMode.Shadow)).Time(Some.TimeMs + (6 * Some.MinuteMs));

        Assert.Equal(["dissuasion.510000.p1 Open 3", "dissuasion.110000.p1 Withdrawn 3"], log.Sent);
        Assert.Equal(("510000", null, "110000"), (log.Only.Region, log.Only.Offer, log.Only.ReturnedFrom));
    }

    [Fact]
    public void A_release_in_shadow_sends_nothing_and_lets_nothing_go()
    {
        var log = new DispatchLog(DispatchMode.Hold).Warn(Some.Warning() with { Tier = Tier.P0 }).Order(Mode(DispatchMode.Shadow)).Order(Release);
        Assert.Empty(log.Entries);
        Assert.True(log.Only.Held);

        log.Order(Mode(DispatchMode.Live)).Order(Release);

        Assert.Equal(["dissuasion.510000.p0 Open 2"], log.Sent);
    }

    private static CommandFacts Mode(DispatchMode mode) => new() { Kind = CommandKind.SetMode, Mode = mode };
}
