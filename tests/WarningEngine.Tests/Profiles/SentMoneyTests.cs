using WarningEngine.Core.Events;
using WarningEngine.Core.Profiles;
using WarningEngine.Testing;

namespace WarningEngine.Tests.Profiles;

/// <summary>What left an account within a day is of that account alone.</summary>
public sealed class SentMoneyTests
{
    private const long Hour = ProfileTime.HourMs;
    private static readonly Token Main = new(0x1111_2222_3333_4444, 1);
    private static readonly Token Savings = new(0x9999_AAAA_BBBB_CCCC, 2);
    private static readonly long Start = Some.TimeMs;

    private Profile _profile;

    /// <summary>60,000 of a million to somebody known, and an hour later 10,000 of the 50,000 of another account.</summary>
    [Fact]
    public void What_left_another_account_has_not_drained_this_one()
    {
        SentMoney.Add(ref _profile, Savings, Start, 60_000, hasLeft: true);

        Assert.Equal((60_000, 0), (Sum(Savings, 1), Sum(Main, 1)));
    }

    [Fact]
    public void A_lunch_that_is_paid_from_another_account_leaves_what_is_known_of_this_one()
    {
        SentMoney.Add(ref _profile, Main, Start, 8_000, hasLeft: true);
        SentMoney.Add(ref _profile, Savings, Start + Hour, 30, hasLeft: true);
        SentMoney.Add(ref _profile, Main, Start + (2 * Hour), 7_000, hasLeft: true);

        Assert.Equal((15_000, 0), (Sum(Main, 3), Sum(Savings, 3)));
        SentMoney.Take(ref _profile, Savings, Start + (3 * Hour), 30);
        SentMoney.Take(ref _profile, Main, Start + (3 * Hour), 7_000);
        Assert.Equal(8_000, Sum(Main, 4));
    }

    [Fact]
    public void What_is_more_than_all_that_left_another_account_is_what_is_known()
    {
        SentMoney.Add(ref _profile, Main, Start, 8_000, hasLeft: true);
        SentMoney.Add(ref _profile, Savings, Start + Hour, 8_001, hasLeft: true);
        Assert.Equal((0, 8_001), (Sum(Main, 2), Sum(Savings, 2)));

        // After a day nothing is known of it any more.
        SentMoney.Add(ref _profile, Main, Start + (26 * Hour), 1, hasLeft: true);
        Assert.Equal((1, 0), (Sum(Main, 26), Sum(Savings, 26)));
    }

    /// <summary>What is told late is of before, and takes nobody's place who has sent more since.</summary>
    [Fact]
    public void A_payment_that_is_told_late_does_not_make_what_came_after_it_forgotten()
    {
        SentMoney.Add(ref _profile, Main, Start, 8_000, hasLeft: true);
        SentMoney.Add(ref _profile, Savings, Start - (12 * Hour), 500, hasLeft: true);
        SentMoney.Add(ref _profile, Savings, Start - (72 * Hour), 50_000, hasLeft: true);

        Assert.Equal((8_000, 0), (Sum(Main, 1), Sum(Savings, 1)));
    }

    /// <summary>A bank refuses what would empty the savings; then the other account is emptied.</summary>
    [Fact]
    public void An_attempt_from_another_account_does_not_make_what_left_this_one_forgotten()
    {
        SentMoney.Add(ref _profile, Main, Start, 40_000, hasLeft: true);
        SentMoney.Add(ref _profile, Savings, Start + 600_000, 50_000, hasLeft: false);
        SentMoney.Take(ref _profile, Savings, Start + 660_000, 50_000);

        Assert.Equal(40_000, Sum(Main, 1));
    }

    /// <summary>The bank that refuses may name the line and not its account.</summary>
    [Fact]
    public void A_refusal_that_names_no_account_takes_back_what_the_attempt_added()
    {
        SentMoney.Add(ref _profile, Main, Start, 40_000, hasLeft: false);
        SentMoney.Take(ref _profile, Token.None, Start + 60_000, 40_000);

        Assert.Equal(0, Sum(Main, 1));
    }

    /// <summary>A state of before does not say whose it was.</summary>
    [Fact]
    public void Money_of_which_it_is_not_known_from_which_account_it_left_counts_for_the_next_one()
    {
        Ring.Add<uint>(_profile.Sent, ref _profile.SentBucket, 6 * Hour, Start, 900);
        Assert.Equal(900, Sum(Main, 1));
        SentMoney.Add(ref _profile, Main, Start + Hour, 100, hasLeft: true);

        Assert.Equal((1_000, 0), (Sum(Main, 2), Sum(Savings, 2)));
    }

    private long Sum(Token account, int hours) => SentMoney.Sum(_profile, account, Start + (hours * Hour));
}
