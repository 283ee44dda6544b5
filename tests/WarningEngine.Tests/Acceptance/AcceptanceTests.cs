using WarningEngine.Core.Cases;
using WarningEngine.Core.Events;

namespace WarningEngine.Tests.Acceptance;

/// <summary>Documented cases, each as it was reported: what the engine must say, by when, and what must not close the matter.</summary>
public sealed class AcceptanceTests
{
    /// <summary>An insurance that "must be cancelled": the line is busy, the husband is reached; stopped within fifty minutes.</summary>
    [Fact]
    public void A_busy_line_is_no_end_and_the_case_is_urgent_while_the_call_goes_on()
    {
        var run = Scenario.Run(
            "balance 100000 CNY",
            "at 10:30 call in, first contact, from international, 50m",
            "at 10:40 sms otp, from bank1", "at 10:41 sms otp, from bank1", "at 10:42 sms otp, from wallet",
            "at 10:44 raise limit",
            "at 10:50 finding not_reached_busy",
            "at 10:52 transfer 30000 CNY, new payee, rejected",
            "at 11:05 finding relative_contacted");

        Assert.True(run.UrgentBefore(1, 10, 46) <= Tier.P1);
        Assert.Equal(Tier.P0, run.UrgentBefore(1, 10, 53));
        Assert.Equal(CaseState.Open, run.CaseAt(1, 11, 10)!.State);
        Assert.Equal(DispositionCode.RelativeContacted, run.CaseAt(1, 11, 10)!.Disposition);
    }

    /// <summary>A marketplace sends the money of a cancelled purchase back: whether its bank names its number too is nothing that patterns should hear of.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("+8613511112222")]
    public void Who_was_paid_is_known_again_when_the_money_comes_back(string payerNumber)
    {
        var run = Scenario.RunWithoutModel(
            record =>
            {
                if (record is TransferRecord { DebtorNumber.Length: 0 } transfer)
                {
                    transfer.DebtorNumber = payerNumber;
                }
            },
            "",
            "at 11:00 transfer 300 CNY, payee shop", "at 16:00 receive 300 CNY, payer shop", "day 2 at 09:00 transfer 3000 CNY, payee landlord");

        Assert.Empty(run.Warnings);
    }

    [Fact]
    public void Calls_that_are_rejected_again_and_again_close_nothing()
    {
        var run = Scenario.Run(
            "balance 100000 CNY",
            "at 09:00 call in, first contact, from irregular, 90m", "at 10:00 consolidate 80000 CNY",
            "at 10:05 finding rejected", "at 10:10 finding rejected", "at 10:15 finding rejected", "at 11:00 finding visit_dissuaded");

        Assert.True(run.UrgentBefore(1, 10, 2) <= Tier.P1);
        Assert.Equal(CaseState.Open, run.CaseAt(1, 10, 30)!.State);
        Assert.Equal(CaseState.Closed, run.CaseAt(1, 11, 5)!.State);
    }

    /// <summary>The phone had been set to forward: a man answered, her "husband", and said that all was fine.</summary>
    [Theory]
    [InlineData("forwarded_suspect")]
    [InlineData("third_party_answered_unverified")]
    public void Whoever_answers_for_the_person_does_not_close_it(string finding)
    {
        var run = Scenario.Run(
            "balance 60000 CNY",
            "at 09:00 call in, first contact, from international, 70m", "at 09:30 registry forwarding_set", "at 09:50 raise limit",
            $"at 10:00 finding {finding}", "at 10:20 transfer 22900 CNY, new payee");

        Assert.Equal(CaseState.Open, run.CaseAt(1, 10, 10)!.State);
        Assert.Equal(Tier.P0, run.CaseAt(1, 10, 25)!.Tier);
    }

