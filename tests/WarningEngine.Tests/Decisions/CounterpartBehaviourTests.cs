using WarningEngine.Core.Events;
using WarningEngine.Core.Profiles;

namespace WarningEngine.Tests.Decisions;

/// <summary>What behaviour alone makes of a counterpart: frauds get a grade, decent callers and payees do not.</summary>
public sealed class CounterpartBehaviourTests
{
    private const long Start = CounterpartLog.Start;
    private const long Minute = CounterpartLog.Minute;
    private const long Hour = CounterpartLog.Hour;
    private const long Day = CounterpartLog.Day;

    [Fact]
    public void A_new_number_that_calls_fifty_strangers_a_day_briefly_and_is_never_called_back_is_graded_medium() =>
        Assert.Equal(Grade.Medium, Nuisance(new CounterpartLog(), NumberClass.Mobile).Grade());

    [Fact]
    public void The_same_from_abroad_is_graded_high_and_no_behaviour_more() =>
        Assert.Equal(Grade.High, Nuisance(new CounterpartLog(), NumberClass.International, days: 5).Grade());

    [Fact]
    public void Where_history_is_not_known_it_is_not_new()
    {
        var log = Nuisance(new CounterpartLog(historyKnown: false), NumberClass.Mobile);

        Assert.Equal(Grade.None, log.Grade());
        Assert.Equal(ReputationReasons.None, log.Record.Reasons & ReputationReasons.NewNumber);
    }

    [Fact]
    public void A_number_heard_of_again_after_two_weeks_of_silence_is_as_new()
    {
        var log = new CounterpartLog();
        log.Calls(9_999, Start - (18 * Day), 30);
        log.Calls(9_998, Start - (18 * Day), 30);

        Assert.Equal(Grade.Medium, Nuisance(log, NumberClass.Mobile).Grade());
    }

    [Fact]
    public void A_courier_who_is_called_back_is_not_graded()
    {
        var log = new CounterpartLog();
        for (var i = 0; i < 240; i++)
        {
            var at = Start + (i / 60 * Day) + (i % 60 * 8 * Minute);
            log.Calls(i, at, i % 3 == 0 ? 0 : 25);
            if (i % 8 == 0)
            {
                log.IsCalled(i, at + (3 * Minute), 20);
            }
        }

        Assert.Equal(Grade.None, log.Grade());
    }

    [Fact]
    public void A_call_centre_whose_calls_are_returned_is_not_graded()
    {
        var log = new CounterpartLog();
        for (var i = 0; i < 900; i++)
        {
            var at = Start + (i / 300 * Day) + (i % 300 * 2 * Minute);
            log.Calls(i, at, i % 2 == 0 ? 0 : 90, NumberClass.Landline);
            if (i % 20 == 0)
            {
                log.IsCalled(i, at + Minute);
            }
        }

        Assert.Equal(Grade.None, log.Grade());
    }

    [Theory]
    [InlineData(40, 55, 10)]
    [InlineData(150, 40, 7)]
    public void A_new_clinic_or_school_that_reminds_people_is_not_graded_although_nobody_calls_back(int people, int seconds, int missEvery)
    {
        var log = new CounterpartLog();
        for (var i = 0; i < people; i++)
        {
            log.Calls(i, Start + (i * 2 * Minute), i % missEvery == 0 ? 0 : seconds, NumberClass.Landline);
        }

        Assert.Equal(Grade.None, log.Grade());
    }

    [Fact]
    public void A_small_business_that_calls_its_customers_again_and_again_is_not_graded()
    {
        var log = new CounterpartLog();
        for (var i = 0; i < 200; i++)
        {
            log.Calls(i % 23, Start + (i / 20 * Day) + (i % 20 * 20 * Minute), i % 3 == 0 ? 0 : 50);
        }

        Assert.Equal(Grade.None, log.Grade());
    }

