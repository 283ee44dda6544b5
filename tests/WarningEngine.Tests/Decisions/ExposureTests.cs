using WarningEngine.App.Snapshots;
using WarningEngine.Core;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Events;
using WarningEngine.Core.Profiles;

namespace WarningEngine.Tests.Decisions;

/// <summary>Everyone whom a counterpart touched within 72 h hears of what it has become, however many they are.</summary>
public sealed class ExposureTests
{
    private const long Start = CounterpartLog.Start;
    private const long Minute = CounterpartLog.Minute;
    private const long Hour = CounterpartLog.Hour;
    private const long Day = CounterpartLog.Day;

    private readonly CounterpartLog _log = new();

    [Fact]
    public void Ten_thousand_hear_within_three_progresses_each_once()
    {
        Touch(10_000);
        _log.List(Start + Hour, Grade.High);
        var first = _log.Count;
        Pass(3);

        var told = _log.Exposures();

        Assert.Equal(10_000, told.Count);
        Assert.Equal(10_000, told.Select(x => x.Leg.Entity).Distinct().Count());
        Assert.True(told[^1].At <= first + 2, $"The last heard with leg {told[^1].At}, after {first}.");
        Assert.Null(_log.Scored.State.Counterparts.Waves.Next);
    }

    [Fact]
    public void What_is_told_bears_the_place_of_the_record_that_continues_the_work_in_order()
    {
        Touch(5_000);
        _log.List(Start + Hour, Grade.High);
        Pass(3);

        var told = _log.Exposures();

        Assert.All(told, x => Assert.Equal(x.At, x.Leg.Stamp.Position.Offset));
        Assert.Equal(told.Select(x => x.Leg.Stamp.Position).Order(), told.Select(x => x.Leg.Stamp.Position));
        Assert.Equal(told.Count, told.Select(x => x.Leg.Stamp.Position).Distinct().Count());
    }

    [Fact]
    public void Who_adds_a_bad_account_as_a_payee_is_told_before_anything_is_paid()
    {
        _log.List(Start, Grade.High, kind: EntityKind.Account);
        _log.IsAdded(3, Start + Hour);
        _log.IsAdded(3, Start + (2 * Hour));

        var told = _log.Score().Where(x => x.Leg.Kind == LegKind.Reputation).Select(x => (x.Leg.Entity, x.Leg.Reputation.Grade));
        Assert.Equal([(CounterpartLog.Line(3), Grade.High), (CounterpartLog.Line(3), Grade.High)], told);
        Assert.Equal((0u, 0u), (_log.Record.Counts.Payments, _log.Record.Counts.MoneyIn));
    }

    [Fact]
    public void Who_added_an_account_as_a_payee_hears_when_it_turns_bad()
    {
        _log.IsAdded(3, Start);
        _log.List(Start + Hour, Grade.High, kind: EntityKind.Account);

        var exposed = Assert.Single(_log.Exposures());
        Assert.Equal((2, CounterpartLog.Line(3)), (exposed.At, exposed.Leg.Entity));
    }

    /// <summary>As of Monday, when it was stated, its warnings would be of no use any more on Tuesday, when it is read.</summary>
    [Fact]
    public void What_a_list_says_late_is_told_as_of_its_arrival()
    {
        Touch(10);
        _log.List(Start + Hour, Grade.High, arrivalMs: Start + (26 * Hour));

        var told = _log.Exposures();
        Assert.Equal(10, told.Count);
        Assert.All(told, x => Assert.Equal(Start + (26 * Hour), x.Leg.EventTimeMs));
    }

    [Fact]
    public void Those_touched_over_72_hours_ago_are_not_told()
    {
        Touch(100);
        for (var i = 1_000; i < 1_050; i++)
        {
            _log.Sends(i, Start + (2 * Day), NumberClass.Port106, template: 0, url: false);
        }

        _log.Sends(7, Start + (2 * Day), NumberClass.Port106, template: 0, url: false);
        _log.List(Start + (3 * Day) + Hour, Grade.High);

        Assert.Equal(51, _log.Exposures().Count);
    }

    /// <summary>Episodes live for weeks, and hold what was heard in them.</summary>
    [Fact]
    public void That_nothing_is_against_it_any_more_is_told_to_those_of_weeks_ago_too()
    {
        _log.List(Start, Grade.High);
        Touch(10);
        _log.List(Start + (5 * Day), Grade.None, appeal: Appeal.Upheld);
        Assert.Equal(Enumerable.Repeat(Grade.None, 10), _log.Exposures().Select(x => x.Leg.Reputation.Grade));

        // And to whom it touches again.
        _log.Calls(3, Start + (7 * Day), 60);
        _log.Calls(3, Start + (40 * Day), 60);
        var answers = _log.Score().Where(x => x.Leg.Kind == LegKind.Reputation && x.At >= _log.Count - 2);
        Assert.Equal([(_log.Count - 2, Grade.None)], answers.Select(x => (x.At, x.Leg.Reputation.Grade)));
    }

