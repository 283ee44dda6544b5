namespace WarningEngine.App.City;

/// <summary>People whose lives look like fraud and are none: each that is labelled is never defrauded, and a good
/// engine leaves them alone. What each lives through is in <see cref="CityTrades"/>, <see cref="CityPurchases"/>, <see
/// cref="CityBorrowing"/>, <see cref="CityFamilies"/>, <see cref="CityClerks"/>, <see cref="CityOwnMoney"/> and <see
/// cref="CityEvenings"/>.</summary>
internal sealed class CityConfusers
{
    /// <summary>Everybody has such occasions, victims too: so many are labelled, beside the first of each kind, which
    /// leaves most people unlabelled over months.</summary>
    private const double Labelled = 0.1;

    /// <summary>From this many people on each kind occurs at least once on the labelled days.</summary>
    private const int EachKindFrom = 500;

    private const double DaysOfYear = 365;

    /// <summary>Trades, and their share of the population.</summary>
    private static readonly (string Kind, double Share)[] Trades =
    [
        ("courier", 0.006), ("ride_driver", 0.006), ("call_centre", 0.002), ("hotline", 0.001), ("hospital", 0.001),
        ("school", 0.001), ("debt_collection", 0.001), ("night_shift", 0.01),
    ];

    /// <summary>Occasions, and how often a person has one in a year: plausible, not measured.</summary>
    private static readonly (string Kind, double PerYear, bool OfShops, Action<CityWorld, CityPerson, long> Live)[]
        Occasions =
        [
            ("house_buyer", 0.03, false, CityFamilies.House), ("craftsman", 0.3, false, CityPurchases.Craftsman),
            ("tuition", 0.15, false, CityFamilies.Tuition), ("wedding", 0.02, false, CityFamilies.Wedding),
            ("gold", 0.05, false, CityPurchases.Gold), ("marketplace", 0.3, false, CityPurchases.Marketplace),
            ("second_hand", 0.3, false, CityPurchases.SecondHand), ("supplier", 1, true, CityPurchases.Supplier),
            ("payroll", 0.8, true, CityPurchases.Payroll), ("family_hospital", 0.06, false, CityPurchases.Hospital),
            ("deposit_maturity", 0.12, false, CityClerks.Maturity),
            ("refinancing", 0.06, false, CityBorrowing.Refinancing), ("real_bank", 0.2, false, CityClerks.Bank),
            ("borrower", 0.2, false, CityBorrowing.Loan), ("car_buyer", 0.04, false, CityBorrowing.Car),
            ("debtor", 0.04, false, CityBorrowing.Debtor), ("renovation", 0.06, false, CityFamilies.Renovation),
            ("child_abroad", 0.02, false, CityFamilies.ChildAbroad), ("relative_in_need", 0.06, false, CityFamilies.Emergency),
            ("telephone_sale", 0.1, false, CityClerks.TelephoneSale), ("new_broker", 0.06, false, CityClerks.Broker),
            ("wrong_account", 0.1, false, CityClerks.WrongName),
            ("real_police", 0.06, false, CityOwnMoney.RealPolice), ("new_phone", 0.15, false, CityOwnMoney.NewPhone),
            ("traveller", 0.12, false, CityOwnMoney.Traveller), ("investor", 0.12, false, CityOwnMoney.Investor),
            ("cash_withdrawal", 0.06, false, CityOwnMoney.Cash),
            ("customer_service", 0.3, false, CityEvenings.CustomerService),
            ("new_contact", 0.3, false, CityEvenings.NewContact), ("shopping_night", 0.5, false, CityEvenings.Shopping),
            ("new_app", 0.4, false, CityEvenings.NewApp), ("gamer", 0.25, false, CityEvenings.Gamer),
            ("red_packets", 0.4, false, CityEvenings.RedPackets), ("flight_change", 0.06, false, CityEvenings.Flight),
        ];

    private readonly CityWorld _world;
    private readonly CityRandom _random;
    private readonly CityTrades _trades;
    private readonly CityPerson[] _shops;
    private readonly List<CityPerson> _atWork = [];
    private readonly List<CityLabel> _labels = [];
    private readonly HashSet<string> _shown = [];
    private readonly int[] _forced;

    public CityConfusers(CityWorld world)
    {
        (_world, _random, _trades) = (world, world.Random, new CityTrades(world));
        foreach (var (kind, share) in Trades)
        {
            for (var i = (int)Math.Ceiling(share * world.People.Length); i > 0; i--)
            {
                for (var tries = 0; tries < 20; tries++)
                {
                    var person = _random.Pick(world.People);
                    if (person is { Job: null, IsShop: false })
                    {
                        person.Job = kind;
                        _atWork.Add(person);
                        break;
                    }
                }
            }
        }

        _shops = [.. world.People.Where(x => x.IsShop)];
        _forced = [.. Occasions.Select(_ =>
            world.People.Length >= EachKindFrom ? _random.Below(world.Options.Days) : int.MaxValue)];
    }

    /// <summary>Confusers who have shown themselves so far.</summary>
    public IReadOnlyList<CityLabel> Labels => _labels;

    /// <summary>Kinds of confusers, as labels name them.</summary>
    public static IEnumerable<string> Kinds => [.. Trades.Select(x => x.Kind), .. Occasions.Select(x => x.Kind)];

    /// <summary>A trade whose line is registered as a firm's.</summary>
    public static bool IsBusiness(string? job) =>
        job is "courier" or "call_centre" or "hotline" or "debt_collection" or "hospital" or "school";

    /// <summary>Plans one day.</summary>
    /// <param name="midnight">Its beginning, ms since epoch.</param>
    /// <param name="day">0 is the first labelled day; the history is below.</param>
    public void Day(long midnight, int day)
    {
        foreach (var person in _atWork)
        {
            _trades.Day(person, person.Job!, midnight);
            if (day == 0)
            {
                Label(person, person.Job!, occasionMs: null);
            }
        }

        for (var i = 0; i < Occasions.Length; i++)
        {
            var (kind, perYear, ofShops, live) = Occasions[i];
            var people = ofShops ? _shops : _world.People;
            var count = people.Length == 0 ? 0 : _random.Count(perYear / DaysOfYear * people.Length * _world.Habits.Often(kind));
            var due = people.Length > 0 && day >= _forced[i] && !_shown.Contains(kind);
            for (count = Math.Max(count, due ? 1 : 0); count > 0; count--)
            {
                var person = _random.Pick(people);
                for (var tries = due ? 100 : 0; tries > 0 && (person.IsVictim || person.Job is not null); tries--)
                {
                    person = _random.Pick(people);
                }

                var isLabelled = day >= 0 && person is { Job: null, IsVictim: false }
                    && (!_shown.Contains(kind) || _random.Chance(Labelled));
                var at = _world.Working(midnight);
                if (isLabelled)
                {
                    person.Job = kind;
                    Label(person, kind, at);
                }

                live(_world, person, at);
            }
        }
    }

    private void Label(CityPerson person, string kind, long? occasionMs)
    {
        _shown.Add(kind);
        _labels.Add(CityLabel.OfConfuser(person.E164, kind, occasionMs));
    }
}
