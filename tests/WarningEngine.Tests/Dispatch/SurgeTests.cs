using WarningEngine.Core;
using WarningEngine.Core.Cases;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Dispatch;
using WarningEngine.Core.Events;
using WarningEngine.Testing;

namespace WarningEngine.Tests.Dispatch;

/// <summary>A pattern that fires ten times its usual rate is held; what is usual, it says itself.</summary>
public class SurgeTests
{
    private const string Pattern = "T21-parcel";
    private const long HourMs = 60 * Some.MinuteMs;
    private const long DayMs = 24 * HourMs;

    /// <summary>Midnight UTC, so that days are whole.</summary>
    private const long StartMs = Some.TimeMs - (Some.TimeMs % DayMs);

    private static readonly CommandFacts Release = new() { Kind = CommandKind.Release };

    [Theory]
    [InlineData(1, 20)]
    [InlineData(48, 20)]
    [InlineData(240, 100)]
    public void Ten_times_the_usual_rate_is_held_and_never_less_than_twenty_an_hour(int perDay, int trips)
    {
        var log = After(4, perDay).Burst(trips - 1, StartMs + (4 * DayMs));
        Assert.Empty(log.Surged);
        Assert.Empty(log.KeptBack);

        log
            .Burst(trips, StartMs + (4 * DayMs) + (2 * HourMs), first: 2_000)
            .Burst(30, StartMs + (4 * DayMs) + (2 * HourMs) + (6 * Some.MinuteMs), first: 3_000);

        Assert.Equal([(Pattern, SurgeState.Held)], log.Surged);
        Assert.Equal(31, log.KeptBack.Count);
        Assert.All(log.Partition.Cases.Where(x => x.Held), x => Assert.Equal((Pattern, "held", Pattern), (x.HeldFor, x.History[^1].What, x.History[^1].Detail)));
    }

    [Fact]
    public void What_has_not_been_known_for_three_whole_days_is_never_unusual()
    {
        Assert.Empty(After(3, 48).Burst(500, StartMs + (3 * DayMs)).Surged);
        Assert.Empty(new DispatchLog().Burst(500, StartMs).Surged);
    }

    [Fact]
    public void Before_the_partition_has_a_time_nothing_is_counted()
    {
        var log = After(4, 48);
        var fresh = new DispatchLog();
        for (var i = 0; i < 50; i++)
        {
            fresh.Apply(stamp => new WarningItem(stamp, 0, Some.Warning()));
        }

        Assert.NotEmpty(Patterns(log.Partition));
        Assert.Empty(Patterns(fresh.Partition));
    }

    [Fact]
    public void Cases_that_were_sent_stay_sent_and_other_patterns_go_on()
    {
        var log = Surging();
        var sent = log.Partition.Cases.First(x => x.Sent is not null && x.Revision == 1);
        log.Entries.Clear();

        log.Warn(Again(sent, Pattern, Tier.P1));
        Assert.Equal(["dissuasion.510000.p1 Open 2"], log.Sent);
        log.Warn(Again(sent, Pattern, Tier.P0));
        Assert.Single(log.Entries);
        Assert.Equal(Pattern, Now(log, sent).HeldFor);

        log.Warn(Again(sent, "M1-on-the-phone", Tier.P0));
        Assert.Equal(["dissuasion.510000.p1 Superseded 4", "dissuasion.510000.p0 Open 4"], log.Sent.Skip(1));
        log.Warn(Some.Warning(7));
        Assert.Equal("dissuasion.510000.p1 Open 1", log.Sent.Last());
    }

    [Fact]
    public void A_P0_of_another_pattern_is_not_held_back_with_the_case()
    {
        var log = Surging();
        var held = log.Partition.Cases.First(x => x.Held);
        log.Entries.Clear();

        log.Warn(Again(held, "M1-on-the-phone", Tier.P0));

        Assert.Equal(["dissuasion.510000.p0 Open 2"], log.Sent);
        Assert.Equal((false, null), (Now(log, held).Held, Now(log, held).HeldFor));
    }

    [Fact]
    public void A_release_lets_the_pattern_go_on_until_it_is_over_and_the_next_surge_is_held_anew()
    {
        var log = Surging();
        var held = log.Partition.Cases.Count(x => x.Held);
        log.Entries.Clear();

        log.Order(Release);
        Assert.Equal(held, log.Entries.Count);
        var at = StartMs + (4 * DayMs) + HourMs;
        log.Burst(60, at);
        Assert.Equal([(Pattern, SurgeState.Held), (Pattern, SurgeState.Released)], log.Surged);
        Assert.DoesNotContain(log.Partition.Cases, x => x.Held);

        log.Time(at + (2 * HourMs));
        Assert.Equal((Pattern, SurgeState.None), log.Surged[^1]);
        log.Burst(60, at + DayMs);
        Assert.Equal((Pattern, SurgeState.Held), log.Surged[^1]);
    }

