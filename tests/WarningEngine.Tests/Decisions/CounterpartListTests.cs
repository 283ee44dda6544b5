using WarningEngine.Core.Events;
using WarningEngine.Core.Profiles;

namespace WarningEngine.Tests.Decisions;

/// <summary>Entries of lists begin and end by themselves, stand side by side, and are lifted by an upheld appeal.</summary>
public sealed class CounterpartListTests
{
    private const long Start = CounterpartLog.Start;
    private const long Minute = CounterpartLog.Minute;
    private const long Hour = CounterpartLog.Hour;
    private const long Day = CounterpartLog.Day;
    private const ulong Entry = 0x1111_0000_0000_0000;
    private const ulong Another = 0x2222_0000_0000_0000;

    private readonly CounterpartLog _log = new();

    [Fact]
    public void An_entry_that_has_come_to_its_end_lowers_the_grade_with_progress_alone()
    {
        Touch(10);
        _log.List(Start, Grade.High, toMs: Start + Hour);
        var ends = _log.Count + 1;
        _log.Pass(Start + Hour - Minute);
        _log.Pass(Start + Hour);

        var lower = _log.Exposures().Where(x => x.Leg.Reputation.Grade == Grade.None).ToList();

        Assert.Equal(Grade.None, _log.Record.Grade);
        Assert.Equal(10, lower.Select(x => x.Leg.Entity).Distinct().Count());
        Assert.All(lower, x => Assert.Equal(ends, x.At));
    }

    [Fact]
    public void An_entry_that_begins_tomorrow_says_nothing_today()
    {
        Touch(3);
        _log.List(Start, Grade.High, fromMs: Start + Day);
        Assert.Equal(Grade.None, _log.Grade());

        _log.Pass(Start + Day);

        Assert.Equal(3, _log.Exposures().Count);
        Assert.Equal(Grade.High, _log.Record.Grade);
    }

    [Fact]
    public void An_upheld_appeal_lowers_the_grade_for_everyone_within_one_progress()
    {
        Touch(1_000);
        _log.List(Start + Hour, Grade.VeryHigh);
        _log.Pass(Start + Hour + 1_000);
        _log.List(Start + (2 * Hour), Grade.None, appeal: Appeal.Upheld);
        _log.Pass(Start + (2 * Hour) + 1_000);

        var lower = _log.Exposures().Where(x => x.Leg.Reputation.Grade == Grade.None).ToList();

        Assert.Equal(Grade.None, _log.Record.Grade);
        Assert.Equal(1_000, lower.Select(x => x.Leg.Entity).Distinct().Count());
    }

    [Fact]
    public void An_appeal_lifts_its_own_entry_and_no_other()
    {
        _log.List(Start, Grade.VeryHigh, Entry);
        _log.List(Start, Grade.Medium, Another);
        _log.List(Start + Hour, Grade.None, Entry, appeal: Appeal.Upheld);

        Assert.Equal(Grade.Medium, _log.Grade());
    }

    [Fact]
    public void An_appeal_that_names_no_entry_lifts_all()
    {
        _log.List(Start, Grade.VeryHigh, Entry);
        _log.List(Start, Grade.Medium, Another);
        _log.List(Start, Grade.High, confirmed: true);
        _log.List(Start + Hour, Grade.None, entry: 0, appeal: Appeal.Upheld);

        Assert.Equal(Grade.None, _log.Grade());
    }

    [Fact]
    public void An_entry_that_is_read_after_its_lifting_stays_lifted()
    {
        _log.List(Start + Hour, Grade.None, Entry, appeal: Appeal.Upheld);
        _log.List(Start, Grade.VeryHigh, Entry);

        Assert.Equal(Grade.None, _log.Grade());
    }

