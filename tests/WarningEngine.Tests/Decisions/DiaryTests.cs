using WarningEngine.App.Snapshots;
using WarningEngine.Core;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Events;
using WarningEngine.Core.Features;
using WarningEngine.Core.Memory;
using WarningEngine.Core.Profiles;
using WarningEngine.Testing;

namespace WarningEngine.Tests.Decisions;

/// <summary>What an episode keeps of money and strangers, and what models hear of it.</summary>
public sealed class DiaryTests : IDisposable
{
    private const uint Minute = 60;
    private const uint Hour = 60 * Minute;
    private const MoveMarks Paid = MoveMarks.Outgoing | MoveMarks.Unfamiliar;
    private const MoveMarks Received = MoveMarks.Unfamiliar;

    private static readonly uint Now = ProfileTime.Seconds(Some.TimeMs);

    private readonly NativeBlocks _blocks = new();
    private Diary _diary;

    public void Dispose() => _blocks.Dispose();

    [Fact]
    public void A_stake_that_comes_back_from_others_with_a_gain_and_then_a_larger_payment()
    {
        Money(Now - (5 * Hour), 100_00, 1, Paid);
        Money(Now - (4 * Hour), 110_00, 2, Received);
        Money(Now - (3 * Hour), 200_00, 3, Paid | MoveMarks.Merchant);
        Money(Now - (2 * Hour) - (30 * Minute), 230_00, 4, Received);
        Money(Now, 3_000_00, 5, Paid);
        var features = Features();
        Assert.Equal(3, features[Feature.MovesPaid72h]);
        Assert.Equal(1, features[Feature.MovesPaid1h]);
        Assert.Equal(330_000, features[Feature.MovesPaidSum24h]);
        Assert.Equal(3, features[Feature.MovesPaidParties]);
        Assert.Equal(1, features[Feature.MovesPaidMerchants]);
        Assert.Equal(15, features[Feature.MovesPaidGrowth]);
        Assert.Equal(3 * Hour * 1000.0, features[Feature.MovesPaidGap]);
        Assert.Equal(5 * Hour * 1000.0, features[Feature.MovesPaidFirstAgo]);
        Assert.Equal(2, features[Feature.MovesReturns]);
        Assert.Equal(1.15, features[Feature.MovesReturnRatio], 1e-9);
        Assert.Equal(30 * Minute * 1000.0, features[Feature.MovesReturnLag]);
        Assert.Equal(2, features[Feature.MovesCameParties]);
        Assert.Equal(340_00, features[Feature.MovesCameSum72h]);
    }

    [Fact]
    public void What_the_party_that_was_paid_sends_back_is_no_return_and_what_is_far_larger_is_none()
    {
        Money(Now - Hour, 300_00, 1, Paid);
        Money(Now - (30 * Minute), 300_00, 1, Received);
        Money(Now, 5_000_00, 2, Received);
        var features = Features();
        Assert.Equal(2, features[Feature.MovesCame24h]);
        Assert.Equal(0, features[Feature.MovesReturns]);
        Assert.True(double.IsNaN(features[Feature.MovesReturnRatio]));
    }

    [Fact]
    public void What_is_refused_afterwards_was_not_paid()
    {
        Money(Now - Hour, 9_000_00, 1, Paid);
        Money(Now, 9_000_00, 1, Paid | MoveMarks.Failed);
        Assert.Equal(1, _diary.Moves.Length);
        var features = Features();
        Assert.Equal((0, 1), (features[Feature.MovesPaid72h], features[Feature.MovesRefused24h]));
        Assert.True(double.IsNaN(features[Feature.MovesPaidLast]));
    }

    [Fact]
    public void A_payment_that_is_tried_again_and_refused_again_was_not_paid_either()
    {
        for (uint i = 4; i > 0; i--)
        {
            Money(Now - (i * Minute), 9_000_00, 1, i % 2 == 0 ? Paid : Paid | MoveMarks.Failed);
        }

        Assert.Equal(2, _diary.Moves.Length);
        var features = Features();
        Assert.Equal((0, 2), (features[Feature.MovesPaid24h], features[Feature.MovesRefused24h]));
    }

    [Fact]
    public void What_is_refused_is_not_what_came_from_the_same_party()
    {
        Money(Now - Hour, 9_000_00, 1, Paid);
        Money(Now - (30 * Minute), 9_000_00, 1, Received);
        Money(Now, 9_000_00, 1, Paid | MoveMarks.Failed);

        Assert.Equal([Paid | MoveMarks.Failed, Received], _diary.Moves.ToArray().Select(x => x.Marks));
    }