    [Fact]
    public void A_release_of_one_case_releases_no_pattern_and_that_case_goes_on()
    {
        var log = Surging();
        var held = log.Partition.Cases.First(x => x.Held);
        var others = log.Partition.Cases.Count(x => x.Held) - 1;
        log.Entries.Clear();

        log.Order(Release with { CaseId = held.Id }).Warn(Again(held, Pattern, Tier.P1));

        Assert.Equal(["dissuasion.510000.p1 Open 2", "dissuasion.510000.p1 Open 3"], log.Sent);
        Assert.Equal(others, log.Partition.Cases.Count(x => x.Held));
        Assert.Single(log.Surged);
    }

    [Fact]
    public void It_is_over_below_half_of_what_began_it_and_what_is_held_stays_held()
    {
        var at = StartMs + (4 * DayMs);
        var log = Surging().Time(at + (59 * Some.MinuteMs)).Burst(15, at + (61 * Some.MinuteMs)).Time(at + (70 * Some.MinuteMs));
        Assert.Single(log.Surged);

        var held = log.Partition.Cases.Count(x => x.Held);
        log.Time(at + (3 * HourMs)).Burst(5, at + (3 * HourMs), first: 1_030);

        Assert.Equal((Pattern, SurgeState.None), log.Surged[^1]);
        Assert.Equal(held - 5, log.Partition.Cases.Count(x => x.Held));
        log.Time(at + (12 * HourMs));
        Assert.DoesNotContain(log.Partition.Cases, x => x.Held);
    }

    [Fact]
    public void What_an_exposure_causes_is_neither_counted_nor_held()
    {
        var log = After(4, 1);
        for (var i = 0; i < 500; i++)
        {
            log.Warn(Exposed(i));
        }

        Assert.Empty(log.Surged);
        log.Burst(20, StartMs + (4 * DayMs));
        Assert.Single(log.Surged);
        log.KeptBack.Clear();
        log.Warn(Exposed(600));
        Assert.Empty(log.KeptBack);

        static Warning Exposed(int i)
        {
            var timeMs = StartMs + (4 * DayMs);
            return Some.Warning(i) with
            {
                Person = new Token(2, (ulong)i), EpisodeId = (UInt128)(5_000 + i), PatternId = Pattern, EventTimeMs = timeMs,
                Evidence = [new Evidence(LegKind.Exposure, timeMs, EntityKind.Number, new Token(5, 1), 0, 0, 0, "High:Listed")],
            };
        }
    }

    [Fact]
    public void Days_without_any_warning_are_no_days()
    {
        var log = After(4, 240).Burst(60, StartMs + (30 * DayMs));

        Assert.Empty(log.Surged);
    }

    [Fact]
    public void A_day_on_which_it_was_held_is_no_usual_day_and_one_that_was_released_is()
    {
        var held = Surging();
        Assert.Equal(2, held.Partition.Surges.Single().UsualPerHour);
        for (var day = 4; day < 8; day++)
        {
            held.Burst(400, StartMs + (day * DayMs) + (2 * HourMs));
        }

        held.Burst(1, StartMs + (9 * DayMs));
        Assert.Equal(2, held.Partition.Surges.Single().UsualPerHour);

        var released = Surging().Order(Release);
        foreach (var day in new[] { 5, 6 })
        {
            released.Burst(400, StartMs + (day * DayMs));
        }

        Assert.True(released.Partition.Surges.Single().UsualPerHour > 4);
    }

    /// <summary>Its usual rate would have grown, and the next surge begun later.</summary>
    [Fact]
    public void A_day_of_which_only_the_warning_that_began_the_surge_was_held_is_no_usual_day()
    {
        var log = After(4, 48).Time(StartMs + (4 * DayMs) - 1).Burst(20, StartMs + (4 * DayMs));
        Assert.Equal([(Pattern, SurgeState.Held)], log.Surged);

        // Three days of 48 are known, and one without any.
        log.Burst(1, StartMs + (5 * DayMs), "T99-other").Burst(1, StartMs + (6 * DayMs), "T99-other");

        Assert.Equal(1.5, log.Partition.Surges.Single().UsualPerHour);
    }

