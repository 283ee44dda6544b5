namespace WarningEngine.App.City;

/// <summary>What the records of a city tell at all. Nearly every field of the contracts may be missing, and in another place others are: a model
/// that has learned from one registry, or one bank, takes what is not told for a sign. All of this is our own.</summary>
internal sealed class CityCoverage
{
    private CityCoverage()
    {
    }

    /// <summary>People whose age band the registry tells, 0 to 1.</summary>
    public double Ages { get; private init; } = 1;

    /// <summary>People whose bank has their number and names it in its records, 0 to 1.</summary>
    public double Numbers { get; private init; } = 0.85;

    /// <summary>Payments of which the bank says whether the payee's name is its account's, 0 to 1.</summary>
    public double NameChecks { get; private init; } = 1;

    /// <summary>Whether banks tell what kind of payee it is.</summary>
    public bool Kinds { get; private init; } = true;

    /// <summary>Whether the authorities' lists reach us.</summary>
    public bool Lists { get; private init; } = true;

    /// <summary>Whether agents' findings do.</summary>
    public bool Findings { get; private init; } = true;

    /// <summary>Banks that tell the balance before a payment.</summary>
    public bool[] Balances { get; private init; } = Banks(x => x != 3);

    /// <summary>Banks that tell of a payment when it is attempted; the others once it is settled or rejected.</summary>
    public bool[] Attempts { get; private init; } = Banks(x => x != 6);

    /// <summary>Banks that tell when a payee is added.</summary>
    public bool[] Added { get; private init; } = Banks(x => x is 1 or 5);

    /// <summary>How the operators ship their records, the larger ones more than once: three of five customers are with one that tells of calls
    /// while they last.</summary>
    public CallFeed[] Feeds { get; private init; } =
    [
        CallFeed.Phases, CallFeed.PhasesWithStart, CallFeed.Phases, CallFeed.Final, CallFeed.Files,
        CallFeed.Phases, CallFeed.PhasesWithStart, CallFeed.Phases, CallFeed.Final, CallFeed.HourlyFiles,
    ];

    public static CityCoverage Usual { get; } = new();

    /// <summary>Of ages, name checks, balances and added payees, each alone, three places in ten tell nothing and three tell all: the extremes are
    /// what a model must have seen.</summary>
    public static CityCoverage Of(CityRandom random) => new()
    {
        Ages = Share(random), NameChecks = Share(random), Numbers = 0.5 + (0.5 * random.Fraction()),
        Kinds = !random.Chance(0.2), Lists = !random.Chance(0.25), Findings = !random.Chance(0.2),
        Balances = Banks(random, Share(random)), Attempts = Banks(random, 0.3 + (0.7 * random.Fraction())), Added = Banks(random, Share(random)),
        Feeds = [.. Usual.Feeds.Select(x => random.Chance(0.5) ? x : random.Pick(Enum.GetValues<CallFeed>()))],
    };

    private static double Share(CityRandom random) => random.Fraction() switch
    {
        < 0.3 => 0, < 0.6 => 1, _ => random.Fraction(),
    };

    private static bool[] Banks(CityRandom random, double share) => Banks(_ => random.Chance(share));

    private static bool[] Banks(Func<int, bool> which) => [.. Enumerable.Range(0, CityMoney.Banks).Select(which)];
}
