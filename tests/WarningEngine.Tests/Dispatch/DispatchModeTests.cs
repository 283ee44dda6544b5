using WarningEngine.Core.Cases;
using WarningEngine.Core.Events;
using WarningEngine.Testing;

namespace WarningEngine.Tests.Dispatch;

public class DispatchModeTests
{
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
    public void A_case_that_ends_in_shadow_and_comes_back_elsewhere_supersedes_the_entry_that_stands()
    {
        var log = new DispatchLog().Warn(Some.Warning()).Order(Mode(DispatchMode.Shadow)).Time(Some.Warning().UsefulUntilMs);
        Assert.Equal(CaseState.Expired, log.Only.State);

        log.Order(Mode(DispatchMode.Live)).Warn(Some.Warning(2) with { Tier = Tier.P0 });

        Assert.Equal("dissuasion.510000.p1 Superseded", string.Join(' ', log.Sent.ElementAt(1).Split(' ')[..2]));
        Assert.Equal("dissuasion.510000.p0 Open", string.Join(' ', log.Sent.ElementAt(2).Split(' ')[..2]));
    }

    private static CommandFacts Mode(DispatchMode mode) => new() { Kind = CommandKind.SetMode, Mode = mode };
}