    /// <summary>A pattern asks for the reason alone: what clears an account of suspicion would be a warning of its own.</summary>
    [Fact]
    public void Who_is_told_that_nothing_is_against_an_account_any_more_hears_no_reasons()
    {
        var log = new CounterpartLog(historyKnown: false);
        for (var i = 0; i < 5; i++)
        {
            log.Pays(i, Start + (i * Minute), 50);
        }

        log.IsWarned(0, Start + (10 * Minute));
        log.IsWarned(1, Start + (10 * Minute));
        log.List(Start + Hour, Grade.High, kind: EntityKind.Account);
        log.List(Start + (2 * Hour), Grade.None, kind: EntityKind.Account);
        log.Pays(2, Start + (3 * Hour), 50);

        var told = log.Score().Where(x => x.At >= log.Count - 2 && x.Leg.Kind is LegKind.Exposure or LegKind.Reputation).ToArray();
        Assert.Equal(ReputationReasons.WarnedPayers, log.Record.Reasons & ReputationReasons.WarnedPayers);
        Assert.Contains(told, x => x.Leg.Kind == LegKind.Exposure);
        Assert.Contains(told, x => x.Leg.Kind == LegKind.Reputation);
        Assert.All(told, x => Assert.Equal((Grade.None, ReputationReasons.None), (x.Leg.Reputation.Grade, x.Leg.Reputation.Reasons)));
    }

    /// <summary>Whom the former owner called is not remembered, and holds what it heard.</summary>
    [Fact]
    public void Who_talks_to_a_new_owner_hears_that_nothing_is_against_the_number_any_more()
    {
        _log.List(Start, Grade.High, toMs: Start + Day);
        Touch(10);
        for (var i = 0; i < 60; i++)
        {
            _log.Calls(i, Start + (i * Minute), i % 3 == 0 ? 29 : 0, NumberClass.International);
        }

        _log.Pass(Start + Day + Minute);
        _log.Add(new Leg
        {
            Kind = LegKind.Registry, Entity = CounterpartLog.Party, EntityKind = EntityKind.Number, EventTimeMs = Start + (2 * Hour),
            ArrivalTimeMs = Start + (90 * Day), Registry = new RegistryFacts { Fact = RegistryFact.NewOwner, Active = true },
        });
        _log.Calls(3, Start + (91 * Day), 60);
        _log.Calls(3, Start + (130 * Day), 60);

        var answers = _log.Score().Where(x => x.Leg.Kind == LegKind.Reputation && x.At >= _log.Count - 2);
        Assert.Equal([(_log.Count - 2, Grade.None)], answers.Select(x => (x.At, x.Leg.Reputation.Grade)));
    }

    [Fact]
    public void Who_hears_of_a_caller_while_it_rings_hears_of_it_again_when_they_talk()
    {
        _log.List(Start, Grade.High);
        (CallPhase Phase, long AtMs, bool Answered)[] records =
            [(CallPhase.Start, 0, false), (CallPhase.Answer, 15_000, true), (CallPhase.Partial, 5 * Minute, true), (CallPhase.End, 9 * Minute, true)];
        foreach (var (phase, atMs, answered) in records)
        {
            var at = Start + Hour;
            _log.Add(new Leg
            {
                Kind = LegKind.CallCounterpart, Entity = CounterpartLog.Party, EntityKind = EntityKind.Number, Other = CounterpartLog.Line(3),
                OtherKind = EntityKind.Number, EventTimeMs = at + atMs,
                Call = new CallFacts
                {
                    Phase = phase, Direction = CallDirection.Outgoing, EntityClass = NumberClass.Mobile, PeerClass = NumberClass.Mobile, Answered = answered,
                    StartMs = at, AnswerMs = answered ? at + 15_000 : 0, ReleaseMs = phase == CallPhase.End ? at + atMs : 0,
                },
            });
        }

        Assert.Equal(
            records.Select(x => Start + Hour + x.AtMs), _log.Score().Where(x => x.Leg.Kind == LegKind.Reputation).Select(x => x.Leg.EventTimeMs));
        Assert.Equal(256u, _log.Record.Counts.Originated);
    }