    [Fact]
    public void A_counterpart_that_calls_every_minute_still_forgets()
    {
        var log = new CounterpartLog();
        for (var i = 0; i < 4_000; i++)
        {
            log.Calls(i, Start + (i * Minute), 30);
        }

        log.Score();

        // 60 an hour against a half-life of a day: some 2,080, were they called for ever.
        Assert.InRange(log.Record.Counts.Originated / 256, 1_500u, 2_100u);
    }

    [Fact]
    public void One_template_with_a_link_from_a_new_personal_number_to_many_is_graded_and_from_a_bank_is_not()
    {
        var (personal, bank) = (new CounterpartLog(), new CounterpartLog());
        for (var i = 0; i < 40; i++)
        {
            personal.Sends(i, Start + (i * Minute), NumberClass.Mobile);
            bank.Sends(i, Start + (i * Minute), NumberClass.Alphanumeric, kind: EntityKind.Sender);
        }

        Assert.Equal(Grade.Medium, personal.Grade());
        Assert.Equal(ReputationReasons.TemplateSpread | ReputationReasons.NewNumber, personal.Record.Reasons);
        Assert.Equal(Grade.None, bank.Grade());
    }

    [Fact]
    public void A_shop_that_texts_different_things_without_links_is_not_graded()
    {
        var log = new CounterpartLog();
        for (var i = 0; i < 60; i++)
        {
            log.Sends(i, Start + (i * Minute), NumberClass.Mobile, template: (ulong)i, url: false);
        }

        Assert.Equal(Grade.None, log.Grade());
    }

    [Fact]
    public void A_new_domain_that_personal_numbers_spread_is_graded_and_one_of_service_ports_is_not()
    {
        var (spread, service) = (new CounterpartLog(), new CounterpartLog());
        for (var i = 0; i < 80; i++)
        {
            spread.Sends(i, Start + (i * Minute), NumberClass.International, kind: EntityKind.Domain);
            service.Sends(i, Start + (i * Minute), NumberClass.Port106, kind: EntityKind.Domain);
        }

        Assert.Equal(Grade.Medium, spread.Grade());
        Assert.Equal(Grade.None, service.Grade());
    }

    [Fact]
    public void A_shop_that_has_just_opened_is_not_graded()
    {
        var log = new CounterpartLog();
        for (var i = 0; i < 40; i++)
        {
            log.Pays(i, Start + (i * 30 * Minute), 30 + i);
        }

        log.PassesOn(Start + (20 * Hour), 900);

        Assert.Equal(Grade.None, log.Grade());
        Assert.Equal(ReputationReasons.PayersBurst | ReputationReasons.NewNumber, log.Record.Reasons);
    }

    [Fact]
    public void A_new_account_that_passes_on_within_minutes_what_strangers_pay_is_graded()
    {
        var log = new CounterpartLog();
        for (var i = 0; i < 5; i++)
        {
            log.Pays(i, Start + (i * Hour), 20_000);
            log.PassesOn(Start + (i * Hour) + (7 * Minute), 19_500);
        }

        Assert.Equal(Grade.Medium, log.Grade());
        Assert.True(log.Record.Reasons.HasFlag(ReputationReasons.PassThrough));
        Assert.Equal(7, log.Record.RetentionMin);
    }

    [Fact]
    public void An_account_that_nobody_pays_has_no_record_for_what_it_sends()
    {
        var log = new CounterpartLog();
        log.PassesOn(Start, 500);
        log.Score();

        Assert.Equal(-1, log.Scored.State.Counterparts.Table.Find(CounterpartLog.Party));
    }

    [Fact]
    public void Warned_payers_count_once_each_and_as_a_share_of_all_payers()
    {
        var (mule, shop) = (new CounterpartLog(), new CounterpartLog());
        for (var i = 0; i < 6; i++)
        {
            mule.Pays(i, Start + (i * Minute), 5_000);
            mule.IsWarned(i, Start + (i * Minute));
            mule.IsWarned(i, Start + (i * Minute));
        }

        for (var i = 0; i < 600; i++)
        {
            shop.Pays(i, Start + (i * Minute), 50);
            if (i % 100 == 99)
            {
                shop.IsWarned(i, Start + (i * Minute));
            }
        }

        Assert.True(mule.Grade() >= Grade.Medium);
        Assert.InRange(mule.Record.Counts.WarnedPayers / 256.0, 5.8, 6);
        Assert.Equal(Grade.None, shop.Grade());
    }

