using WarningEngine.Core;
using WarningEngine.Core.Cases;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Events;
using WarningEngine.Testing;

namespace WarningEngine.Tests.Cases;

public class CaseMergingTests
{
    private static readonly Case Opened = CaseMerging.Open(Some.Warning(), "510000", Some.TimeMs);

    [Fact]
    public void A_case_takes_the_episode_as_its_id_and_starts_at_revision_one()
    {
        Assert.Equal((Some.CaseId, 1, CaseState.Open), (Opened.Id, Opened.Revision, Opened.State));
        Assert.Equal(["warning"], Opened.History.Select(x => x.What));
    }

    [Fact]
    public void A_more_urgent_warning_raises_the_tier_and_leads_with_its_own_words()
    {
        var raised = Merge(Some.Warning(2) with { Tier = Tier.P0, ScamType = "M1", Title = new LocalText("正在通话", "On the phone") });

        Assert.Equal((Tier.P0, "M1", "On the phone", 2), (raised.Tier, raised.ScamType, raised.Title.En, raised.RaisedAtRevision));
        Assert.Equal("raised", raised.History[^1].What);
    }

    [Theory]
    [InlineData(Tier.P1)]
    [InlineData(Tier.P2)]
    [InlineData(Tier.P3)]
    public void A_warning_that_is_not_more_urgent_makes_a_revision_and_lowers_nothing(Tier tier)
    {
        var merged = Merge(Some.Warning(2) with { Tier = tier, Stage = Stage.Lure, ScamType = "T01", UsefulUntilMs = Some.TimeMs });

        Assert.Equal((2, Tier.P1, Stage.Control, "T04", 1),
            (merged.Revision, merged.Tier, merged.Stage, merged.ScamType, merged.RaisedAtRevision));
        Assert.Equal(Opened.UsefulUntilMs, merged.UsefulUntilMs);
        Assert.Equal([1, 2], merged.WarningIds);
    }

    [Fact]
    public void The_region_stays_that_in_which_the_case_opened()
    {
        Assert.Equal("510000", Merge(Some.Warning(2) with { Region = 110_100 }).Region);
    }

    [Fact]
    public void The_same_reason_is_said_once_the_newest_first()
    {
        var merged = Merge(Some.Warning(2) with
        {
            Reasons = [.. Some.Warning(2).Reasons, new Reason("reason-1", new LocalText("新", "newer"), Some.TimeMs + 1)],
        });

        Assert.Equal(["reason 2", "newer"], merged.Reasons.Select(x => x.Text.En));
    }

    /// <summary>Two parties of one grade have one code: why the payee is bad would be said by nobody.</summary>
    [Fact]
    public void What_a_warning_says_of_two_parties_of_one_grade_is_said_of_both()
    {
        Reason Of(string words) => new("reputation.High", new LocalText(words, words), Some.TimeMs);
        var before = CaseMerging.Open(Some.Warning() with { Reasons = [Of("listed"), Of("foreign"), .. Some.Warning().Reasons] }, "510000", Some.TimeMs);

        var both = CaseMerging.Merge(before, Some.Warning(2) with { Reasons = [Of("listed"), Of("new"), Of("listed")] }, Some.TimeMs);
        var neither = CaseMerging.Merge(before, Some.Warning(2), Some.TimeMs);

        Assert.Equal(["listed", "new", "reason 1"], both.Reasons.Select(x => x.Text.En));
        Assert.Equal(["reason 2", "listed", "foreign", "reason 1"], neither.Reasons.Select(x => x.Text.En));
    }

    [Fact]
    public void Evidence_is_in_the_order_of_its_events_and_bounded()
    {
        var merged = Opened;
        for (var i = 100; i > 0; i--)
        {
            var at = Some.TimeMs + (i * 61_000);
            merged = CaseMerging.Merge(
                merged, Some.Warning(i) with { Evidence = [Some.Warning().Evidence[0] with { EventTimeMs = at }] }, Some.TimeMs);
        }

        Assert.Equal(Limits.EvidencePerEpisodeMax * 2, merged.Evidence.Count);
        Assert.Equal(merged.Evidence.OrderBy(x => x.EventTimeMs), merged.Evidence);
        Assert.Equal(Some.TimeMs + 6_100_000, merged.Evidence[^1].EventTimeMs);
        Assert.True(merged.WarningIds.Count < 100 && merged.History.Count < 100);
        Assert.Equal(101, merged.Warnings);
    }

    /// <summary>A version before did not count them, and kept the ids of the last 64.</summary>
    [Theory]
    [InlineData(2, 3)]
    [InlineData(63, 64)]
    [InlineData(64, 0)]
    public void What_a_stored_case_does_not_count_is_counted_by_its_warnings_or_not_known(int ids, int next)
    {
        var stored = Opened with { Warnings = 0, WarningIds = [.. Enumerable.Range(1, ids).Select(x => (UInt128)x)] };

        Assert.Equal(next, CaseMerging.Merge(CaseMerging.Counted(stored), Some.Warning(99), Some.TimeMs).Warnings);
        Assert.Equal(70, CaseMerging.Counted(stored with { Warnings = 70 }).Warnings);
    }

