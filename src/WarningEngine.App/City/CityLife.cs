using WarningEngine.Core.Events;

namespace WarningEngine.App.City;

/// <summary>A day of ordinary life: calls among contacts, strangers who mean well, codes and parcels, and now and then
/// a change of phone or number. Money is in <see cref="CitySpending"/>. Rates are plausible for a Chinese line, about
/// ten records a line and day over all streams; nobody publishes them.</summary>
internal sealed class CityLife(CityWorld world)
{
    private const long Minute = CityWorld.Minute;
    private const long Hour = CityWorld.Hour;

    private static readonly string[] BankLines = ["95588", "95533", "95599", "95566"];
    private static readonly string[] ServiceLines = ["95588", "10086", "4008888888", "4006012345", "95533", "12345"];
    private static readonly string[] Abroad = ["0085298", "0081909", "0065912", "0049151", "0014155"];
    private static readonly string[] Parcels = Senders("1068", 9, "0002");
    private static readonly string[] Lenders = Senders("1065", 60, "0003");
    private static readonly string[] Jobs = Senders("1064", 30, "0004");
    private static readonly string[] Others = Senders("1067", 80, "0005");
    private static readonly string[] LoanSites = [.. Enumerable.Range(0, 60).Select(x => $"loan{x}.example.com")];

    private readonly CityRandom _random = world.Random;
    private readonly CityRandom _talking = world.Random.Paced(world.Habits.StrangerTalk);
    private readonly double _strangers = world.Habits.StrangerCalls;
    private readonly CitySpending _spending = new(world);

    /// <summary>Plans one day of everybody.</summary>
    public void Day(long midnight)
    {
        foreach (var person in world.People)
        {
            Calls(person, midnight);
            Strangers(person, midnight);
            Messages(person, midnight);
            Changes(person, midnight);
            _spending.Day(person, midnight);
        }
    }

    /// <summary>Codes in a row: signing up somewhere, a code that does not come, an evening of shopping, a new
    /// phone.</summary>
    public static void Codes(CityWorld world, CityPerson person, long at, int count)
    {
        for (; count > 0; count--)
        {
            world.Writer.Code(person, at);
            at += world.Random.Between(20_000, 150_000);
        }
    }

    private static string[] Senders(string head, int count, string tail) =>
        [.. Enumerable.Range(0, count).Select(x => $"{head}{x:0000}{tail}")];

    private void Calls(CityPerson person, long midnight)
    {
        for (var i = person.Contacts.Count == 0 ? 0 : _random.Count(person.CallsPerDay); i > 0; i--)
        {
            var other = person.Contacts[_random.Rank(person.Contacts.Count)];
            var ring = _random.Between(3_000, 20_000);

            // Most talks are short, some go on for an hour and more.
            var talk = _random.Chance(0.8) ? Math.Min(_random.Minutes(1.2, 1.2), 3 * Hour) : 0;
            world.Agenda.At(world.Daytime(midnight), at => world.Calls.Between(person, other, at, ring, talk));
        }
    }

    private void Strangers(CityPerson person, long midnight)
    {
        // Sales, couriers at the door: few are answered, for seconds.
        for (var i = _random.Count(0.2 * _strangers); i > 0; i--)
        {
            var caller = _random.Chance(0.5) ? world.Strangers.AnySeller : world.Strangers.NewMobile();
            var talk = _random.Chance(0.5) ? _talking.Minutes(0.4, 0.8) : 0;
            From(person, caller, world.Daytime(midnight), _random.Between(2_000, 25_000), talk);
        }

        // Strangers with long calls and no money: a doctor, a school, an insurer, a recruiter, a survey.
        if (_random.Chance(0.025 * _strangers))
        {
            From(person, world.Strangers.NewMobile(), world.Daytime(midnight), 8_000, _talking.Minutes(7, 0.7));
        }

        // An office or a bank from its landline, and once in a while a family abroad or a wrong number from there.
        if (_random.Chance(0.012 * _strangers))
        {
            From(person, world.Strangers.NewLandline(), world.Working(midnight), 9_000, _talking.Minutes(3, 0.8));
        }

        if (_random.Chance(0.0008 * _strangers))
        {
            var caller = new CityCaller($"{_random.Pick(Abroad)}{_random.Below(1_000_000):000000}", Gateway: true);
            var talk = _random.Chance(0.5) ? _talking.Minutes(5, 1.2) : 0;
            From(person, caller, world.Daytime(midnight), 9_000, talk);
        }

        // A customer service, called by the person.
        if (_random.Chance(0.02))
        {
            var to = _random.Pick(ServiceLines);
            var talk = _talking.Minutes(5, 0.8);
            world.Agenda.At(world.Daytime(midnight), at => world.Calls.To(person, to, at, 5_000, talk));
        }

        // A tradesman or an office that was never called before.
        if (_random.Chance(0.012 * _strangers))
        {
            var to = (_random.Chance(0.6) ? world.Strangers.NewMobile() : world.Strangers.NewLandline()).Text;
            var talk = _talking.Minutes(2.5, 0.8);
            world.Agenda.At(world.Daytime(midnight), at => world.Calls.To(person, to, at, 6_000, talk));
        }
    }

