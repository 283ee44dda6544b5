using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using WarningEngine.Core.Events;
using WarningEngine.Core.Features;
using WarningEngine.Core.Profiles;

namespace WarningEngine.Tests.Profiles;

/// <summary>Slow frauds leave a course of payments: twelve bytes remember it.</summary>
public sealed class PaymentCourseTests
{
    private const long Start = 1_773_590_400_000;
    private const long Day = ProfileTime.DayMs;

    private PaymentCourse _course;

    [Fact]
    public void Payments_rises_sum_and_age_are_counted()
    {
        _course.Pay(1_000, Start);
        _course.Pay(1_100, Start + (3 * Day));
        _course.Pay(1_500, Start + (9 * Day));
        _course.Pay(4_000, Start + (20 * Day));

        Assert.Equal((4, 2, 7_600L), ((int)_course.Payments, (int)_course.Rises, _course.Sum));
        Assert.Equal(20, _course.LastDay - _course.FirstDay);
    }

    [Theory]
    [InlineData(30, true)]
    [InlineData(31, false)]
    public void It_ends_after_thirty_days_without_a_payment(int days, bool goesOn)
    {
        _course.Pay(1_000, Start);
        Assert.Equal(goesOn, _course.HasBegun(Start + (days * Day)));

        _course.Pay(5_000, Start + (days * Day));
        Assert.Equal(goesOn ? 2 : 1, _course.Payments);
    }

    [Fact]
    public void It_ends_half_a_year_after_it_began()
    {
        for (var day = 0; day <= 180; day += 20)
        {
            _course.Pay(1_000, Start + (day * Day));
        }

        Assert.Equal(10, _course.Payments);
        _course.Pay(1_000, Start + (181 * Day));
        Assert.Equal(1, _course.Payments);
    }

    [Fact]
    public void Money_that_comes_back_counts_where_it_is_of_the_size_of_the_payments()
    {
        _course.Receive(700, Start);
        Assert.Equal(0, _course.Inflows);

        _course.Pay(1_000, Start);
        _course.Receive(1_400, Start + Day);
        _course.Receive(9_000, Start + Day);
        Assert.Equal(1, _course.Inflows);
    }

    [Fact]
    public void What_was_gathered_is_remembered_over_the_end_of_a_course()
    {
        _course.Gather(Start);
        _course.Pay(1_000, Start + (40 * Day));
        _course.Pay(1_000, Start + (90 * Day));

        Assert.Equal(PaymentCourse.Day(Start), _course.GatheredDay);
    }

    [Fact]
    public void Counts_and_sums_saturate()
    {
        for (var i = 0; i < 300; i++)
        {
            _course.Pay(3_000_000_000L * (i + 1), Start);
        }

        Assert.Equal((255, ushort.MaxValue * 100L), ((int)_course.Payments, _course.Sum));
    }

    [Fact]
    public void A_payment_to_a_stranger_is_no_refused_payment_no_merchant_and_no_contact()
    {
        var before = new BeforeEvent(true, true, true, false, 0, 0, 0);
        var money = new MoneyFacts { Event = MoneyEvent.Transfer, Phase = MoneyPhase.Attempted, Outgoing = true, PayeeKind = PayeeKind.Bank };
        Assert.True(PersonFeatures.MayPayStranger(money, before));
        Assert.False(PersonFeatures.MayPayStranger(money with { Phase = MoneyPhase.Rejected }, before));
        Assert.False(PersonFeatures.MayPayStranger(money with { PayeeKind = PayeeKind.Merchant }, before));
        Assert.False(PersonFeatures.MayPayStranger(money with { Outgoing = false }, before));
        Assert.False(PersonFeatures.MayPayStranger(money, before with { OtherIsContact = true }));
    }
}
