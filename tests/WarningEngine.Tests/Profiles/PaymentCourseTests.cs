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

    /// <summary>What is told late is neither the last payment nor a rise over those after it.</summary>
    [Theory]
    [InlineData(1_000)]
    [InlineData(50_000)]
    public void A_payment_that_is_told_late_is_no_rise_and_makes_none(long units)
    {
        _course.Pay(5_000, Start + (2 * Day));
        _course.Pay(units, Start + Day);
        _course.Pay(5_000, Start + (3 * Day));

        Assert.Equal((3, 0), (_course.Payments, _course.Rises));
    }

    /// <summary>So many trifles are no thousands.</summary>
    [Theory]
    [InlineData(5, 0)]
    [InlineData(49, 0)]
    [InlineData(50, 2_500)]
    [InlineData(149, 2_500)]
    [InlineData(150, 5_000)]
    public void Each_payment_adds_the_hundreds_that_it_is_nearest_to(long units, long sum)
    {
        for (var i = 0; i < 25; i++)
        {
            _course.Pay(units, Start + (i * Day));
        }

        Assert.Equal(sum, _course.Sum);
        _course.Refuse(units);
        Assert.Equal(sum * 24 / 25, _course.Sum);
    }

    /// <summary>The payment before is known to an eighth: what is 11 to 25 % larger may count, what is a quarter larger always does.</summary>
    [Theory]
    [InlineData(1_099, 1_220, false)]
    [InlineData(1_099, 1_280, true)]
    [InlineData(1_151, 1_279, false)]
    [InlineData(1_151, 1_280, true)]
    [InlineData(1_024, 1_270, false)]
    [InlineData(1_024, 1_280, true)]
    public void What_is_a_quarter_larger_is_a_rise_and_what_is_a_ninth_larger_may_be_one(long before, long then, bool rises)
    {
        _course.Pay(before, Start);
        _course.Pay(then, Start + Day);

        Assert.Equal(rises ? 1 : 0, _course.Rises);
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
        Assert.True(_course.HasBegun(Start + (180 * Day)));
        Assert.False(_course.HasBegun(Start + (181 * Day)));
        _course.Pay(1_000, Start + (181 * Day));
        Assert.Equal(1, _course.Payments);
    }

    [Fact]
    public void A_course_whose_only_payment_was_refused_has_not_begun()
    {
        _course.Gather(Start);
        _course.Pay(5_000, Start);
        _course.Refuse(5_000);
        Assert.False(_course.HasBegun(Start + Day));

        _course.Pay(5_000, Start + (20 * Day));
        Assert.Equal((1, PaymentCourse.Day(Start + (20 * Day)), PaymentCourse.Day(Start)), (_course.Payments, _course.FirstDay, _course.GatheredDay));
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