    [Fact]
    public void A_trifle_and_then_much_from_the_same_payer_is_seen()
    {
        var log = new CounterpartLog();
        for (var i = 0; i < 3; i++)
        {
            log.Pays(i, Start, 1);
            log.Pays(i, Start + Hour, 20_000);
            log.Pays(i, Start + (2 * Hour), 20_000);
        }

        log.Score();

        Assert.InRange(log.Record.Counts.SmallThenLarge / 256.0, 2.8, 3);
        Assert.True(log.Record.Reasons.HasFlag(ReputationReasons.SmallThenLarge));
    }

    [Fact]
    public void Grades_of_behaviour_that_is_over_are_taken_back_and_those_it_touched_hear_of_it()
    {
        var log = Nuisance(new CounterpartLog(), NumberClass.Mobile, days: 3);
        var end = Start + (3 * Day);
        for (var second = 0; second < 2 * 24 * 3_600; second += 60)
        {
            log.Pass(end + (second * 1_000L));
        }

        var fallen = log.Exposures().Where(x => x.Leg.Reputation.Grade == Grade.None).ToList();

        Assert.Equal(Grade.None, log.Record.Grade);
        Assert.NotEmpty(fallen);
    }

    [Fact]
    public void A_number_in_a_box_of_cards_hears_of_it_from_the_device()
    {
        var device = new CounterpartLog();
        for (var i = 0; i < 5; i++)
        {
            device.Add(new Leg
            {
                Kind = LegKind.DeviceUsed, Entity = CounterpartLog.Party, EntityKind = EntityKind.Device, Other = CounterpartLog.Line(i),
                OtherKind = EntityKind.Number, EventTimeMs = Start + (i * Minute),
            });
        }

        var told = device.Score().Where(x => x.Leg.Kind == LegKind.DeviceShared).ToList();

        // The fourth makes it many: it and the three before it hear, then the fifth and the four before it.
        Assert.Equal([4, 4, 4, 4, 5, 5, 5, 5, 5], told.Select(x => (int)x.Leg.Sims));
        var number = Nuisance(new CounterpartLog(), NumberClass.Mobile);
        number.Add(told[0].Leg with { Entity = CounterpartLog.Party, Stamp = default, EventTimeMs = Start + Day });
        Assert.Equal(Grade.High, number.Grade());
        Assert.True(number.Record.Reasons.HasFlag(ReputationReasons.SharedDevice));
    }

    /// <summary>Twelve at a time, and the other operator tells of each some minutes later: of the first calls the line itself remembers nothing then.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(12)]
    public void A_number_that_calls_many_at_once_is_counted_once_a_call(int atOnce)
    {
        var log = new CounterpartLog();
        for (var first = 0; first < 60; first += atOnce)
        {
            foreach (var clockMs in (long[])[0, 2_000])
            {
                for (var i = first; i < first + atOnce; i++)
                {
                    log.Calls(i, Start + (first * 2 * Minute) + (i * 1_000) + clockMs, 90);
                }
            }
        }

        log.Score();

        // A hundredth less than sixty by the half-life of a day.
        Assert.InRange(log.Record.Counts.Originated / 256.0, 57, 60);
        Assert.InRange(log.Record.Counts.Answered / 256.0, 57, 60);
        Assert.Equal(0u, log.Record.Counts.Repeated);
    }