    private void From(CityPerson person, CityCaller caller, long timeMs, long ringMs, long talkMs) =>
        world.Agenda.At(timeMs, at => world.Calls.From(caller, person, at, ringMs, talkMs));

    private void Messages(CityPerson person, long midnight)
    {
        for (var i = _random.Count(1.6); i > 0; i--)
        {
            var at = world.Daytime(midnight);
            switch (_random.Fraction())
            {
                case < 0.30:
                    world.Writer.Code(person, at);
                    break;
                case < 0.50:
                    var link = _random.Chance(0.4) ? "parcel.example.cn" : null;
                    world.Writer.Sms(_random.Pick(Parcels), person, "PARCEL", link, at);
                    break;
                case < 0.70:
                    world.Writer.Sms(_random.Pick(BankLines), person, "BANK_ALERT", null, at);
                    break;
                case < 0.80:
                    var lender = _random.Below(Lenders.Length);
                    world.Writer.Sms(Lenders[lender], person, "LOAN_ADVERTISEMENT", LoanSites[lender], at);
                    break;
                case < 0.84:
                    world.Writer.Sms(_random.Pick(Jobs), person, "JOB_ADVERTISEMENT", null, at);
                    break;
                case < 0.86:
                    world.Writer.Sms("12345", person, "GOVERNMENT", "gov.example.cn", at);
                    break;
                case < 0.865:
                    world.Writer.Sms("95539", person, "FLIGHT", null, at);
                    break;
                default:
                    var shop = _random.Chance(0.3) ? "mall.example.com" : null;
                    world.Writer.Sms(_random.Pick(Others), person, "OTHER", shop, at);
                    break;
            }
        }

        if (_random.Chance(0.012))
        {
            Codes(world, person, world.Daytime(midnight), 2 + _random.Below(4));
        }
    }

    /// <summary>Phones are changed every three to four years, cards and forwarding less often.</summary>
    private void Changes(CityPerson person, long midnight)
    {
        if (!_random.Chance(0.0012))
        {
            return;
        }

        var at = world.Daytime(midnight);
        switch (_random.Fraction())
        {
            case < 0.65:
                world.Writer.Fact(person, "DEVICE_CHANGED", at);
                Codes(world, person, at + _random.Minutes(20, 0.8), 2 + _random.Below(4));
                break;
            case < 0.82:
                world.Writer.Fact(person, "SIM_CHANGED", at);
                Codes(world, person, at + _random.Minutes(60, 0.9), _random.Below(3));
                break;
            default:
                // To the colleague or to the other phone, for hours or days.
                var target = "+86" + world.Strangers.NewMobile().Text;
                var until = at + _random.Minutes(900, 1);
                world.Agenda.At(at, now => Forward(person, target, now));
                world.Agenda.At(until, now => Forward(person, null, now));
                break;
        }
    }

    private void Forward(CityPerson person, string? target, long now)
    {
        person.ForwardedTo = target;
        world.Writer.Fact(person, target is null ? "FORWARDING_CLEARED" : "FORWARDING_SET", now);
    }
}
