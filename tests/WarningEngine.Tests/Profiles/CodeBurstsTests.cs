using WarningEngine.Core.Profiles;

namespace WarningEngine.Tests.Profiles;

public sealed class CodeBurstsTests
{
    private const long FullHour = 1_773_590_400_000;

    [Theory]
    [InlineData(0, 2)]
    [InlineData(56, 2)]
    [InlineData(60, 0)]
    [InlineData(60 * 24 * 30, 0)]
    public void Issuers_are_known_for_an_hour_after_the_last_code(int minutesLater, int expected)
    {
        var profile = new Profile();
        Note(ref profile, 1, 10);
        Note(ref profile, 2, 12);
        Note(ref profile, 2, 12);

        Assert.Equal(expected, Seen(profile, 12 + minutesLater).Issuers);
    }

    [Fact]
    public void Whoever_never_had_a_code_has_none() => Assert.Equal((0, 0), Seen(new Profile(), 0));

    [Fact]
    public void A_burst_over_the_full_hour_stays_one_and_codes_of_a_whole_day_do_not_add_up()
    {
        var burst = new Profile();
        Note(ref burst, 1, 55);
        Note(ref burst, 2, 62);
        Assert.Equal((2, 2), Seen(burst, 63));

        var day = new Profile();
        for (var i = 0; i < 8; i++)
        {
            Note(ref day, (ulong)i, i * 40);
            Assert.InRange(Seen(day, i * 40).Issuers, 1, 2);
        }
    }

    [Fact]
    public void A_late_code_counts_where_the_last_is_within_an_hour_of_it_and_never_clears()
    {
        var profile = new Profile();
        Note(ref profile, 1, 100);
        Note(ref profile, 2, 58);
        Note(ref profile, 3, 10);

        Assert.Equal((1, 2), Seen(profile, 101));

        // Nor is an event from before the codes told of them, however little.
        Assert.Equal((0, 0), Seen(profile, 10));
        Assert.Equal((0, 0), Seen(profile, 95));
    }

    private static void Note(ref Profile profile, ulong issuer, int minute) =>
        CodeBursts.Note(ref profile, issuer, FullHour + (minute * ProfileTime.MinuteMs));

    private static (int Count, int Issuers) Seen(in Profile profile, int minute)
    {
        var at = FullHour + (minute * ProfileTime.MinuteMs);
        return ((int)CodeBursts.Count(profile, at), CodeBursts.Issuers(profile, at));
    }
}
