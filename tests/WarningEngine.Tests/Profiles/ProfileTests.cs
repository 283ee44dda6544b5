using System.Runtime.CompilerServices;
using WarningEngine.Core.Events;
using WarningEngine.Core.Memory;
using WarningEngine.Core.Profiles;
using WarningEngine.Testing;

namespace WarningEngine.Tests.Profiles;

public sealed class ProfileTests
{
    private const long Start = 1_773_590_400_000;
    private const long Minute = 60_000;
    private static readonly Token Line = new(1, 2);
    private static readonly Token Stranger = new(0x1111_2222_3333_4444, 5);

    [Fact]
    public void A_line_costs_256_bytes_with_its_token() => Assert.Equal((Profile.Size, 256), (Unsafe.SizeOf<Profile>(), Profile.Size + Token.Size));

    [Fact]
    public void A_counterpart_costs_as_much_as_its_table_says()
    {
        Assert.Equal(Counterpart.Size, Unsafe.SizeOf<Counterpart>());
        Assert.Contains($"{Counterpart.Size} bytes", Repository.Read("src/README.md"), StringComparison.Ordinal);
    }

    [Fact]
    public void Records_of_one_call_that_start_within_a_minute_are_one_call()
    {
        var profile = new Profile();
        var first = CallMerging.Apply(ref profile, Call(CallPhase.Answer, Start, 0), historyKnown: true);
        var other = CallMerging.Apply(ref profile, Call(CallPhase.Record, Start + 50_000, 300), historyKnown: true);
        var again = CallMerging.Apply(ref profile, Call(CallPhase.End, Start, 310), historyKnown: true);

        Assert.True(first is { IsNew: true, Answered: true });
        Assert.True(other is { IsNew: false, Ended: true, AddedMs: 300_000 });
        Assert.True(again is { IsNew: false, Ended: false, AddedMs: 10_000 });
    }

    [Theory]
    [InlineData(-5, true)]
    [InlineData(0, true)]
    [InlineData(90, true)]
    [InlineData(121, false)]
    [InlineData(180, false)]
    [InlineData(390, false)]
    public void A_recorded_loss_is_known_for_three_months(int daysLater, bool known)
    {
        // On every day of a period of thirty days, and before each turn of the four bits that hold it.
        for (var day = 0; day < 480; day++)
        {
            var at = Start + (day * ProfileTime.DayMs);
            var profile = new Profile { Marks = ProfileMarks.Business };
            profile.KnowLoss(at);
            profile.ForgetOldLoss(at + (daysLater * ProfileTime.DayMs));
            Assert.Equal((known, ProfileMarks.Business), (profile.Is(ProfileMarks.LossKnown), profile.Marks & ProfileMarks.Facts & ~ProfileMarks.LossKnown));

            profile.LastEventMin = ProfileTime.Minutes(at);
            profile.ForgetOldFindings(at + (400 * ProfileTime.DayMs));
            profile.KnowLoss(at + (400 * ProfileTime.DayMs));
            profile.ForgetOldLoss(at + (450 * ProfileTime.DayMs));
            Assert.True(profile.Is(ProfileMarks.LossKnown));
        }
    }

    /// <summary>Agents' answers come in the order in which they are written down, not in that of the calls.</summary>
    [Fact]
    public void A_finding_that_is_told_late_makes_none_older()
    {
        for (var day = 0; day < 480; day++)
        {
            var start = Start + (day * ProfileTime.DayMs);
            long At(int days) => start + (days * ProfileTime.DayMs);
            var profile = new Profile();
            profile.KnowDenial(At(79));
            profile.KnowDenial(At(41));
            profile.KnowLoss(At(100));
            profile.KnowLoss(At(3));
            profile.LastEventMin = ProfileTime.Minutes(At(100));

            profile.ForgetOldDenials(At(80));
            profile.ForgetOldLoss(At(101));
            Assert.Equal((2, true), (profile.Denials, profile.Is(ProfileMarks.LossKnown)));

            // Of the year before: it is known no more, and would pass for one of these days where periods have come round.
            profile.KnowDenial(At(100 - 310));
            profile.KnowLoss(At(100 - 480));
            Assert.Equal(2, profile.Denials);
            profile.ForgetOldFindings(At(221));
            Assert.Equal((0, false), (profile.Denials, profile.Is(ProfileMarks.LossKnown)));
        }
    }

    /// <summary>Periods of denials come round after 310 days, of losses after 480; an operator may keep silent lines for longer.</summary>
    [Theory]
    [InlineData(121)]
    [InlineData(312)]
    [InlineData(481)]
    public void No_silence_brings_a_finding_back(int daysLater)
    {
        var profile = new Profile { Marks = ProfileMarks.Business, LastEventMin = ProfileTime.Minutes(Start) };
        profile.KnowDenial(Start);
        profile.KnowLoss(Start);

        profile.ForgetOldFindings(Start + (daysLater * ProfileTime.DayMs));

        Assert.Equal((0, ProfileMarks.Business), (profile.Denials, profile.Marks));
    }