    /// <summary>In shadow nothing goes out: what another pattern says lets nothing go.</summary>
    [Fact]
    public void What_a_surge_holds_stays_held_in_shadow()
    {
        var log = Surging();
        var held = log.Partition.Cases.First(x => x.Held);
        log.Order(new CommandFacts { Kind = CommandKind.SetMode, Mode = DispatchMode.Shadow });
        log.Entries.Clear();

        log.Warn(Again(held, "M1-on-the-phone", Tier.P0));
        Assert.Equal((true, Pattern), (Now(log, held).Held, Now(log, held).HeldFor));

        log.Order(new CommandFacts { Kind = CommandKind.SetMode, Mode = DispatchMode.Live }).Order(Release with { CaseId = held.Id });
        Assert.Equal(["dissuasion.510000.p0 Open 3"], log.Sent);
    }

    [Theory]
    [InlineData(DispatchMode.Shadow)]
    [InlineData(DispatchMode.Hold)]
    public void Another_mode_keeps_for_itself_and_a_surge_is_told_all_the_same(DispatchMode mode)
    {
        var log = After(4, 1).Order(new CommandFacts { Kind = CommandKind.SetMode, Mode = mode }).Burst(40, StartMs + (4 * DayMs));

        Assert.Equal([(Pattern, SurgeState.Held)], log.Surged);
        Assert.All(log.Partition.Cases, x => Assert.Null(x.HeldFor));
    }

    [Fact]
    public void Another_number_of_partitions_shares_what_is_usual_among_those_who_take_over()
    {
        var before = After(4, 240);
        var quiet = After(4, 24, "T99-other").Partition;
        DispatchPartition[] four = [.. Enumerable.Range(0, 4).Select(_ => new DispatchPartition(DispatchOptions.Default))];
        before.Partition.DealTo(0, 2, four);
        quiet.DealTo(1, 2, four);

        Assert.Empty(new DispatchLog(four[0]).Burst(49, StartMs + (4 * DayMs)).Surged);
        Assert.Single(new DispatchLog(four[1]).Burst(50, StartMs + (4 * DayMs)).Surged);
        Assert.Empty(new DispatchLog(four[2]).Burst(50, StartMs + (4 * DayMs)).Surged);

        DispatchPartition[] one = [new DispatchPartition(DispatchOptions.Default)];
        four[0].DealTo(0, 4, one);
        four[1].DealTo(1, 4, one);
        Assert.Equal((Pattern, SurgeState.Held), one[0].Surges.Select(x => (x.PatternId, x.State)).Single());
    }

    [Fact]
    public void As_many_patterns_are_watched_as_agreed_and_silent_ones_give_way()
    {
        var log = new DispatchLog();
        for (var i = 0; i < Limits.PatternsWatchedMax + 5; i++)
        {
            log.Burst(1, StartMs, $"old-{i}");
        }

        Assert.Equal(Limits.PatternsWatchedMax, Patterns(log.Partition).Count);
        Assert.DoesNotContain($"old-{Limits.PatternsWatchedMax}", Patterns(log.Partition));

        for (var day = 1; day < 10; day++)
        {
            log.Burst(1, StartMs + (day * DayMs), "old-0");
        }

        log.Burst(1, StartMs + (10 * DayMs), "new");
        Assert.Contains("new", Patterns(log.Partition));
        Assert.Contains("old-0", Patterns(log.Partition));
        Assert.Equal(Limits.PatternsWatchedMax, Patterns(log.Partition).Count);
    }

    /// <summary>So many warnings on each of so many days, none in the last four hours of any.</summary>
    private static DispatchLog After(int days, int perDay, string pattern = Pattern)
    {
        var log = new DispatchLog();
        for (var day = 0; day < days; day++)
        {
            for (var i = 0; i < perDay; i++)
            {
                log.Burst(1, StartMs + (day * DayMs) + (i * 20 * HourMs / perDay), pattern);
            }
        }

        log.KeptBack.Clear();
        return log;
    }

    /// <summary>A pattern of two an hour that warns forty people at once: 19 are sent, 21 are held.</summary>
    internal static DispatchLog Surging() => After(4, 48).Time(StartMs + (4 * DayMs) - 1).Burst(40, StartMs + (4 * DayMs));

    private static Case Now(DispatchLog log, Case one) => log.Partition.Cases.Single(x => x.Person == one.Person);

    private static Warning Again(Case one, string pattern, Tier tier) => Some.Warning(9) with
    {
        Person = one.Person, EpisodeId = one.Id, PatternId = pattern, Tier = tier, EventTimeMs = one.EventTimeMs + 1,
        UsefulUntilMs = one.UsefulUntilMs,
    };

    private static List<string> Patterns(DispatchPartition partition)
    {
        var records = new StateRecords();
        partition.WriteAll(records);
        return [.. records.All.Where(x => x.Key[0] == 2).Select(x => System.Text.Encoding.UTF8.GetString(x.Key.AsSpan(1)))];
    }
}
