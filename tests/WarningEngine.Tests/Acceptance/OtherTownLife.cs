using WarningEngine.App.Evaluation;
using WarningEngine.Core.Events;

namespace WarningEngine.Tests.Acceptance;

/// <summary>What an ordinary day brings in <see cref="OtherTown"/>, and what only looks like fraud.</summary>
internal static class OtherTownLife
{
    private const double Hour = OtherTown.Hour;

    public static readonly IReadOnlyList<string> Confusers = ["estate", "loan", "airline", "market", "craftsman", "bank", "friend"];

    public static void Day(OtherTown town, Inhabitant person, long midnight)
    {
        long At() => midnight + (long)(Math.Clamp(town.LogNormal(14, 0.3), 7, 23.9) * Hour);

        void Often(double mean, Action<long> happens)
        {
            for (var i = town.Times(mean); i > 0; i--)
            {
                happens(At());
            }
        }

        Often(2, at => town.Call(person.Number, town.Pick(person.Friends).Number, at, town.Chance(0.7) ? town.LogNormal(80, 1) : 0));
        Often(0.25, at => town.Call(town.Chance(0.5) ? town.Mobile() : town.Hotline(), person.Number, at, town.Chance(0.5) ? town.Between(3, 45) : 0));
        Often(0.3, at => town.Call(town.Mobile(), person.Number, at, town.Between(8, 60)));
        Often(0.05, at => town.Call(town.Mobile(), person.Number, at, town.LogNormal(110, 1)));
        Often(0.05, at => town.Call(person.Number, town.Pick(town.Mobile(), town.Hotline(), "10086"), at, town.LogNormal(110, 1)));
        Often(0.4, at => town.Text(town.Pick(person.Issuers), person, at, SmsTemplate.Otp));
        Often(0.3, at => town.Text(person.Bank, person, at, SmsTemplate.BankAlert));
        Often(0.25, at => town.Text(
            $"1068{town.Random.Next(1_000, 1_300)}", person, at, town.Pick(SmsTemplate.Other, SmsTemplate.LoanAdvertisement, SmsTemplate.Parcel, SmsTemplate.Link),
            town.Chance(0.5) ? $"ad{town.Random.Next(90)}.example.com" : null));
        Often(1.2, at => town.Pay(person, town.Pick(person.Shops), at, town.LogNormal(35, 1), PayeeKind.Merchant));
        Often(0.15, at =>
        {
            var friend = town.Pick(person.Friends);
            town.Pay(person, friend.Account, at, town.LogNormal(200, 1.2), number: friend.Number);
        });
        Often(0.02, at => town.Pay(person, town.Account(), at, Agreed(town, town.LogNormal(600, 1.3)), town.Pick(PayeeKind.Bank, PayeeKind.Merchant)));
        Often(1 / 30.0, at => town.Tell(person, MoneyEvent.Transfer, at, town.LogNormal(7_000, 0.4), "PAYROLL" + person.Issuers[0]));
    }

    /// <summary>Somebody lives through something that only looks like fraud.</summary>
    public static void Confuse(OtherTown town, Inhabitant person, string kind)
    {
        var at = town.Moment();
        switch (kind)
        {
            case "estate":
                var (agent, flat) = (town.Mobile(), town.Account());
                town.Call(agent, person.Number, at - OtherTown.Day, town.Between(100, 500));
                var talked = town.Call(agent, person.Number, at, town.Between(300, 1_200));
                town.Pay(person, flat, town.Chance(0.5) ? talked - OtherTown.Minute : talked + town.Minutes(1, 60), town.Pick(3_000, 5_000, 20_000));
                break;
            case "loan":
                town.Tell(person, MoneyEvent.LoanDisbursed, at, town.Between(5_000, 80_000), "LENDER" + town.Random.Next(30));
                town.Pay(person, "SHOP" + town.Random.Next(400), at + (long)(town.Between(2, 30) * Hour), town.Between(5_000, 50_000), PayeeKind.Merchant);
                break;
            case "airline":
                town.Text("95530", person, at, SmsTemplate.Flight);
                var booked = town.Call(person.Number, "95530", at + town.Minutes(5, 50), town.Between(200, 700));
                town.Text("95530", person, booked - 40_000, SmsTemplate.Otp);
                town.Pay(person, "SHOP77", booked, town.Between(300, 3_000), PayeeKind.Merchant);
                break;
            case "market":
                var (seller, price) = (town.Account(), Agreed(town, town.Between(50, 900)));
                town.Pay(person, seller, at, price);
                town.Tell(person, MoneyEvent.Transfer, at + (long)(town.Between(1, 30) * Hour), price, seller);
                break;
            case "craftsman":
                var (number, account) = (town.Mobile(), town.Account());
                town.Call(number, person.Number, at, town.Between(100, 600));
                var again = town.Call(person.Number, number, at + (long)(20 * Hour), town.Between(100, 500));
                town.Pay(person, account, again + town.Minutes(20, 200), Agreed(town, town.Between(800, 9_000)));
                break;
            case "bank":
                var ends = town.Call(person.Bank, person.Number, at, town.Between(200, 900), Attestation.Full);
                town.Text(person.Bank, person, ends - 60_000, SmsTemplate.Otp);
                break;
            default:
                var friend = town.Pick(person.Friends);
                var over = town.Call(friend.Number, person.Number, at, town.Between(60, 900));
                town.Pay(person, friend.Account, over + town.Minutes(1, 9), Agreed(town, town.Between(500, 20_000)), number: friend.Number);
                break;
        }

        town.Labels.Add(new Label(person.Number, null, kind, null, null, null, []));
    }

    private static double Agreed(OtherTown town, double yuan) => town.Chance(0.6) ? Math.Max(1, Math.Round(yuan / 100)) * 100 : Math.Round(yuan, 2);
}