    [Theory]
    [InlineData(-5, 7)]
    [InlineData(0, 7)]
    [InlineData(30, 7)]
    [InlineData(41, 0)]
    [InlineData(280, 0)]
    public void Denials_are_known_for_a_month_after_the_last_one(int daysLater, int known)
    {
        // On every day of a period of ten days, and before each turn of the 31 periods.
        for (var day = 0; day < 320; day++)
        {
            var at = Start + (day * ProfileTime.DayMs);
            var profile = new Profile();
            for (var i = 0; i < 9; i++)
            {
                profile.ForgetOldDenials(at - ((9 - i) * ProfileTime.DayMs));
                profile.KnowDenial(at - ((9 - i) * ProfileTime.DayMs));
            }

            profile.KnowDenial(at);
            profile.ForgetOldDenials(at + (daysLater * ProfileTime.DayMs));
            Assert.Equal(known, profile.Denials);
        }
    }

    [Fact]
    public void A_call_that_starts_later_is_another_call()
    {
        var profile = new Profile();
        CallMerging.Apply(ref profile, Call(CallPhase.Record, Start, 30), historyKnown: true);

        Assert.True(CallMerging.Apply(ref profile, Call(CallPhase.Record, Start + 61_000, 30), historyKnown: true).IsNew);
    }

    [Fact]
    public void A_call_is_open_from_its_answer_to_its_end_or_the_end_of_its_lease()
    {
        var profile = new Profile();
        CallMerging.Apply(ref profile, Call(CallPhase.Answer, Start, 0), historyKnown: true);
        Assert.True(OngoingCalls.FindOpen(profile, Start + (20 * Minute)) >= 0);
        Assert.Equal(-1, OngoingCalls.FindOpen(profile, Start + (241 * Minute)));

        CallMerging.Apply(ref profile, Call(CallPhase.End, Start, 600), historyKnown: true);
        Assert.Equal(-1, OngoingCalls.FindOpen(profile, Start + (11 * Minute)));
    }

    [Fact]
    public void An_end_read_before_its_answer_opens_no_ghost_call()
    {
        var profile = new Profile();
        CallMerging.Apply(ref profile, Call(CallPhase.End, Start, 600), historyKnown: true);
        CallMerging.Apply(ref profile, Call(CallPhase.Answer, Start, 0), historyKnown: true);

        Assert.Equal(-1, OngoingCalls.FindOpen(profile, Start + Minute));
    }

    [Fact]
    public void A_third_answered_call_closes_the_oldest()
    {
        var profile = new Profile();
        for (ulong i = 0; i < 3; i++)
        {
            var leg = Call(CallPhase.Answer, Start + ((long)i * 1_000), 0);
            leg.Other = new Token((i + 1) << 20, 1);
            CallMerging.Apply(ref profile, leg, historyKnown: true);
        }

        var open = 0;
        foreach (var call in (ReadOnlySpan<RecentCall>)profile.Calls)
        {
            open += OngoingCalls.IsOpen(call, Start + Minute) ? 1 : 0;
        }

        Assert.Equal(2, open);
    }

    [Fact]
    public void Somebody_is_a_stranger_for_a_day_and_known_after_it()
    {
        var profile = new Profile();
        Assert.True(Contacts.IsStranger(profile, Stranger, Start));
        Contacts.Remember(ref profile, Stranger, Start);
        Assert.True(Contacts.IsStranger(profile, Stranger, Start + (23 * 60 * Minute)));
        Assert.False(Contacts.IsStranger(profile, Stranger, Start + (25 * 60 * Minute)));
    }

    [Fact]
    public void Old_contacts_stay_known_when_many_new_ones_come()
    {
        var profile = new Profile();
        Contacts.Remember(ref profile, Stranger, Start);
        for (ulong i = 1; i <= 12; i++)
        {
            Contacts.Remember(ref profile, new Token(i, 9), Start + (26 * 60 * Minute));
        }

        Assert.False(Contacts.IsStranger(profile, Stranger, Start + (50 * 60 * Minute)));
    }

    /// <summary>Two one-day acquaintances a day for half a year.</summary>
    [Fact]
    public void Who_is_met_every_week_stays_known_among_couriers()
    {
        const long day = 24 * 60 * Minute;
        var profile = new Profile();
        for (var today = 0; today < 180; today++)
        {
            var now = Start + (today * day);
            Contacts.Remember(ref profile, new Token((ulong)(1_000 + today), 7), now);
            Contacts.Remember(ref profile, new Token((ulong)(5_000 + today), 7), now + Minute);
            if (today % 7 == 0)
            {
                Assert.Equal(today == 0, Contacts.IsStranger(profile, Stranger, now + (2 * Minute)));
                Contacts.Remember(ref profile, Stranger, now + (2 * Minute));
            }
        }
    }