    [Fact]
    public void A_call_that_went_on_and_has_ended_is_one_line_of_the_case()
    {
        var ended = Some.Warning().Evidence[0];
        var open = ended with { EventTimeMs = ended.EventTimeMs + 1_000, DurationMs = 0, Detail = "Incoming:International:open" };
        Evidence earlier = ended with { EventTimeMs = ended.EventTimeMs - 61_000 }, other = open with { Other = new Token(5, 99) },
            payment = open with { Kind = LegKind.Money };
        var before = CaseMerging.Open(Some.Warning() with { Evidence = [earlier, open, other, payment] }, "510000", Some.TimeMs);

        Assert.Equal([earlier, ended, other, payment], CaseMerging.Merge(before, Some.Warning(), Some.TimeMs).Evidence);
    }

    [Fact]
    public void Money_at_risk_stays_known_when_a_later_warning_names_none()
    {
        var risk = new MoneyAtRisk(4_980_000, Currency.Cny, "TX1", MoneyPhase.Attempted, new Token(1, 2), PayeeKind.Bank, Some.TimeMs);
        var withMoney = Merge(Some.Warning(2) with { AtRisk = risk });

        Assert.Equal(risk, CaseMerging.Merge(withMoney, Some.Warning(3), Some.TimeMs).AtRisk);
    }

    [Fact]
    public void A_case_that_had_ended_opens_again_as_urgent_as_the_new_warning()
    {
        var ended = Opened with { State = CaseState.Closed, Disposition = DispositionCode.ReachedDissuaded };

        var reopened = CaseMerging.Merge(
            ended, Some.Warning(2) with { Tier = Tier.P2, UsefulUntilMs = Some.TimeMs + 5 }, Some.TimeMs);

        Assert.Equal((CaseState.Open, Tier.P2, DispositionCode.Unknown, 2, Some.TimeMs + 5),
            (reopened.State, reopened.Tier, reopened.Disposition, reopened.RaisedAtRevision, reopened.UsefulUntilMs));
        Assert.Equal("reopened", reopened.History[^1].What);
    }

    /// <summary>A late transfer makes urgent what is useful for hours: it would be sent, and expire a second later.</summary>
    [Fact]
    public void A_raise_whose_own_time_is_over_leaves_the_case_the_time_that_it_has()
    {
        var late = Some.Warning(2) with { Tier = Tier.P0, UsefulUntilMs = Some.TimeMs };

        var raised = Merge(late);

        Assert.Equal((Tier.P0, Opened.UsefulUntilMs, "raised"), (raised.Tier, raised.UsefulUntilMs, raised.History[^1].What));
        Assert.Equal(Some.TimeMs + 1, Merge(late with { UsefulUntilMs = Some.TimeMs + 1 }).UsefulUntilMs);
    }

    [Fact]
    public void What_is_told_after_its_time_opens_nothing_that_an_agent_has_closed()
    {
        var closed = Opened with { State = CaseState.Closed, Disposition = DispositionCode.ReachedDissuaded };
        var late = Some.Warning(2) with { Tier = Tier.P0, UsefulUntilMs = Some.TimeMs };

        var merged = CaseMerging.Merge(closed, late, Some.TimeMs);

        Assert.Equal((CaseState.Closed, Tier.P1, DispositionCode.ReachedDissuaded, 2, 1, "warning"),
            (merged.State, merged.Tier, merged.Disposition, merged.Revision, merged.RaisedAtRevision, merged.History[^1].What));
        Assert.Equal([1, 2], merged.WarningIds);
        Assert.Equal(CaseState.Open, CaseMerging.Merge(closed with { OnCallUntilMs = Some.TimeMs + 1 }, late, Some.TimeMs).State);
    }

    /// <summary>Expired stays what nobody reached in time, and what its agent found out of it afterwards stays known.</summary>
    [Theory]
    [InlineData(DispositionCode.AlreadyLost, CaseState.Expired)]
    [InlineData(DispositionCode.NotReachedBusy, CaseState.Open)]
    [InlineData(DispositionCode.Unknown, CaseState.Open)]
    public void What_is_told_after_its_time_opens_no_expired_case_that_an_agent_has_answered(DispositionCode answered, CaseState state)
    {
        var expired = Opened with { State = CaseState.Expired, Disposition = answered };

        var merged = CaseMerging.Merge(expired, Some.Warning(2) with { UsefulUntilMs = Some.TimeMs }, Some.TimeMs);

        Assert.Equal((state, state == CaseState.Open ? DispositionCode.Unknown : answered), (merged.State, merged.Disposition));
        Assert.Equal(CaseState.Open, CaseMerging.Merge(expired, Some.Warning(2), Some.TimeMs).State);
    }

    [Fact]
    public void How_old_somebody_is_may_be_told_later_and_is_not_forgotten()
    {
        var unknown = Opened with { AgeBand = AgeBand.Unknown };

        Assert.Equal(AgeBand.Elderly, CaseMerging.Merge(unknown, Some.Warning(2), Some.TimeMs).AgeBand);
        Assert.Equal(AgeBand.Minor, Merge(Some.Warning(2) with { AgeBand = AgeBand.Minor }).AgeBand);
        Assert.Equal(AgeBand.Elderly, Merge(Some.Warning(2) with { AgeBand = AgeBand.Unknown }).AgeBand);
    }

    private static Case Merge(Warning warning) => CaseMerging.Merge(Opened, warning, Some.TimeMs);
}
