using WarningEngine.Core.Cases;
using WarningEngine.Core.Dispatch;
using WarningEngine.Core.Events;
using WarningEngine.Testing;

namespace WarningEngine.Tests.Dispatch;

public class DispositionTests
{
    public static TheoryData<DispositionCode> Closing =>
    [
        DispositionCode.ReachedDissuaded, DispositionCode.ReachedNotRelevant, DispositionCode.AlreadyLost, DispositionCode.Duplicate,
        DispositionCode.FalsePositiveConfirmed, DispositionCode.VisitDissuaded, DispositionCode.Unlocatable,
    ];

    public static TheoryData<DispositionCode> NotClosing =>
        [.. Enum.GetValues<DispositionCode>().Where(x => Closing.All(closing => closing.Data != x))];

    [Theory]
    [MemberData(nameof(Closing))]
    public void A_finding_that_ends_the_matter_closes_the_case(DispositionCode code)
    {
        var log = new DispatchLog().Warn(Some.Warning()).Answer(code, revision: 1, caseId: Some.CaseId);

        Assert.Equal((CaseState.Closed, code), (log.Only.State, log.Only.Disposition));
        Assert.Equal("dissuasion.510000.p1 Closed 1", log.Sent.Last());
    }

    [Theory]
    [MemberData(nameof(NotClosing))]
    public void Not_being_reached_a_denial_or_somebody_else_closes_nothing(DispositionCode code)
    {
        var log = new DispatchLog().Warn(Some.Warning()).Answer(code, revision: 1, caseId: Some.CaseId);

        Assert.Equal((CaseState.Open, code), (log.Only.State, log.Only.Disposition));
        Assert.Single(log.Entries);
    }

    [Fact]
    public void An_answer_to_a_revision_before_the_tier_rose_is_recorded_and_closes_nothing()
    {
        var log = new DispatchLog().Warn(Some.Warning()).Warn(Some.Warning(2) with { Tier = Tier.P0 })
            .Answer(DispositionCode.ReachedDissuaded, revision: 1, caseId: Some.CaseId);

        Assert.Equal((CaseState.Open, DispositionCode.Unknown), (log.Only.State, log.Only.Disposition));
        Assert.Equal(new CaseLine(Some.TimeMs, "outdated", "ReachedDissuaded"), log.Only.History[^1]);
    }

    [Fact]
    public void An_answer_to_the_raised_revision_closes_it()
    {
        var log = new DispatchLog().Warn(Some.Warning()).Warn(Some.Warning(2) with { Tier = Tier.P0 })
            .Answer(DispositionCode.ReachedDissuaded, revision: 2, caseId: Some.CaseId);

        Assert.Equal(CaseState.Closed, log.Only.State);
        Assert.Equal("dissuasion.510000.p0 Closed 2", log.Sent.Last());
    }

    [Fact]
    public void A_later_warning_that_raises_nothing_does_not_outdate_an_answer()
    {
        var log = new DispatchLog().Warn(Some.Warning()).Warn(Some.Warning(2) with { Tier = Tier.P2 })
            .Answer(DispositionCode.ReachedDissuaded, revision: 1, caseId: Some.CaseId);

        Assert.Equal(CaseState.Closed, log.Only.State);
    }

    [Fact]
    public void An_answer_to_what_was_before_a_case_opened_again_does_not_close_it()
    {
        var log = new DispatchLog().Warn(Some.Warning()).Answer(DispositionCode.ReachedDissuaded, revision: 1)
            .Warn(Some.Warning(2)).Answer(DispositionCode.ReachedNotRelevant, revision: 1);

        Assert.Equal(CaseState.Open, log.Only.State);
    }

    [Fact]
    public void An_answer_to_another_case_is_recorded_and_changes_nothing_else()
    {
        var log = new DispatchLog().Warn(Some.Warning()).Answer(DispositionCode.ReachedDenies, caseId: 5);

        Assert.Equal((CaseState.Open, DispositionCode.Unknown, false), (log.Only.State, log.Only.Disposition, log.Only.Watched));
        Assert.Equal(new CaseLine(Some.TimeMs, "other_case", "ReachedDenies"), log.Only.History[^1]);
    }

    /// <summary>Agents upload in the evening what they found in the morning.</summary>
    [Fact]
    public void An_answer_that_names_no_case_and_was_given_before_this_one_is_recorded_and_changes_nothing_else()
    {
        var log = new DispatchLog().Warn(Some.Warning()).Answer(DispositionCode.ReachedDissuaded, givenMs: Some.TimeMs - 1);

        Assert.Equal((CaseState.Open, DispositionCode.Unknown), (log.Only.State, log.Only.Disposition));
        Assert.Equal(new CaseLine(Some.TimeMs, "other_case", "ReachedDissuaded"), log.Only.History[^1]);
        Assert.Equal(CaseState.Closed, log.Answer(DispositionCode.ReachedDissuaded, givenMs: Some.TimeMs).Only.State);
    }

    [Theory]
    [MemberData(nameof(NotClosing))]
    public void What_closes_nothing_takes_the_place_of_no_finding_that_closed_the_case(DispositionCode code)
    {
        var log = new DispatchLog().Warn(Some.Warning()).Answer(DispositionCode.ReachedDissuaded, revision: 1).Answer(code, revision: 1);

        Assert.Equal((CaseState.Closed, DispositionCode.ReachedDissuaded), (log.Only.State, log.Only.Disposition));
        Assert.Equal(new CaseLine(Some.TimeMs, "disposition", $"{code}"), log.Only.History[^1]);
    }

    [Fact]
    public void A_later_finding_that_closes_corrects_the_one_before()
    {
        var log = new DispatchLog().Warn(Some.Warning()).Answer(DispositionCode.ReachedDissuaded, revision: 1)
            .Answer(DispositionCode.AlreadyLost, revision: 1);

        Assert.Equal((CaseState.Closed, DispositionCode.AlreadyLost), (log.Only.State, log.Only.Disposition));
    }

    [Fact]
    public void A_denial_opens_a_watch_and_the_next_money_raises_the_case()
    {
        var log = new DispatchLog().Warn(Some.Warning()).Answer(DispositionCode.ReachedDenies, revision: 1)
            .Warn(Some.Warning(2) with { Tier = Tier.P0, Stage = Stage.Transfer });

        Assert.Equal((true, Tier.P0, CaseState.Open), (log.Only.Watched, log.Only.Tier, log.Only.State));
        Assert.Equal((EntryState.Open, Tier.P0), (log.Entries[^1].State, log.Entries[^1].Tier));
    }

    [Fact]
    public void A_warning_after_a_person_was_dissuaded_opens_the_case_again()
    {
        var log = new DispatchLog().Warn(Some.Warning() with { Tier = Tier.P0 }).Answer(DispositionCode.ReachedDissuaded, revision: 1)
            .Warn(Some.Warning(2));

        Assert.Equal((Some.CaseId, CaseState.Open, Tier.P1), (log.Only.Id, log.Only.State, log.Only.Tier));
        Assert.Equal(["dissuasion.510000.p0 Closed 1", "dissuasion.510000.p1 Open 2"], log.Sent.Skip(1));
    }

    [Fact]
    public void An_answer_about_somebody_without_a_case_changes_nothing()
    {
        Assert.Empty(new DispatchLog().Answer(DispositionCode.ReachedDissuaded).Changes);
    }
}
