using System.Text;
using WarningEngine.App.City;

namespace WarningEngine.Tests.City;

/// <summary>Cities with other habits than reports tell of.</summary>
public sealed class CityHabitsTests
{
    [Fact]
    public void Number_0_is_as_documented()
    {
        var habits = CityHabits.Of(0);
        Assert.Same(CityHabits.Documented, habits);
        Assert.Equal((1, 1, 1, 1), (habits.StrangerCalls, habits.StrangerTalk, habits.StrangerMoney, habits.StrangerAmounts));
        Assert.Same(CityCoverage.Usual, habits.Coverage);
        Assert.All(CityTypes.All, x => Assert.Equal(new CityHabits.Habit(1, 1, 1), habits[x.Id]));
        Assert.All(CityConfusers.Kinds, x => Assert.Equal(new CityHabits.Habit(1, 1, 1), habits.Occasion(x)));
    }

    [Fact]
    public void The_same_number_has_the_same_habits_and_types_differ_from_each_other()
    {
        var (one, again, other) = (CityHabits.Of(3), CityHabits.Of(3), CityHabits.Of(4));
        Assert.All(CityTypes.All, x => Assert.Equal(one[x.Id], again[x.Id]));
        Assert.Equal(one.StrangerMoney, again.StrangerMoney);
        Assert.NotEqual(one["T01"], other["T01"]);
        Assert.Equal(CityTypes.All.Count, CityTypes.All.Select(x => one[x.Id]).Distinct().Count());

        Assert.All(CityConfusers.Kinds, x => Assert.Equal(one.Occasion(x), again.Occasion(x)));
        Assert.NotEqual(one.Occasion("wedding"), other.Occasion("wedding"));
        Assert.Equal(CityConfusers.Kinds.Count(), CityConfusers.Kinds.Select(one.Occasion).Distinct().Count());
    }

    [Fact]
    public void Lags_amounts_and_shares_follow_the_habits()
    {
        var random = new CityRandom(5);
        var paced = random.Paced(2);
        var before = Enumerable.Range(0, 2_000).Select(_ => random.Minutes(10, 0.5)).Average();
        var after = Enumerable.Range(0, 2_000).Select(_ => paced.Minutes(10, 0.5)).Average();
        Assert.InRange(after / before, 1.9, 2.1);

        var habits = CityHabits.Of(3);
        var drawn = Enumerable.Range(0, 20_000).Select(_ => CityTypes.Draw(random, habits).Id).CountBy(x => x).ToDictionary(x => x.Key, x => x.Value);
        var whole = CityTypes.All.Sum(x => x.Share * habits[x.Id].Share);
        Assert.All(CityTypes.All, x =>
        {
            var expected = 20_000 * x.Share * habits[x.Id].Share / whole;
            Assert.InRange(drawn.GetValueOrDefault(x.Id), expected - (5 * Math.Sqrt(expected)), expected + (5 * Math.Sqrt(expected)));
        });
    }

    [Fact]
    public void Another_city_is_lived_with_the_same_seed()
    {
        CityStream City(ulong habits) => new(new CityOptions(60, 1, 5, 0.05, CityOptions.DefaultStartMs, habits));
        var asTold = City(0).Records().Count();
        Assert.Equal(asTold, City(0).Records().Count());
        Assert.NotEqual(asTold, City(9).Records().Count());
    }

    /// <summary>What a place does not tell stands in none of its records, and in those of a place that tells it.</summary>
    [Theory]
    [InlineData("ageBand")]
    [InlineData("payeeKind")]
    [InlineData("nameCheck")]
    [InlineData("balanceBefore")]
    [InlineData("PAYEE_ADDED")]
    [InlineData("entryId")]
    [InlineData("dispositionId")]
    public void What_is_not_told_stands_in_no_record(string what)
    {
        bool Tells(CityCoverage of) => what switch
        {
            "ageBand" => of.Ages > 0, "payeeKind" => of.Kinds, "nameCheck" => of.NameChecks > 0, "balanceBefore" => of.Balances.Any(x => x),
            "PAYEE_ADDED" => of.Added.Any(x => x), "entryId" => of.Lists, _ => of.Findings,
        };
        int Said(ulong habits) => new CityStream(new CityOptions(150, 2, 5, 0.1, CityOptions.DefaultStartMs, habits)).Records()
            .Count(x => Encoding.UTF8.GetString(x.Json).Contains(what, StringComparison.Ordinal));
        var silent = Enumerable.Range(1, 1_000).Select(x => (ulong)x).First(x => !Tells(CityHabits.Of(x).Coverage));

        Assert.Equal(0, Said(silent));
        Assert.InRange(Said(0), 1, int.MaxValue);
    }
}