    [Fact]
    public void Who_was_paid_and_sent_it_back_is_as_new_as_who_was_just_paid()
    {
        Token party = new(0x1234_5678_9ABC_DEF0, 7), other = new(0x1111_2222_3333_4444, 8);
        var peer = Hashing.Peer(party);
        Money(Now, 9_000_00, peer, Paid);
        Money(Now + (20 * Minute), 9_000_00, peer, Paid | MoveMarks.Failed);
        Assert.True(_diary.HasJustPaid(party, Some.TimeMs + (40 * 60_000)));
        Assert.False(_diary.HasJustPaid(other, Some.TimeMs + (40 * 60_000)));
        Assert.False(_diary.HasJustPaid(party, Some.TimeMs + (25 * 3_600_000)));

        // What came through later counts from when it did.
        Money(Now + (24 * Hour), 100_00, peer, Paid);
        Assert.True(_diary.HasJustPaid(party, Some.TimeMs + (25 * 3_600_000)));
        Assert.False(_diary.HasJustPaid(party, Some.TimeMs + (49 * 3_600_000)));
    }

    [Fact]
    public void Loans_of_two_lenders_that_go_to_strangers()
    {
        Money(Now - (3 * Hour), 500_00, 9, Paid);
        Money(Now - (2 * Hour), 10_000_00, 1, MoveMarks.None, MoneyEvent.LoanDisbursed);
        Money(Now - Hour, 10_000_00, 2, MoveMarks.None, MoneyEvent.LoanDisbursed);
        Money(Now - (30 * Minute), 0, 0, MoveMarks.None, MoneyEvent.LimitRaised);
        Money(Now, 15_000_00, 3, Paid);
        var features = Features();
        Assert.Equal((2, 2, 1), (features[Feature.MovesLoans], features[Feature.MovesLenders], features[Feature.MovesGathered]));
        Assert.Equal(0.75, features[Feature.MovesLentGone]);
    }

    [Fact]
    public void Loans_cash_and_own_accounts_that_were_refused_are_none_and_no_refused_payments()
    {
        foreach (var marks in (MoveMarks[])[MoveMarks.Outgoing, MoveMarks.Outgoing | MoveMarks.Failed])
        {
            Money(Now - Hour, 30_000_00, 0, marks, MoneyEvent.CashWithdrawn);
            Money(Now - Hour, 15_000_00, 0, marks, MoneyEvent.DepositBroken);
        }

        Money(Now - Hour, 20_000_00, 1, MoveMarks.Failed, MoneyEvent.LoanDisbursed);
        var features = Features();
        Assert.Equal((0, 0, 0, 0), (features[Feature.MovesCash], features[Feature.MovesGathered], features[Feature.MovesLoans], features[Feature.MovesLent]));
        Assert.Equal((0, 0), (features[Feature.MovesLenders], features[Feature.MovesRefused24h]));
        Assert.True(double.IsNaN(features[Feature.MovesLentGone]));
    }

