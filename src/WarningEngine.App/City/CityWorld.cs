namespace WarningEngine.App.City;

/// <summary>What everything in the city has in common: its people, its chance, its time, and the ways in which
/// something can happen.</summary>
internal sealed class CityWorld
{
    public const long Minute = 60_000;
    public const long Hour = 60 * Minute;
    public const long Day = CityStream.DayMs;

    public CityWorld(CityOptions options)
    {
        Options = options;
        Habits = CityHabits.Of(options.Habits);
        Random = new CityRandom(options.Seed);
        People = CityPopulation.Of(options.People, Random, Habits.Coverage);
        Agenda = new CityAgenda(options.HistoryStartMs);
        Writer = new CityWriter(Random, Habits.Coverage);
        Calls = new CityCalls(Random, Writer);
        Money = new CityMoney(Random, Writer, Habits.Coverage);
        Strangers = new CityStrangers(this);
    }

    public CityOptions Options { get; }

    public CityHabits Habits { get; }

    public CityRandom Random { get; }

    public CityPerson[] People { get; }

    public CityAgenda Agenda { get; }

    public CityWriter Writer { get; }

    public CityCalls Calls { get; }

    public CityMoney Money { get; }

    public CityStrangers Strangers { get; }

    /// <summary>A moment of the day when people are awake, around the middle more often than at its ends.</summary>
    public long Daytime(long midnight) =>
        midnight + (long)(Hour * (7.5 + (7.5 * (Random.Fraction() + Random.Fraction()))));

    /// <summary>When the trade calls: half of nuisance and fraud calls come at 8 to 11 and 14 to 17 h, the trough is at
    /// night (statistics of the phone guard 360, 2014 to 2016).</summary>
    public long Working(long midnight) => midnight + (Hour * Random.Fraction() switch
    {
        < 0.27 => Random.Between(8, 11), < 0.54 => Random.Between(14, 17), _ => Random.Between(9, 21),
    }) + Random.Between(0, Hour);

    /// <summary>17 to 24 h, when people chat, play and gamble. Our own.</summary>
    public long Evening(long midnight) =>
        midnight + (long)(Hour * (17 + (3.5 * (Random.Fraction() + Random.Fraction()))));

    /// <summary>The midnight (UTC+8) before a moment.</summary>
    public static long Midnight(long timeMs) => timeMs - ((timeMs + (8 * Hour)) % Day);

    /// <summary>Amounts of the given median in yuan, as fen.</summary>
    public long Yuan(double median, double sigma) => (long)(Random.LogNormal(median, sigma) * 100);

    /// <summary>The same, of what people agree on between themselves: most of it is round, as what a fraudster asks for is. How much of it is our
    /// own.</summary>
    public long Agreed(double median, double sigma)
    {
        var fen = Yuan(median, sigma);
        return Random.Chance(Habits.Rounded) ? Round(fen) : fen;
    }

    /// <summary>Down to whole yuan, tens, hundreds or thousands of them, but not to nothing.</summary>
    public long Round(long fen)
    {
        var to = fen switch
        {
            >= 2_000_000 => 100_000, >= 200_000 => Random.Chance(0.4) ? 100_000 : 10_000, >= 20_000 => 1_000, _ => 100,
        };
        return Math.Max(100, fen / to * to);
    }
}