    /// <summary>Whichever is read first: it lifts what was said before, and nothing that is said later, or in the same minute and read later.</summary>
    [Theory]
    [InlineData(-1, false, Grade.None)]
    [InlineData(0, false, Grade.VeryHigh)]
    [InlineData(1, false, Grade.VeryHigh)]
    [InlineData(0, true, Grade.VeryHigh)]
    [InlineData(-1, true, Grade.None)]
    [InlineData(1, true, Grade.VeryHigh)]
    public void An_appeal_that_names_no_entry_lifts_what_is_read_after_it_and_was_said_before(int hours, bool confirmed, Grade grade)
    {
        _log.List(Start, Grade.None, entry: 0, appeal: Appeal.Upheld);
        _log.List(Start + (hours * Hour), Grade.VeryHigh, Entry, confirmed: confirmed, arrivalMs: Start + Hour);

        Assert.Equal(grade, _log.Grade());
    }

    /// <summary>Whoever says neither issuer nor entry has a place of their own.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_entry_without_any_name_takes_no_appeals_place(bool isAppealFirst)
    {
        if (isAppealFirst)
        {
            _log.List(Start, Grade.None, entry: 0, appeal: Appeal.Upheld);
        }

        _log.List(Start + Hour, Grade.High, entry: 0);
        if (!isAppealFirst)
        {
            _log.List(Start, Grade.None, entry: 0, appeal: Appeal.Upheld, arrivalMs: Start + Hour);
        }

        _log.List(Start - Hour, Grade.VeryHigh, Entry, arrivalMs: Start + (2 * Hour));

        Assert.Equal(Grade.High, _log.Grade());
    }

    /// <summary>Version 11 of the state kept what names no entry in one place, whosesoever it was.</summary>
    [Theory]
    [InlineData(7UL << 32)]
    [InlineData(0)]
    public void What_version_11_kept_of_an_issuer_without_an_entry_ends_when_the_issuer_says_so(ulong entry)
    {
        var counterpart = new Counterpart();
        counterpart.Lists[0] = new ListEntry { Entry = 1, Level = Grade.High, Phase = ListPhase.Holds, AtMin = ProfileTime.Minutes(Start) };
        var ends = new Leg
        {
            Kind = LegKind.Indicator, EventTimeMs = Start + Hour, Indicator = new IndicatorFacts { Level = Grade.High, ToMs = Start + (2 * Hour), Entry = entry },
        };
        CounterpartLists.Apply(ref counterpart, ends, Start + Hour);
        var reasons = ReputationReasons.None;
        Assert.Equal(Grade.High, CounterpartLists.Level(counterpart, ref reasons));
        CounterpartLists.Advance(ref counterpart, Start + (2 * Hour));
        Assert.Equal(Grade.None, CounterpartLists.Level(counterpart, ref reasons));
    }

    [Fact]
    public void What_is_over_does_not_make_an_appeal_that_names_no_entry_forgotten()
    {
        _log.List(Start, Grade.None, entry: 0, appeal: Appeal.Upheld);
        for (ulong i = 0; i < 4; i++)
        {
            _log.List(Start - Hour, Grade.High, (i + 10) << 32, toMs: Start, arrivalMs: Start + Hour);
            _log.List(Start + Hour, Grade.None, (i + 20) << 32, appeal: Appeal.Upheld);
        }

        _log.List(Start - Hour, Grade.VeryHigh, Entry, arrivalMs: Start + (2 * Hour));
        Assert.Equal(Grade.None, _log.Grade());
    }

    [Fact]
    public void What_holds_takes_the_place_of_an_appeal_that_names_no_entry_where_there_is_no_other()
    {
        _log.List(Start, Grade.None, entry: 0, appeal: Appeal.Upheld);
        for (ulong i = 0; i < 3; i++)
        {
            _log.List(Start + Hour, (Grade)(i + 1), (i + 10) << 32, toMs: Start + (2 * Hour));
        }

        Assert.Equal(Grade.VeryHigh, _log.Grade());
    }