    /// <summary>Frauds call for days: then they are strangers no more.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Who_has_known_a_bad_number_for_days_hears_of_it_too(bool isCalled)
    {
        _log.Calls(3, Start, 600);
        _log.List(Start + Hour, Grade.High);
        if (isCalled)
        {
            _log.Calls(3, Start + (4 * Day), 600);
        }
        else
        {
            _log.IsCalled(3, Start + (4 * Day), 600);
        }

        var told = _log.Score().Where(x => x.At == _log.Count - 1).Select(x => (x.Leg.Kind, x.Leg.Entity, x.Leg.Reputation.Grade));

        Assert.Equal([(LegKind.Reputation, CounterpartLog.Line(3), Grade.High)], told);
    }

    [Fact]
    public void Friends_of_a_number_that_nothing_is_against_hear_nothing()
    {
        _log.Calls(3, Start, 600);
        _log.Calls(3, Start + (4 * Day), 600);

        Assert.Empty(_log.Score());
    }

    [Fact]
    public void Whose_call_turns_the_grade_hears_of_it_also_as_a_contact()
    {
        _log.Calls(3, Start - (4 * Day), 600);
        for (var i = 0; i < 60; i++)
        {
            // A third is answered, and half of these calls are short.
            _log.Calls(100 + i, Start + (i * 5_000), i % 3 != 0 ? 0 : i % 2 == 0 ? 90 : 29);
        }

        _log.Calls(3, Start + (10 * Minute), 29);
        var caused = _log.Score();
        Assert.All(caused, x => Assert.Equal(_log.Count - 1, x.At));
        var told = Assert.Single(caused, x => x.Leg.Entity == CounterpartLog.Line(3)).Leg;
        Assert.Equal((LegKind.Reputation, Grade.Medium), (told.Kind, told.Reputation.Grade));
    }

    /// <summary>Nobody answers whom the account pays, or who was warned.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Who_touched_an_account_hears_when_a_payment_to_them_or_their_own_warning_turns_it(bool isPaid)
    {
        var log = new CounterpartLog();
        for (var i = 0; i < 5; i++)
        {
            log.Pays(i, Start + (i * Hour), 20_000);
            if (isPaid)
            {
                log.PassesOn(Start + (i * Hour) + (7 * Minute), 19_500, to: i);
            }
            else
            {
                log.IsWarned(i, Start + (i * Hour) + (7 * Minute));
            }
        }

        var exposed = log.Exposures();
        var first = exposed[0].At;
        Assert.True(log.Record.Grade >= Grade.Medium);
        Assert.Contains(log.IsOf(first), exposed.Where(x => x.At == first).Select(x => x.Leg.Entity));
    }

    [Fact]
    public void One_wave_a_grade_and_day_and_the_next_day_another()
    {
        Touch(10);
        _log.List(Start + Hour, Grade.Medium, 3UL << 32);
        _log.List(Start + (2 * Hour), Grade.Medium, 4UL << 32);
        _log.List(Start + (3 * Hour), Grade.High, 5UL << 32);
        _log.List(Start + (4 * Hour), Grade.High, 6UL << 32);

        Assert.Equal(20, _log.Exposures().Count);
    }

    [Fact]
    public void A_grade_that_fell_and_rises_again_the_same_day_is_told_again()
    {
        Touch(10);
        _log.List(Start + Hour, Grade.High);
        _log.List(Start + (2 * Hour), Grade.None, appeal: Appeal.Upheld);
        _log.List(Start + (3 * Hour), Grade.High);

        Assert.Equal(
            [Grade.High, Grade.None, Grade.High], _log.Exposures().Chunk(10).Select(x => Assert.Single(x.Select(y => y.Leg.Reputation.Grade).Distinct())));
    }

    [Fact]
    public void A_grade_that_changes_in_the_middle_of_a_wave_is_what_everyone_hears_last()
    {
        Touch(9_000);
        _log.List(Start + Hour, Grade.High);
        Pass(1);
        _log.List(Start + (2 * Hour), Grade.None, appeal: Appeal.Upheld);
        Pass(4);

        var last = _log.Exposures().GroupBy(x => x.Leg.Entity).ToDictionary(x => x.Key, x => x.Last().Leg.Reputation.Grade);

        Assert.Equal(9_000, last.Count);
        Assert.All(last.Values, x => Assert.Equal(Grade.None, x));
    }

