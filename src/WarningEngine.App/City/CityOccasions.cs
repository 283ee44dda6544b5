namespace WarningEngine.App.City;

/// <summary>Days that come once in a while and look like a fraud's: much money, new payees, strangers on the
/// phone.</summary>
internal sealed class CityOccasions(
    CityRandom random, CityAgenda agenda, CityWriter writer, CityCalls calls, CityMoney money, CityLife life,
    CityPerson[] people)
{
    private const long Minute = 60_000;
    private const long Hour = 60 * Minute;

    /// <summary>What somebody has put aside for the day, from before the records begin.</summary>
    public static void Provide(CityPerson person, string kind)
    {
        person.Main.Balance += kind switch
        {
            "house_buyer" => 40_000_000,
            "payroll" => 60_000_000,
            "wedding" => 8_000_000,
            "tuition" => 4_000_000,
            "marketplace" or "refinancing" => 1_000_000,
            _ => 0,
        };
        person.Deposit += kind is "deposit_maturity" ? 8_000_000 : 0;
    }

    /// <summary>A day before it: the estate agent has been calling for days.</summary>
    public void Before(CityPerson person, string kind, long midnight)
    {
        if (kind == "house_buyer" && random.Chance(0.6))
        {
            var talk = random.Minutes(5, 0.7);
            agenda.At(
                midnight + random.Between(9 * Hour, 20 * Hour),
                at => calls.From(EstateAgent(person), person, at, 6_000, talk));
        }
    }

    /// <summary>The day itself.</summary>
    public void Happen(CityPerson person, string kind, long at)
    {
        switch (kind)
        {
            case "house_buyer":
                House(person, at);
                break;
            case "payroll":
                Payroll(person, at);
                break;
            case "tuition":
                var school = new Payee($"SCHOOL{random.Below(30):000}", "BANK01", "BANK");
                Pay(person, school, random.Between(500_000, 3_000_000), at);
                break;
            case "wedding":
                // The restaurant, the photographer, the band.
                for (var i = 3; i > 0; i--)
                {
                    Pay(person, Stranger(0.5), random.Between(200_000, 2_000_000), at + random.Between(0, 3 * Hour));
                }

                break;
            case "deposit_maturity":
                agenda.At(at, now => money.BreakDeposit(person, now));
                Pay(person, Stranger(0), random.Between(2_000_000, 8_000_000), at + random.Minutes(90, 0.7));
                break;
            case "refinancing":
                Refinance(person, at);
                break;
            case "marketplace":
                Marketplace(person, at);
                break;
            case "customer_service":
                // A long talk with the bank or a shop, then something is paid as always.
                var to = random.Chance(0.5) ? "95533" : "4008888888";
                var hold = random.Minutes(25, 0.5);
                agenda.At(at, now => calls.To(person, to, now, 5_000, hold));
                agenda.At(at + (hold / 2), now => writer.Code(person, now));
                Pay(person, Payee.Shop(person.Merchants[0]), 20_000, at + hold + Minute);
                break;
            default:
                // A new doctor, a school, an insurer: a stranger, a long call, and no money.
                var talk = random.Minutes(20, 0.5);
                var caller = life.NewMobile();
                agenda.At(at, now => calls.From(caller, person, now, 8_000, talk));
                break;
        }
    }

    /// <summary>A first payment to somebody new, more often than not with the estate agent on the line.</summary>
    private void House(CityPerson person, long at)
    {
        var onThePhone = random.Chance(0.6);
        var talk = random.Minutes(14, 0.6);
        agenda.At(at, now => calls.From(EstateAgent(person), person, now, 6_000, talk));
        agenda.At(at - random.Minutes(120, 0.7), now => money.Consolidate(person, now));
        var paid = onThePhone ? at + (talk / 2) : at + talk + random.Minutes(40, 0.8);
        Pay(person, Stranger(0), random.Between(5_000_000, 30_000_000), paid);
    }

    /// <summary>A small firm's owner pays the staff, one after another.</summary>
    private void Payroll(CityPerson person, long at)
    {
        for (var i = 15 + random.Below(25); i > 0; i--)
        {
            var pay = (long)(random.LogNormal(6_500, 0.4) * 100);
            Pay(person, Payee.Of(random.Pick(people)), pay, at + (i * random.Between(20_000, 90_000)));
        }
    }

    /// <summary>A cheaper loan pays off the old one; the new lender has called before.</summary>
    private void Refinance(CityPerson person, long at)
    {
        var talk = random.Minutes(10, 0.5);
        var caller = life.NewMobile();
        agenda.At(at - random.Minutes(180, 0.6), now => calls.From(caller, person, now, 7_000, talk));
        var lender = random.Below(40);
        var old = new Payee($"LEND{random.Below(40):0000}", "BANK02", "BANK");
        agenda.At(at, now => writer.Code(person, now));
        agenda.At(at + (2 * Minute), now => money.Loan(person, lender, 5_000_000, now));
        Pay(person, old, 4_800_000, at + random.Minutes(150, 0.7));
    }

    /// <summary>A first purchase from a private seller, while on the phone to a friend.</summary>
    private void Marketplace(CityPerson person, long at)
    {
        if (person.Contacts.Count > 0)
        {
            var talk = random.Minutes(12, 0.5);
            agenda.At(at, now => calls.Between(person, person.Contacts[0], now, 4_000, talk));
        }

        Pay(person, Stranger(0.3), random.Between(50_000, 400_000), at + (5 * Minute));
    }

    private Payee Stranger(double merchantShare) => life.NewPayee(random.Chance(merchantShare) ? "MERCHANT" : "BANK");

    private void Pay(CityPerson person, Payee to, long amount, long timeMs)
    {
        if (random.Chance(0.5))
        {
            writer.Code(person, timeMs - random.Between(10_000, 40_000));
        }

        agenda.At(timeMs, at => money.Transfer(person, person.Main, to, amount, at, rejected: false));
    }

    private static string EstateAgent(CityPerson person) => $"133{person.Number[3..]}";
}