    /// <summary>Thirteen calls and eleven visits, all denied; then the app asked for a payment to unfreeze.</summary>
    [Fact]
    public void After_a_denial_the_watch_stays_and_the_next_payment_raises_it()
    {
        string[] lines =
        [
            "at 20:00 transfer 500 CNY, payee a",
            "day 3 at 21:00 transfer 2000 CNY, payee b", "day 5 at 12:00 receive 700 CNY, payer x",
            "day 8 at 20:10 transfer 6000 CNY, payee c", "day 8 at 21:00 finding reached_denies",
            "day 9 at 09:00 finding reached_denies", "day 10 at 10:00 transfer 30000 CNY, payee d",
        ];
        var run = Scenario.RunWithoutModel("balance 300000 CNY, usual amount 800 CNY", lines);

        Assert.True(run.CaseAt(8, 22, 0)!.Watched);
        Assert.Equal(CaseState.Open, run.CaseAt(8, 22, 0)!.State);
        Assert.Equal(Tier.P0, run.UrgentBefore(10, 10, 1));

        // The model holds all of it to be unlikely, but has no say once somebody has denied.
        Assert.True(Scenario.Run("balance 300000 CNY, usual amount 800 CNY", lines).UrgentBefore(10, 10, 1) <= Tier.P1);
    }

    /// <summary>On the phone from the morning until after nine in the evening; a protective stop saved 850,000.</summary>
    [Fact]
    public void Twelve_hours_on_the_phone_are_urgent_long_before_money_moves()
    {
        var run = Scenario.Run(
            "elderly, balance 850000 CNY",
            "at 09:00 call in, first contact, number police, 3h", "at 12:10 call in, first contact, number police, 3h",
            "at 15:30 call in, first contact, number police, 3h", "at 16:00 break deposit 400000 CNY",
            "at 18:40 call in, first contact, number police, 3h");

        Assert.True(run.UrgentBefore(1, 16, 2) <= Tier.P1);
        Assert.Equal(CaseState.Open, run.CaseAt(1, 22, 0)!.State);
    }

    /// <summary>Paid early in a call of three hours, and no pattern takes a further step: the warning is useful for an hour, the caller goes on.</summary>
    [Theory]
    [InlineData("at 10:00 call in, first contact, number caller, 3h", 12, 55)]
    [InlineData("at 10:00 call in, first contact, number caller, 15m", 11, 0)]
    public void A_case_stays_useful_for_as_long_as_the_caller_is_on_the_phone(string call, int openAtHour, int openAtMinute)
    {
        var run = Scenario.Run(
            "balance 60000 CNY, usual amount 800 CNY",
            call, "at 10:10 transfer 20000 CNY, new payee",
            "at 11:05 sms personal, from friend", "at 11:20 sms personal, from friend", "at 13:20 sms personal, from friend", "at 16:00 sms personal, from friend");

        Assert.True(run.UrgentBefore(1, 10, 12) <= Tier.P1);
        Assert.Equal(CaseState.Open, run.CaseAt(1, openAtHour, openAtMinute)!.State);
        Assert.DoesNotContain(run.Changes, x => x.Case.State == CaseState.Expired && x.AtMs < run.Changes[0].AtMs + (((openAtHour * 60) + openAtMinute - 610) * 60_000L));
        Assert.Equal(CaseState.Expired, run.Changes[^1].Case.State);
    }

    [Fact]
    public void A_rebate_then_three_hundred_times_as_much()
    {
        var run = Scenario.Run(
            "young, balance 40000 CNY, usual amount 300 CNY",
            "at 19:00 transfer 100 CNY, payee a", "at 19:20 receive 110 CNY, payer b", "at 19:40 transfer 100 CNY, payee c",
            "at 20:00 receive 110 CNY, payer d", "day 2 at 10:00 transfer 30000 CNY, payee e");

        Assert.True(run.UrgentBefore(1, 20, 5) <= Tier.P1);
        Assert.Equal("T01", run.Warnings[^1].Warning.LikelyTypes[0].ScamType);
    }

    [Fact]
    public void Two_loans_and_all_of_it_leaves()
    {
        var run = Scenario.Run(
            "young, balance 2000 CNY",
            "at 11:00 call in, first contact, 2h", "at 11:30 loan 30000 CNY, lender a", "at 12:00 loan 40000 CNY, lender b",
            "at 12:30 transfer 69000 CNY, new payee");

        Assert.True(run.UrgentBefore(1, 12, 2) <= Tier.P1);
        Assert.Equal(Tier.P0, run.UrgentBefore(1, 12, 32));
        Assert.Equal("T08", run.Warnings[^1].Warning.LikelyTypes[0].ScamType);
    }

