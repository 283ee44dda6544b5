using WarningEngine.Core.Cases;
using WarningEngine.Core.Dispatch;
using WarningEngine.Core.Events;
using WarningEngine.Testing;

namespace WarningEngine.Tests.Dispatch;

/// <summary>A case goes to another region in two phases: offered, then accepted, or back.</summary>
public class HandOverTests
{
    private const int Beijing = 110_105;
    private const int Zhejiang = 330_100;
    private const long P1TermMs = 5 * Some.MinuteMs;

    [Fact]
    public void An_offer_stands_in_the_other_region_and_the_case_stays_where_it_is()
    {
        var log = new DispatchLog().Warn(Some.Warning()).Move(Beijing);

        Assert.Equal(
            ["dissuasion.510000.p1 Open 1", "dissuasion.510000.p1 Open 2", "dissuasion.110000.p1 Offered 2"], log.Sent);
        Assert.Equal("510000", log.Only.Region);
        Assert.Equal(new Offer(new QueuePlace("110000", Tier.P1), Some.TimeMs + P1TermMs), log.Only.Offer);
        Assert.Equal("510000", log.Entries[^1].Owner);
        Assert.Equal(new CaseLine(Some.TimeMs, "offered", "110000"), log.Only.History[^1]);
    }

    [Theory]
    [InlineData(Beijing)]
    [InlineData(0)]
    public void Accepting_takes_it_out_of_one_queue_and_into_the_other(int region)
    {
        var log = new DispatchLog().Warn(Some.Warning()).Move(Beijing);
        log.Entries.Clear();

        log.Accept(region).Warn(Some.Warning(2));

        Assert.Equal(
            ["dissuasion.510000.p1 Superseded 3", "dissuasion.110000.p1 Open 3", "dissuasion.110000.p1 Open 4"], log.Sent);
        Assert.Equal(("110000", null, null), (log.Only.Region, log.Only.Offer, log.Only.ReturnedFrom));
        Assert.Contains(new CaseLine(Some.TimeMs, "accepted", "110000"), log.Only.History);
    }

    [Fact]
    public void An_offer_that_nobody_accepts_returns_in_time_and_a_supervisor_sees_it()
    {
        var log = new DispatchLog().Warn(Some.Warning() with { Tier = Tier.P0 }).Move(Beijing).Time(Some.TimeMs + 59_999);
        Assert.NotNull(log.Only.Offer);
        log.Entries.Clear();

        log.Time(Some.TimeMs + 60_000);

        Assert.Equal(["dissuasion.510000.p0 Open 3", "dissuasion.110000.p0 Withdrawn 3"], log.Sent);
        Assert.Equal(("510000", null, "110000"), (log.Only.Region, log.Only.Offer, log.Only.ReturnedFrom));
        Assert.Equal("110000", log.Entries[0].Case.ReturnedFrom);
        Assert.Equal(new CaseLine(Some.TimeMs + 60_000, "returned", "110000"), log.Only.History[^1]);
    }

    [Fact]
    public void A_term_begins_at_the_partitions_time_and_is_configured()
    {
        var options = DispatchOptions.Default with { AcceptWithinMs = 7_000 };
        var log = new DispatchLog(new DispatchPartition(options)).Warn(Some.Warning()).Time(Some.TimeMs + Some.MinuteMs).Move(Beijing);

        Assert.Equal(Some.TimeMs + Some.MinuteMs + 7_000, log.Only.Offer!.UntilMs);
    }

    [Theory]
    [InlineData(Beijing)]
    [InlineData(0)]
    public void A_late_acceptance_is_outdated_and_changes_nothing_else(int region)
    {
        var log = new DispatchLog().Warn(Some.Warning()).Move(Beijing).Time(Some.TimeMs + P1TermMs);
        log.Entries.Clear();

        log.Accept(region);

        Assert.Empty(log.Entries);
        Assert.Equal(("510000", 3, "110000"), (log.Only.Region, log.Only.Revision, log.Only.ReturnedFrom));
        Assert.Equal(new CaseLine(Some.TimeMs, "outdated", "110000"), log.Only.History[^1]);
    }

    [Fact]
    public void Whoever_was_not_asked_accepts_nothing()
    {
        var log = new DispatchLog().Warn(Some.Warning()).Move(Beijing).Accept(Zhejiang);

        Assert.Equal(("510000", "110000"), (log.Only.Region, log.Only.Offer!.To.Region));
        Assert.Equal("outdated", log.Only.History[^1].What);
    }

    [Fact]
    public void Where_nobody_was_asked_nobody_accepts_anything()
    {
        var log = new DispatchLog().Warn(Some.Warning() with { Region = 0 }).Accept(0);

        Assert.Equal((1, "unknown", "outdated"), (log.Only.Revision, log.Only.Region, log.Only.History[^1].What));
    }

    [Theory]
    [InlineData(Beijing)]
    [InlineData(0)]
    public void What_is_said_twice_changes_nothing(int region)
    {
        var log = new DispatchLog().Warn(Some.Warning()).Move(Beijing).Time(Some.TimeMs + Some.MinuteMs).Move(Beijing);
        Assert.Equal((3, Some.TimeMs + P1TermMs), (log.Entries.Count, log.Only.Offer!.UntilMs));

        var revision = log.Accept(region).Only.Revision;
        var history = log.Only.History.Count;
        log.Accept(region).Move(Beijing);

        Assert.Equal((revision, history), (log.Only.Revision, log.Only.History.Count));
    }

