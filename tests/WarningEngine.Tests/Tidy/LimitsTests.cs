using WarningEngine.Core;

namespace WarningEngine.Tests.Tidy;

/// <summary>Relations between the maxima of <see cref="Limits"/>.</summary>
public sealed class LimitsTests
{
    [Fact]
    public void A_message_of_the_most_records_has_room_for_each()
    {
        const int leastBytesOfRecord = 64;
        Assert.True(Limits.RawMessageBytesMax / leastBytesOfRecord > Limits.RecordsPerMessageMax);
    }

    [Fact]
    public void The_greatest_amount_can_be_added_up_a_thousand_times() =>
        Assert.True(Limits.AmountMinorMax < long.MaxValue / 1000);

    [Fact]
    public void A_full_frame_fits_into_a_message() => Assert.True(Limits.FrameBytesTarget < Limits.RawMessageBytesMax / 2);
}