    [Fact]
    public void Deposits_rise_and_no_loan_comes()
    {
        var run = Scenario.Run(
            "balance 40000 CNY",
            "at 08:00 list account a medium", "at 09:00 sms loan_advertisement, link", "at 09:30 call in, first contact, 9m", "at 10:30 transfer 2500 CNY, payee a",
            "at 10:41 transfer 10000 CNY, payee b", "at 11:30 transfer 20000 CNY, payee c");

        Assert.True(run.UrgentBefore(1, 10, 43) <= Tier.P1);
    }

    /// <summary>Forty-seven days, 21 transfers, 16 accounts.</summary>
    [Fact]
    public void A_digital_arrest_of_weeks_is_one_matter_that_stays_urgent()
    {
        List<string> lines = ["day 1 at 09:00 call in, first contact, from international, 100m"];
        for (var i = 0; i < 21; i++)
        {
            var day = 1 + (i * 47 / 21);
            lines.Add($"day {day} at 14:00 call in, first contact, from international, 40m");
            lines.Add($"day {day} at 14:30 transfer {30_000 + (i * 1_000)} CNY, payee account{i % 16}");
        }

        var run = Scenario.Run("elderly, balance 2000000 CNY", [.. lines]);

        Assert.Equal(Tier.P0, run.UrgentBefore(1, 14, 32));
        Assert.Contains(run.Warnings, x => x.Warning.Tier == Tier.P0 && x.AtMs > run.Warnings[0].AtMs + (40L * 86_400_000));
        Assert.InRange(run.Changes.Select(x => x.Case.Id).Distinct().Count(), 1, 3);
    }

    /// <summary>Refused 370,000 in cash, she came back at 16:00 to transfer it instead.</summary>
    [Fact]
    public void Who_is_refused_at_one_counter_is_watched_at_the_next()
    {
        var run = Scenario.Run(
            "balance 400000 CNY",
            "at 09:00 call in, first contact, from irregular, 80m", "at 09:40 reserve cash 370000 CNY",
            "at 16:00 transfer 200000 CNY, new payee");

        Assert.True(run.UrgentBefore(1, 9, 42) <= Tier.P1);
        Assert.Equal(Tier.P0, run.UrgentBefore(1, 16, 2));
    }

    [Fact]
    public void Gold_four_times_a_quarter_of_a_million_is_seen_at_the_first()
    {
        var run = Scenario.Run(
            "balance 1200000 CNY",
            "at 09:00 call in, first contact, from international, 2h", "at 10:00 transfer 245000 CNY, new payee, gold",
            "at 10:40 transfer 250000 CNY, new payee, gold", "at 11:30 transfer 240000 CNY, new payee, gold",
            "at 13:00 transfer 248000 CNY, new payee, gold");

        Assert.True(run.UrgentBefore(1, 10, 2) <= Tier.P1);
        Assert.Equal(Tier.P0, run.UrgentBefore(1, 10, 42));
    }

    /// <summary>Couriers, call centres, house purchases and night shifts stay below P2.</summary>
    [Theory]
    [MemberData(nameof(OrdinaryLives))]
    public void Ordinary_lives_that_look_alike_stay_below_P2(string who, string[] lines)
    {
        var run = Scenario.Run("balance 500000 CNY, usual amount 2000 CNY", lines);

        Assert.True(run.Warnings.All(x => x.Warning.Tier >= Tier.P3), $"{who}: {string.Join("; ", run.Warnings.Select(x => x.Warning.PatternId))}");
    }