    [Fact]
    public void A_landlord_is_not_forgotten_for_shops_and_a_shop_not_for_friends()
    {
        var profile = new Profile();
        Token landlord = new(1, 1), grocer = new(2 << 8, 2);
        Assert.True(Contacts.IsNewPayee(profile, landlord, isShop: false));
        Contacts.RememberPayee(ref profile, landlord, isShop: false);
        Contacts.RememberPayee(ref profile, grocer, isShop: true);
        for (ulong i = 0; i < 60; i++)
        {
            Contacts.RememberPayee(ref profile, new Token((i + 10) << 8, 3), isShop: true);
            Contacts.RememberPayee(ref profile, grocer, isShop: true);
        }

        Assert.False(Contacts.IsNewPayee(profile, landlord, isShop: false));
        for (ulong i = 0; i < 10; i++)
        {
            Contacts.RememberPayee(ref profile, new Token(i + 100, 3), isShop: false);
        }

        Assert.False(Contacts.IsNewPayee(profile, grocer, isShop: true));
        Assert.True(Contacts.IsNewPayee(profile, landlord, isShop: false));
        Assert.True(Contacts.IsNewPayee(profile, grocer, isShop: false));
    }

    [Theory]
    [InlineData(0, 1000)]
    [InlineData(60, 500)]
    [InlineData(120, 250)]
    [InlineData(30, 707)]
    public void Decay_halves_with_each_half_life(long minutes, uint left) =>
        Assert.InRange(Decay.Apply(1000, minutes * Minute, 60 * Minute), left - 1, left + 1);

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(200)]
    [InlineData(5000)]
    public void Distinct_parties_are_counted_within_a_third(int parties)
    {
        var count = default(DistinctCount);
        for (var i = 0; i < parties; i++)
        {
            var token = new Token(Hashing.Mix((ulong)i + 1), Hashing.Mix((ulong)i + 77));
            count.Add(token);
            count.Add(token);
        }

        Assert.InRange(count.Estimate(), parties * 2 / 3, Math.Max(parties, parties * 4 / 3));
    }

    [Fact]
    public void A_partition_stands_at_the_least_of_those_that_hold_it_back_and_never_goes_back()
    {
        var clock = new PartitionClock();
        var (calls, bank) = (new Source("telecom.calls", 1, 0), new Source("bank.transfers", 1, 0));
        Assert.True(clock.Advance([new ProgressEntry(calls, 5_000, true), new ProgressEntry(bank, 3_000, true)]));
        Assert.Equal(3_000, clock.NowMs);
        Assert.False(clock.Advance([new ProgressEntry(bank, 2_000, true)]));
        Assert.Equal(3_000, clock.NowMs);
        clock.Advance([new ProgressEntry(bank, 3_000, false)]);
        Assert.Equal(5_000, clock.NowMs);
    }

    [Fact]
    public void A_raw_partition_that_stands_still_for_sixty_frames_is_left_out()
    {
        var clock = new PartitionClock();
        var (calls, bank) = (new Source("telecom.calls", 1, 0), new Source("bank.transfers", 1, 0));
        for (var frame = 0; frame <= 60; frame++)
        {
            clock.Advance([new ProgressEntry(calls, 10_000 + frame, true), new ProgressEntry(bank, 4_000, true)]);
        }

        Assert.Equal(bank, Assert.Single(clock.Stopped));
        Assert.Equal(10_060, clock.NowMs);
    }

    [Fact]
    public void How_long_a_stream_has_been_read_is_told_by_its_earliest_progress()
    {
        var clock = new PartitionClock();
        clock.Advance([new ProgressEntry(new Source(RawStreams.Calls, 1, 0), 7_000, true)]);
        clock.Advance([new ProgressEntry(new Source(RawStreams.Calls, 1, 1), 5_000, true)]);
        clock.Advance([new ProgressEntry(new Source(RawStreams.Calls, 1, 0), 9_000, true)]);

        Assert.Equal(5_000, clock.CallsSinceMs);
        Assert.Equal(0, clock.MoneySinceMs);
    }

    [Fact]
    public void What_is_not_above_its_sources_mark_is_dropped()
    {
        var marks = new Marks();
        var source = new Source("telecom.calls", 1, 3);
        Assert.True(marks.Pass(new Stamp(source, new Position(7, 2, 0))));
        Assert.True(marks.Pass(new Stamp(source, new Position(7, 2, 1))));
        Assert.False(marks.Pass(new Stamp(source, new Position(7, 2, 1))));
        Assert.False(marks.Pass(new Stamp(source, new Position(7, 1, 9))));
        Assert.True(marks.Pass(new Stamp(source with { Generation = 2 }, new Position(0, 0, 0))));
    }

    private static Leg Call(CallPhase phase, long startMs, long seconds) => new()
    {
        Kind = LegKind.Call,
        Entity = Line,
        Other = Stranger,
        EventTimeMs = phase == CallPhase.Answer ? startMs : startMs + (seconds * 1000),
        Call = new CallFacts
        {
            Phase = phase, Direction = CallDirection.Incoming, Answered = true, StartMs = startMs, AnswerMs = startMs,
            ReleaseMs = phase == CallPhase.Answer ? 0 : startMs + (seconds * 1000), DurationMs = seconds * 1000,
        },
    };
}
