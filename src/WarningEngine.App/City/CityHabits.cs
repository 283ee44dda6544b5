namespace WarningEngine.App.City;

/// <summary>In what a city differs from the one that reports describe. What is known of lags, amounts and shares is a handful of case
/// reports: an engine that is right only where they hold is right nowhere, so it is tried, and models are trained, on cities with other
/// habits. All of this is our own.</summary>
internal sealed class CityHabits
{
    private readonly Dictionary<string, Habit> _ofTypes = [];
    private readonly ulong _number;

    private CityHabits(ulong number) => _number = number;

    /// <summary>How a type of fraud, or an occasion, goes here.</summary>
    /// <param name="Pace">Lags and talks, times what is documented.</param>
    /// <param name="Amounts">The same of amounts.</param>
    /// <param name="Share">The same of its share of all frauds.</param>
    internal readonly record struct Habit(double Pace, double Amounts, double Share);

    /// <summary>Calls with strangers in ordinary life, times what is documented.</summary>
    public double StrangerCalls { get; private init; } = 1;

    /// <summary>Length of these calls.</summary>
    public double StrangerTalk { get; private init; } = 1;

    /// <summary>Payments to and from unfamiliar parties in ordinary life.</summary>
    public double StrangerMoney { get; private init; } = 1;

    /// <summary>Their amounts.</summary>
    public double StrangerAmounts { get; private init; } = 1;

    /// <summary>Amounts that people agree on between themselves which are round, 0 to 1.</summary>
    public double Rounded { get; private init; } = 0.7;

    /// <summary>Frauds of which the bank's records are not seen.</summary>
    public double OtherBank { get; private init; } = 1;

    /// <summary>Victims who pay nothing large.</summary>
    public double Refusing { get; private init; } = 1;

    /// <summary>Victims who go to the police, 0 to 1.</summary>
    public double Reporting { get; private init; } = CityFrauds.Reports;

    /// <summary>What its records tell.</summary>
    public CityCoverage Coverage { get; private init; } = CityCoverage.Usual;

    /// <summary>As documented.</summary>
    public static CityHabits Documented { get; } = new(0);

    /// <param name="number">0: as documented; any other draws habits of its own.</param>
    public static CityHabits Of(ulong number)
    {
        if (number == 0)
        {
            return Documented;
        }

        var random = new CityRandom(number);
        var (pace, amounts) = (random.LogNormal(1, 0.4), random.LogNormal(1, 0.3));
        var habits = new CityHabits(number)
        {
            // Of a chance of its own: how a type of fraud goes does not hang on what banks tell.
            Coverage = CityCoverage.Of(new CityRandom(~number)),
            StrangerCalls = random.LogNormal(1, 0.4), StrangerTalk = random.LogNormal(1, 0.25),
            StrangerMoney = random.LogNormal(1, 0.4), StrangerAmounts = random.LogNormal(1, 0.25),
            OtherBank = random.LogNormal(1, 0.6), Refusing = random.LogNormal(1, 0.5), Reporting = 0.15 + (0.7 * random.Fraction()),
            Rounded = 0.3 + (0.65 * random.Fraction()),
        };

        // From the shares that are documented to as many of each type: who learns from the former alone never sees the rare ones.
        var even = random.Fraction();
        foreach (var type in CityTypes.All)
        {
            habits._ofTypes[type.Id] = new Habit(
                pace * random.LogNormal(1, 0.5), amounts * random.LogNormal(1, 0.4),
                random.LogNormal(1, 0.6) * PortableMath.Exp(-even * PortableMath.Log(type.Share)));
        }

        return habits;
    }

    /// <summary>How probable a step of a fraud is here: its odds times what is documented, the same for all frauds of the type. Of occasions of ordinary life as well.</summary>
    /// <param name="type">T01 to T25, or the kind of an occasion.</param>
    /// <param name="documented">0 to 1.</param>
    public double Chance(string type, double documented)
    {
        if (_number == 0)
        {
            return documented;
        }

        var odds = Own(type, BitConverter.DoubleToUInt64Bits(documented), 0.7);
        return odds * documented / (1 - documented + (odds * documented));
    }

    /// <summary>How often an occasion of ordinary life comes, times what is usual.</summary>
    /// <param name="kind">See <see cref="CityConfusers.Kinds"/>.</param>
    public double Often(string kind) => _number == 0 ? 1 : Own(kind, 0, 0.5);

    /// <summary>How an occasion of ordinary life goes here.</summary>
    /// <param name="kind">See <see cref="CityConfusers.Kinds"/>.</param>
    public Habit Occasion(string kind) => _number == 0 ? new Habit(1, 1, 1) : new Habit(Own(kind, 1, 0.5), Own(kind, 2, 0.35), 1);

    /// <summary>A factor that this city always has for something.</summary>
    private double Own(string name, ulong of, double sigma)
    {
        foreach (var letter in name)
        {
            of = (of ^ letter) * 0x100000001B3;
        }

        return new CityRandom(_number ^ of).LogNormal(1, sigma);
    }

    /// <param name="type">T01 to T25.</param>
    public Habit this[string type] => _ofTypes.GetValueOrDefault(type, new Habit(1, 1, 1));
}