    [Fact]
    public void An_appeal_that_is_pending_is_said_and_lowers_nothing()
    {
        _log.List(Start, Grade.High, Entry);
        _log.List(Start + Hour, Grade.High, Entry, appeal: Appeal.Pending);

        Assert.Equal(Grade.High, _log.Grade());
        Assert.Equal(ReputationReasons.Listed | ReputationReasons.AppealPending, _log.Record.Reasons);
    }

    [Fact]
    public void An_appeal_that_is_upheld_clears_behaviour_for_a_while_and_an_agents_finding_still_counts()
    {
        for (var i = 0; i < 60; i++)
        {
            _log.Calls(i, Start + (i * Minute), i % 3 == 0 ? 29 : 0, NumberClass.International);
        }

        Assert.Equal(Grade.High, _log.Grade());
        _log.List(Start + (2 * Hour), Grade.None, entry: 0, appeal: Appeal.Upheld);
        _log.Calls(99, Start + (3 * Hour), 0, NumberClass.International);
        Assert.Equal(Grade.None, _log.Grade());

        _log.List(Start + (4 * Hour), Grade.High, confirmed: true);
        Assert.Equal(Grade.High, _log.Grade());
        Assert.Equal(ReputationReasons.Confirmed, _log.Record.Reasons & ReputationReasons.Confirmed);
    }

    [Fact]
    public void Of_more_entries_than_there_is_room_for_the_weakest_gives_way()
    {
        _log.List(Start, Grade.High, 0x1_0000_0000 * 10);
        _log.List(Start, Grade.Medium, 0x1_0000_0000 * 11);
        _log.List(Start, Grade.VeryHigh, 0x1_0000_0000 * 12);
        _log.List(Start, Grade.High, 0x1_0000_0000 * 13);
        _log.List(Start + 1, Grade.None, 0x1_0000_0000 * 12, appeal: Appeal.Upheld);
        _log.List(Start + 1, Grade.None, 0x1_0000_0000 * 10, appeal: Appeal.Upheld);

        Assert.Equal(Grade.High, _log.Grade());
    }

    /// <summary>However high it was: it would take the place of one that holds for good, and say nothing itself.</summary>
    [Theory]
    [InlineData(Appeal.None)]
    [InlineData(Appeal.Upheld)]
    public void An_entry_that_is_over_takes_the_place_of_none_that_holds(Appeal appeal)
    {
        _log.List(Start, Grade.High, 0x1_0000_0000 * 10);
        _log.List(Start, Grade.High, 0x1_0000_0000 * 11, toMs: Start + Hour);
        _log.List(Start, Grade.High, 0x1_0000_0000 * 12, toMs: Start + Hour);
        _log.List(Start + Minute, Grade.VeryHigh, 0x1_0000_0000 * 13, toMs: appeal == Appeal.None ? Start : 0, appeal: appeal);
        _log.Pass(Start + (2 * Hour));

        Assert.Equal(Grade.High, _log.Grade());
    }

    [Fact]
    public void Terms_end_the_same_after_a_restore()
    {
        Touch(30);
        for (ulong i = 0; i < 3; i++)
        {
            _log.List(Start, (Grade)(i + 1), (i + 3) << 32, toMs: Start + ((long)(3 - i) * Hour));
        }

        for (var i = 0; i < 40; i++)
        {
            _log.Pass(Start + (i * 5 * Minute));
        }

        var once = Told(_log.Score());
        Assert.Equal(once, Told(_log.Score(checkpointEvery: 7)));
        Assert.Equal(once, Told(_log.Score(checkpointEvery: 1)));
    }

    private static string[] Told(List<(int At, Leg Leg)> caused) =>
        [.. caused.Select(x => $"{x.At} {x.Leg.Kind} {x.Leg.Entity} {x.Leg.Reputation.Grade} {x.Leg.EventTimeMs} {x.Leg.EventId} {x.Leg.Stamp}")];

    private void Touch(int lines)
    {
        for (var i = 0; i < lines; i++)
        {
            _log.Sends(i, Start, NumberClass.Port106, template: 0, url: false);
        }
    }
}
