using WarningEngine.App.City;
using WarningEngine.App.Numbers;

namespace WarningEngine.Tests.City;

/// <summary>What is larger in ordinary lives.</summary>
public sealed class CityOccasionTests
{
    /// <summary>Nobody pays for a car at three in the morning.</summary>
    [Fact]
    public void What_would_fall_in_the_night_is_done_in_the_morning()
    {
        var life = LifeIn(habits: 0);
        var midnight = CityOptions.DefaultStartMs;
        var hours = Enumerable.Range(0, 2_000).Select(_ => life.Later(midnight + (20 * CityWorld.Hour), 300, 1.3)).Select(x => (x - midnight) % CityWorld.Day / CityWorld.Hour);
        Assert.All(hours, x => Assert.InRange(x, 7, 23));
        Assert.Equal(midnight + (20 * CityWorld.Hour), life.Later(midnight + (20 * CityWorld.Hour), 0, 1));
    }

    /// <summary>Its lags, its sums and its odds are the city's own.</summary>
    [Fact]
    public void An_occasion_goes_as_it_goes_in_its_city()
    {
        const ulong Other = 3;
        var habit = CityHabits.Of(Other).Occasion("wedding");
        double Middle(ulong habits, Func<CityOccasion, double> of)
        {
            var life = LifeIn(habits);
            return Enumerable.Range(0, 4_001).Select(_ => of(life)).Order().ElementAt(2_000);
        }

        double Ratio(Func<CityOccasion, double> of) => Middle(Other, of) / Middle(0, of);
        Assert.InRange(Ratio(x => x.Random.Minutes(100, 0.5)) / habit.Pace, 0.93, 1.07);
        Assert.InRange(Ratio(x => x.Agreed(9_000, 0.5)) / habit.Amounts, 0.9, 1.1);
        var odds = CityHabits.Of(Other).Chance("wedding", 0.5);
        var asked = LifeIn(Other);
        Assert.InRange(Enumerable.Range(0, 4_000).Count(_ => asked.Random.Chance(0.5)) / 4_000.0, odds - 0.04, odds + 0.04);
    }

    /// <summary>Else intake would reject the call.</summary>
    [Fact]
    public void A_child_abroad_has_a_number_that_there_is()
    {
        var (random, numbers) = (new CityRandom(5), new Core.Intake.Numbers(new LibPhoneNumberPlan("CN")));
        Assert.All(Enumerable.Range(0, 2_000).Select(_ => CityFamilies.NumberAbroad(random)), x => Assert.NotNull(numbers.Normalise(x)));
    }

    private static CityOccasion LifeIn(ulong habits)
    {
        var world = new CityWorld(new CityOptions(20, 1, 5, 0, CityOptions.DefaultStartMs, habits));
        return new CityOccasion(world, world.People[0], "wedding");
    }
}