    [Fact]
    public void A_stranger_who_hands_over_to_another_and_records_of_one_call()
    {
        Call(Now - (2 * Hour), 1, 60);
        Call(Now - (2 * Hour), 1, 600);
        Call(Now - (2 * Hour) + 900, 2, 3600);
        Call(Now - (10 * Minute), 2, 300, MeetingKind.Calling);
        _diary.Add(_blocks, new Meeting
        {
            AtSec = Now - Hour, Party = 7, Kind = MeetingKind.Sms, Template = SmsTemplate.Link, HasUrl = true, PartyClass = NumberClass.Port106,
        });
        var features = Features();
        Assert.Equal(4, _diary.Meetings.Length);
        Assert.Equal((3, 2, 1, 2), (features[Feature.MetCalls24h], features[Feature.MetParties72h], features[Feature.MetCalling72h], features[Feature.MetAgain]));
        Assert.Equal(4_500_000, features[Feature.MetTalk24h]);
        Assert.Equal(3_600_000, features[Feature.MetLongest]);
        Assert.Equal(300_000, features[Feature.MetHandOver]);
        Assert.Equal(2 * Hour * 1000.0, features[Feature.MetFirstAgo]);
        Assert.Equal((1, (double)SmsTemplate.Link, 1), (features[Feature.MetSms72h], features[Feature.MetSmsTemplate], features[Feature.MetSmsUrl]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_last_payment_is_the_latest_whichever_is_heard_first(bool isLateToldLast)
    {
        Money(Now - (isLateToldLast ? 30u : 90u) * Minute, isLateToldLast ? 5_000_00u : 3_000_00u, isLateToldLast ? 1u : 2u, Paid);
        Money(Now - (isLateToldLast ? 90u : 30u) * Minute, isLateToldLast ? 3_000_00u : 5_000_00u, isLateToldLast ? 2u : 1u, Paid);
        var features = Features();
        Assert.Equal((5_000_00, 30.0 * Minute * 1000, 60.0 * Minute * 1000), (
            features[Feature.MovesPaidLast], features[Feature.MovesPaidLastAgo], features[Feature.MovesPaidGap]));
        Assert.Equal(5.0 / 3, features[Feature.MovesPaidGrowth], 1e-9);
    }

    [Fact]
    public void The_last_return_and_the_last_message_are_the_latest_whichever_is_heard_first()
    {
        Money(Now - (5 * Hour), 100_00, 1, Paid);
        Money(Now - (3 * Hour), 100_00, 2, Received);
        Money(Now - (4 * Hour), 110_00, 3, Received);
        foreach (var hours in (uint[])[1, 2])
        {
            _diary.Add(_blocks, new Meeting
            {
                AtSec = Now - (hours * Hour), Party = hours, Kind = MeetingKind.Sms, Template = hours == 1 ? SmsTemplate.Link : SmsTemplate.Other, HasUrl = hours == 1,
            });
        }

        var features = Features();
        Assert.Equal((2, 1, 2.0 * Hour * 1000, 3.0 * Hour * 1000), (
            features[Feature.MovesReturns], features[Feature.MovesReturnRatio], features[Feature.MovesReturnLag], features[Feature.MovesReturnAgo]));
        Assert.Equal((2, Hour * 1000.0, (double)SmsTemplate.Link, 1), (
            features[Feature.MetSms72h], features[Feature.MetSmsAgo], features[Feature.MetSmsTemplate], features[Feature.MetSmsUrl]));
    }

    [Theory]
    [InlineData(120, 60)]
    [InlineData(60, 120)]
    public void A_stranger_is_one_whichever_call_is_heard_first(uint first, uint then)
    {
        Call(Now - (first * Minute), 1, 600);
        Call(Now - (then * Minute), 1, 600);
        var features = Features();
        Assert.Equal((1, 2, 2), (features[Feature.MetParties72h], features[Feature.MetAgain], features[Feature.MetCalls24h]));
        Assert.True(double.IsNaN(features[Feature.MetHandOver]));

        Call(Now - (90 * Minute), 2, 60);
        features = Features();
        Assert.Equal((2, 2, 20.0 * Minute * 1000), (features[Feature.MetParties72h], features[Feature.MetAgain], features[Feature.MetHandOver]));
    }

    [Fact]
    public void What_is_older_than_three_days_or_lies_ahead_counts_for_nothing()
    {
        Money(Now - (73 * Hour), 100_00, 1, Paid);
        Money(Now + 5, 100_00, 2, Paid);
        Call(Now - (73 * Hour), 1, 600);
        var features = Features();
        Assert.Equal((0, 0), (features[Feature.MovesPaid72h], features[Feature.MetCalls24h]));
        Assert.True(double.IsNaN(features[Feature.MetFirstAgo]));
    }

    [Fact]
    public void The_oldest_leave_and_all_values_are_within_their_ranges()
    {
        for (uint i = 0; i < 40; i++)
        {
            Money(Now - (40 * Minute) + (i * Minute), uint.MaxValue, i, i % 3 == 0 ? Received : Paid);
            Call(Now - (40 * Minute) + (i * Minute), i % 5, ushort.MaxValue);
        }

        Assert.Equal((Limits.MovesPerEpisodeMax, Limits.MeetingsPerEpisodeMax), (_diary.Moves.Length, _diary.Meetings.Length));
        Assert.Equal((24u, 39u), (_diary.Moves[0].Party, _diary.Moves[^1].Party));
        var features = Features();
        Assert.All(DiaryFeatureTable.All, x => Assert.False(features[x.Id] < 0 || features[x.Id] > x.Most, x.Name));
    }

    [Fact]
    public void A_diary_is_in_checkpoints()
    {
        Money(Now, 100_00, 1, Paid);
        Call(Now, 2, 60);
        var state = new ScoringState();
        ref var episode = ref state.Begin(Some.Person, EntityKind.Number, 7, Some.TimeMs);
        episode.Diary.Add(state.Episodes.Blocks, _diary.Moves[0]);
        episode.Diary.Add(state.Episodes.Blocks, _diary.Meetings[0]);
        var again = new ScoringState();
        foreach (var (key, value) in StateImage.Of(state).InOrder())
        {
            again.Read(key, value);
        }

        var diary = again.Episodes[Some.Person].Diary;
        Assert.Equal(_diary.Moves.ToArray(), diary.Moves.ToArray());
        Assert.Equal(_diary.Meetings.ToArray(), diary.Meetings.ToArray());
    }

    private void Money(uint atSec, uint amountMinor, uint party, MoveMarks marks, MoneyEvent what = MoneyEvent.Transfer) =>
        _diary.Add(_blocks, new Move { AtSec = atSec, AmountMinor = amountMinor, Party = party, Event = what, Marks = marks });

    private void Call(uint atSec, uint party, ushort talkSec, MeetingKind kind = MeetingKind.Called) =>
        _diary.Add(_blocks, new Meeting { AtSec = atSec, Party = party, TalkSec = talkSec, Kind = kind, PartyClass = NumberClass.Mobile });

    private FeatureVector Features()
    {
        var vector = new FeatureVector();
        DiaryFeatures.Fill(vector, _diary, Some.TimeMs);
        return vector;
    }
}