    public static TheoryData<string, string[]> OrdinaryLives()
    {
        string[] courier =
        [
            "at 08:00 registry business_line",
            .. Enumerable.Range(0, 30).Select(i => $"at {8 + (i / 3):00}:{i % 3 * 20:00} call out, first contact, {(i % 4) + 1}m"),
            "at 19:00 transfer 3000 CNY, new payee, to contact",
        ];
        string[] centre =
        [
            "at 08:00 registry business_line",
            .. Enumerable.Range(0, 16).Select(i => $"at {9 + (i / 2):00}:{i % 2 * 30:00} call out, first contact, {15 + i}m"),
            "at 19:00 transfer 3000 CNY, new payee, merchant",
        ];
        return new TheoryData<string, string[]>
        {
            { "courier", courier },
            { "call centre", centre },
            {
                "house purchase",
                [
                    "day 1 at 10:00 call in, number agent, 12m", "day 3 at 15:00 call in, number agent, 8m",
                    "day 5 at 09:20 consolidate 300000 CNY", "day 5 at 10:00 call in, number agent, 25m",
                    "day 5 at 10:08 transfer 150000 CNY, new payee, name check match",
                ]
            },
            {
                "night shift",
                [
                    "at 01:00 call out, contact, 20m", "at 03:00 sms otp, from shop", "at 03:02 transfer 60 CNY, new payee, merchant",
                    "at 04:00 transfer 45 CNY, new payee, merchant", "at 05:00 call in, contact, 40m",
                ]
            },
        };
    }

    /// <summary>Hangzhou has the case, the person is in Guangzhou. Whoever is asked first sleeps; then Guangdong answers.</summary>
    [Fact]
    public void A_hand_over_out_of_the_area_that_nobody_accepts_returns_and_one_that_is_accepted_moves()
    {
        var run = Scenario.Run(
            [
                (10, 55, 0, CommandKind.MoveCase, "330000"), (10, 55, 20, CommandKind.AcceptCase, "330000"),
                (11, 0, 0, CommandKind.MoveCase, "440000"), (11, 1, 20, CommandKind.AcceptCase, "440000"),
                (11, 5, 0, CommandKind.MoveCase, "440000"), (11, 5, 30, CommandKind.AcceptCase, "440000"),
                (11, 5, 31, CommandKind.AcceptCase, "440000"),
            ],
            "balance 100000 CNY",
            "at 10:30 call in, first contact, from international, 30m", "at 10:50 transfer 30000 CNY, new payee",
            "at 11:30 sms otp, from bank1");

        var told = run.Changes.Select(x => x.Case).DistinctBy(x => (x.Revision, x.History.Count))
            .Where(x => x.History[^1].What is "offered" or "accepted" or "returned" or "outdated").ToArray();
        Assert.Equal(
            [
                ("offered", "unknown", "330000", null), ("accepted", "330000", null, null),

                // Offered, and still Zhejiang's; a minute later Zhejiang's alone, and a supervisor's matter. The answer comes too late.
                ("offered", "330000", "440000", null), ("returned", "330000", null, "440000"), ("outdated", "330000", null, "440000"),
                ("offered", "330000", "440000", null), ("accepted", "440000", null, null),
            ],
            told.Select(x => (x.History[^1].What, x.Region, x.Offer?.To.Region, x.ReturnedFrom)));
        Assert.All(told, x => Assert.Equal((Tier.P0, CaseState.Open), (x.Tier, x.State)));
        Assert.InRange(told[3].History[^1].TimeMs - told[2].History[^1].TimeMs, 60_000, 90_000);
        Assert.Equal("440000", run.CaseAt(1, 11, 40)!.Region);
        Assert.Equal(
            ["dissuasion.440000.p0 Offered", "dissuasion.440000.p0 Withdrawn", "dissuasion.440000.p0 Offered", "dissuasion.440000.p0 Open"],
            run.Entries.Where(x => x.Case.Region == "440000").Select(x => $"{x.Queue} {x.State}"));
    }

    [Fact]
    public void A_call_record_that_comes_two_hours_late_raises_the_case_once()
    {
        var run = Scenario.RunWithoutModel(
            "balance 20000 CNY",
            "at 10:00 call in, first contact, 40m, record 2h late", "at 10:12 transfer 12000 CNY, new payee");

        var raised = run.Warnings.Where(x => x.Warning is { PatternId: "M1-on-the-phone", Tier: Tier.P1 }).ToArray();
        Assert.Single(raised);
        Assert.True(run.UrgentBefore(1, 12, 35) > Tier.P1);
        Assert.True(run.UrgentBefore(1, 12, 45) <= Tier.P1);
    }
}