    [Fact]
    public void A_number_that_calls_many_at_once_and_some_of_them_again_is_counted_again()
    {
        var log = new CounterpartLog();
        for (var i = 0; i < 24; i++)
        {
            log.Calls(i % 12, Start + (i / 12 * 5 * Minute) + (i * 1_000), 90);
        }

        log.Score();

        Assert.InRange(log.Record.Counts.Originated / 256.0, 23.5, 24);
        Assert.InRange(log.Record.Counts.Repeated / 256.0, 11.5, 12);
    }

    /// <summary>Of a number that calls many at once every record may be of a call that is known; but not one of a call in the other direction.</summary>
    [Fact]
    public void Who_calls_a_busy_call_centre_back_at_once_is_counted_once()
    {
        var log = new CounterpartLog();
        for (var i = 0; i < 60; i++)
        {
            log.Calls(i, Start + (i * 5_000), seconds: 0);
            if (i % 10 == 9)
            {
                log.IsCalled(i - 5, Start + (i * 5_000), seconds: 20);
                log.IsCalled(i - 5, Start + (i * 5_000) + 1_000, seconds: 20);
            }
        }

        log.Score();

        Assert.InRange(log.Record.Counts.CalledBack / 256.0, 5.9, 6);
    }

    [Fact]
    public void A_new_owner_begins_without_the_reputation_of_the_former_one_but_lists_hold()
    {
        var log = Nuisance(new CounterpartLog(), NumberClass.International, days: 5);
        log.List(Start + (5 * Day), Grade.Medium);
        Assert.Equal(Grade.High, log.Grade());

        log.Add(new Leg
        {
            Kind = LegKind.Registry, Entity = CounterpartLog.Party, EntityKind = EntityKind.Number, EventTimeMs = Start + (5 * Day) + Hour,
            Registry = new RegistryFacts { Fact = RegistryFact.NewOwner, Active = true },
        });
        log.List(Start + (5 * Day) + (2 * Hour), Grade.High, entry: 7UL << 40);

        // Whom the former owner called is not told of what is said of the new one.
        Assert.DoesNotContain(log.Exposures(), x => x.At == log.Count - 1);
        Assert.Equal((Grade.High, Grade.None, 0u), (log.Record.Grade, log.Record.BehaviourGrade, log.Record.Counts.Originated));
        log.Add(new Leg
        {
            Kind = LegKind.Registry, Entity = CounterpartLog.Party, EntityKind = EntityKind.Number, EventTimeMs = Start + (5 * Day) + (3 * Hour),
            Registry = new RegistryFacts { Fact = RegistryFact.NewOwner, Active = false },
        });
        Assert.Equal(Grade.High, log.Grade());
    }

    /// <summary>A registry may tell all that it knows every night.</summary>
    [Fact]
    public void Who_has_the_number_since_before_it_was_first_seen_keeps_what_they_did()
    {
        var log = Nuisance(new CounterpartLog(), NumberClass.International, days: 5);
        log.Add(new Leg
        {
            Kind = LegKind.Registry, Entity = CounterpartLog.Party, EntityKind = EntityKind.Number, EventTimeMs = Start - Day, ArrivalTimeMs = Start + (5 * Day),
            Registry = new RegistryFacts { Fact = RegistryFact.NewOwner, Active = true },
        });
        Assert.Equal(Grade.High, log.Grade());
    }

    [Fact]
    public void A_number_that_calls_many_tells_its_device_once_a_day()
    {
        var log = new CounterpartLog();
        for (var i = 0; i < 40; i++)
        {
            log.Calls(i, Start + (i * Hour), 30, device: 0xABCD_0000_0000_1234);
        }

        Assert.Equal(2, log.Score().Count(x => x.Leg.Kind == LegKind.DeviceUsed));
    }

    private static CounterpartLog Nuisance(CounterpartLog log, NumberClass own, int days = 2)
    {
        for (var i = 0; i < days * 50; i++)
        {
            log.Calls(i, Start + (i / 50 * Day) + (i % 50 * 10 * Minute), i % 3 == 0 ? 29 : 0, own);
        }

        return log;
    }
}