    [Fact]
    public void Another_region_may_be_asked_instead_and_the_first_one_is_told()
    {
        var log = new DispatchLog().Warn(Some.Warning()).Move(Beijing);
        log.Entries.Clear();

        log.Move(Zhejiang);

        Assert.Equal(
            ["dissuasion.510000.p1 Open 3", "dissuasion.330000.p1 Offered 3", "dissuasion.110000.p1 Withdrawn 3"], log.Sent);
        Assert.Equal("outdated", log.Accept(Beijing).Only.History[^1].What);
        Assert.Equal("330000", log.Accept(Zhejiang).Only.Region);
    }

    [Fact]
    public void Its_own_region_may_keep_it_after_all()
    {
        var log = new DispatchLog().Warn(Some.Warning()).Move(Beijing);
        log.Entries.Clear();

        log.Move(510_100);

        Assert.Equal(["dissuasion.510000.p1 Open 3", "dissuasion.110000.p1 Withdrawn 3"], log.Sent);
        Assert.Equal((null, null, "withdrawn"), (log.Only.Offer, log.Only.ReturnedFrom, log.Only.History[^1].What));
    }

    [Fact]
    public void Who_is_asked_sees_what_happens_meanwhile()
    {
        var log = new DispatchLog().Warn(Some.Warning()).Move(Beijing);
        log.Entries.Clear();

        log.Warn(Some.Warning(2)).Warn(Some.Warning(3) with { Tier = Tier.P0 });

        Assert.Equal(
            [
                "dissuasion.510000.p1 Open 3", "dissuasion.110000.p1 Offered 3",
                "dissuasion.510000.p1 Superseded 4", "dissuasion.510000.p0 Open 4",
                "dissuasion.110000.p1 Withdrawn 4", "dissuasion.110000.p0 Offered 4",
            ],
            log.Sent);
        Assert.Equal("dissuasion.110000.p0 Open 5", log.Accept(Beijing).Sent.Last());
    }

    [Fact]
    public void What_becomes_P0_is_not_waited_for_longer_than_a_P0()
    {
        var log = new DispatchLog().Warn(Some.Warning()).Move(Beijing).Warn(Some.Warning(2) with { Tier = Tier.P0 });

        Assert.Equal(Some.TimeMs + 60_000, log.Only.Offer!.UntilMs);
    }

    [Fact]
    public void An_end_is_told_to_both()
    {
        var closed = new DispatchLog().Warn(Some.Warning()).Move(Beijing).Answer(DispositionCode.ReachedDissuaded, revision: 1);
        Assert.Equal(["dissuasion.510000.p1 Closed 3", "dissuasion.110000.p1 Withdrawn 3"], closed.Sent.TakeLast(2));
        Assert.Null(closed.Only.Offer);

        var end = Some.Warning() with { UsefulUntilMs = Some.TimeMs + 30_000 };
        var expired = new DispatchLog().Warn(end).Move(Beijing).Time(Some.TimeMs + P1TermMs);
        Assert.Equal(["dissuasion.510000.p1 Expired 3", "dissuasion.110000.p1 Withdrawn 3"], expired.Sent.TakeLast(2));
    }

    [Fact]
    public void What_comes_due_together_happens_in_its_order()
    {
        var log = new DispatchLog().Warn(Some.Warning()).Move(Beijing).Time(Some.Warning().UsefulUntilMs);

        Assert.Equal(
            ["dissuasion.510000.p1 Open 3", "dissuasion.110000.p1 Withdrawn 3", "dissuasion.510000.p1 Expired 3"], log.Sent.TakeLast(3));
    }

    [Fact]
    public void An_offer_returns_before_what_is_new_of_the_case_is_held()
    {
        var log = new DispatchLog().Warn(Some.Warning()).Move(Beijing).Order(new CommandFacts { Kind = CommandKind.SetMode, Mode = DispatchMode.Hold });
        log.Entries.Clear();

        log.Warn(Some.Warning(2) with { Tier = Tier.P0 });

        Assert.Equal(["dissuasion.510000.p1 Open 3", "dissuasion.110000.p1 Withdrawn 3"], log.Sent);
        Assert.Equal((true, null, "110000"), (log.Only.Held, log.Only.Offer, log.Only.ReturnedFrom));
    }

    [Fact]
    public void What_is_in_no_queue_moves_at_once()
    {
        var log = new DispatchLog(DispatchMode.Hold).Warn(Some.Warning()).Move(Beijing);
        Assert.Equal(("110000", null), (log.Only.Region, log.Only.Offer));
        Assert.Empty(log.Entries);

        log.Order(new CommandFacts { Kind = CommandKind.Release });

        Assert.Equal(["dissuasion.110000.p1 Open 3"], log.Sent);
    }

    [Fact]
    public void A_supervisor_who_offers_it_again_has_seen_it()
    {
        var log = new DispatchLog().Warn(Some.Warning()).Move(Beijing).Time(Some.TimeMs + P1TermMs).Move(Zhejiang);

        Assert.Null(log.Only.ReturnedFrom);
    }
}