    [Fact]
    public void Of_more_lines_than_are_remembered_the_oldest_give_way_and_that_is_said()
    {
        Touch(Limits.TouchedPerCounterpartMax + 500);
        _log.List(Start + Hour, Grade.High);
        Pass(5);

        var told = _log.Exposures();

        Assert.InRange(told.Count, Limits.TouchedPerCounterpartMax - 16, Limits.TouchedPerCounterpartMax + 4);
        Assert.Equal(Limits.TouchedPerCounterpartMax + 500, told.Count + _log.Record.TouchedOverflow);
        Assert.Equal(_log.Record.TouchedOverflow, _log.Scored.State.Counterparts.Touched.Overflowed);
        Assert.All(told, x => Assert.True(x.Leg.Reputation.Reasons.HasFlag(ReputationReasons.TouchedOverflow)));
    }

    [Fact]
    public void Memory_of_those_touched_is_given_back_after_72_hours()
    {
        Touch(5_000);
        _log.Pass(Start + Minute);
        for (var second = 0; second < 25 * 3_600; second += 60)
        {
            _log.Pass(Start + (4 * Day) + (second * 1_000L));
        }

        _log.Score();

        Assert.Equal(0, _log.Scored.State.Counterparts.Touched.Blocks.Count);
        Assert.Equal(5_000, _log.Record.Parties.Estimate(), 1_000.0);
    }

    /// <summary>A checkpoint or a crash in the middle of a wave leaves no trace in what is told and remembered.</summary>
    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 2)]
    [InlineData(997, 1)]
    [InlineData(2_000, 3)]
    public void Batches_and_restores_in_the_middle_of_waves_leave_no_trace(int checkpointEvery, int restoreEvery)
    {
        Touch(checkpointEvery < 10 ? 1_000 : 6_000);
        for (var i = 0; i < 40; i++)
        {
            _log.Calls(20_000 + i, Start + (i * Minute), 10, NumberClass.International);
        }

        _log.List(Start + Hour, Grade.VeryHigh, toMs: Start + (2 * Hour));
        Pass(1);
        for (var i = 0; i < 50; i++)
        {
            _log.Sends(30_000 + i, Start + Hour + (i * 1_000), NumberClass.Port106, template: 0, url: false);
        }

        Pass(2);
        _log.Pass(Start + (2 * Hour) + Minute);
        Pass(3, Start + (3 * Hour));

        var told = _log.Score().Select(x => (x.At, $"{x.Leg.Kind} {x.Leg.Entity} {x.Leg.Reputation.Grade} {x.Leg.Reputation.Reasons} {x.Leg.Stamp}")).ToList();
        var state = Bytes();
        var again = _log.Score(checkpointEvery, restoreEvery)
            .Select(x => (x.At, $"{x.Leg.Kind} {x.Leg.Entity} {x.Leg.Reputation.Grade} {x.Leg.Reputation.Reasons} {x.Leg.Stamp}")).ToList();

        Assert.Equal(told, again);
        Assert.Equal(state, Bytes());
    }

    [Fact]
    public void Waves_and_those_touched_go_with_their_counterpart_to_another_number_of_partitions()
    {
        Touch(6_000);
        _log.List(Start + Hour, Grade.High);
        _log.Score();
        ScoringState[] heirs = [new(), new(), new()];
        StateDealing.Deal(_log.Scored.State, 0, 1, heirs);

        var heir = heirs[CounterpartLog.Party.Partition(3)];
        Assert.Equal(CounterpartLog.Party, heir.Counterparts.Waves.Next);
        Assert.Equal(_log.Scored.State.Counterparts.Touched.Blocks.Count, heir.Counterparts.Touched.Blocks.Count);
        var slot = heir.Counterparts.Table.Find(CounterpartLog.Party);
        Assert.Equal(6_000, heir.Counterparts.Touched.CountLive(
            heir.Counterparts.Table[slot], CounterpartLog.Party, ProfileTime.Minutes(Start), 10_000));
    }

    private string Bytes() => string.Join('\n', StateImage.Of(_log.Scored).InOrder().Where(x => x.Key[0] is not (4 or 5))
        .Select(x => $"{Convert.ToHexString(x.Key)} {Convert.ToHexString(x.Value)}"));

    private void Touch(int lines)
    {
        for (var i = 0; i < lines; i++)
        {
            _log.Sends(i, Start + (i % 30 * 1_000), NumberClass.Port106, template: 0, url: false);
        }
    }

    private void Pass(int seconds, long fromMs = Start + Hour)
    {
        for (var i = 1; i <= seconds; i++)
        {
            _log.Pass(fromMs + (i * 1_000));
        }
    }
}
