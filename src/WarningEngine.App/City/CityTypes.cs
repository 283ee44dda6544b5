namespace WarningEngine.App.City;

/// <summary>When people are caught.</summary>
internal enum CityHours
{
    /// <summary>Office hours, when the trade calls.</summary>
    Working,

    /// <summary>Any time of the day.</summary>
    Daytime,

    /// <summary>Evenings.</summary>
    Evening,
}

/// <summary>A type of fraud.</summary>
/// <param name="Id">T01 to T25.</param>
/// <param name="Share">Of all frauds.</param>
/// <param name="Hours">When it begins.</param>
/// <param name="Habits">How its crew calls.</param>
/// <param name="Course">Plays one.</param>
/// <param name="LeadDays">Its course is planned so many days ahead, where something of it comes before its anchor: of
/// types of weeks that is the first large payment, of all others the first contact.</param>
internal sealed record CityType(
    string Id, double Share, CityHours Hours, CrewHabits Habits, Action<CityPlay> Course, int LeadDays = 0);

/// <summary>All types, with their shares.
/// <para>Rebates are about a third of all cases and fake investment a third of all losses, five types make up some 80 %
/// (rebates, investment, loans, customer service, impersonated authorities; CCTV on 2022). Of 2023 ten types make up
/// 88.4 %, rebates have most cases, fake shopping rose to the third place (Ministry of Public Security by China News
/// 2024). Shares of single types beyond that are our own, and so are those of the crews' kinds of numbers: more than
/// 60 % (2021) and some 80 % are committed from abroad (court figures), most behind local cards.</para>
/// <para>How many begin with a call or a message is written at each course. Over all types it is about a half, and less
/// than the fourth part in the United Kingdom, where 76 % of cases begin online and 16 % by telecoms (UK Finance on
/// 2023): the types that are known best here are those that call.</para></summary>
internal static class CityTypes
{
    private static readonly CrewHabits Mobiles = new(0.1, 0.3, 0, 0);
    private static readonly CrewHabits Boxes = new(0.15, 0.55, 0, 0.05);
    private static readonly CrewHabits Abroad = new(0.5, 0.3, 0.1, 0);
    private static readonly CrewHabits Offices = new(0.15, 0.2, 0.05, 0.4);

    public static readonly IReadOnlyList<CityType> All =
    [
        new("T01", 0.235, CityHours.Daytime, Mobiles, CityTasks.Rebate),
        new("T02", 0.09, CityHours.Evening, Mobiles, CityInvestments.Invest, LeadDays: 13),
        new("T03", 0.03, CityHours.Evening, Mobiles, CityInvestments.Romance, LeadDays: 13),
        new("T04", 0.05, CityHours.Working, Abroad, CityAuthorities.Arrest),
        new("T05", 0.07, CityHours.Daytime, Boxes, CityServices.Refund),
        new("T06", 0.08, CityHours.Daytime, new(0.4, 0.4, 0.05, 0), CityServices.CancelFee),
        new("T07", 0.10, CityHours.Working, Boxes, CityLoans.AdvanceFee),
        new("T08", 0.05, CityHours.Working, new(0.25, 0.45, 0.1, 0.1), CityAuthorities.FalseCredit),
        new("T09", 0.03, CityHours.Working, Mobiles, CityAcquaintances.Boss),
        new("T10", 0.08, CityHours.Evening, Mobiles, CityTasks.Shopping),
        new("T11", 0.045, CityHours.Evening, Mobiles, CityTasks.Game),
        new("T12", 0.015, CityHours.Working, Mobiles, CityTraders.Procurement),
        new("T13", 0.01, CityHours.Daytime, Offices, CityServices.Flight),
        new("T14", 0.02, CityHours.Daytime, Mobiles, CityLoans.CardData),
        new("T15", 0.015, CityHours.Daytime, Mobiles, CityTasks.Job),
        new("T16", 0.015, CityHours.Evening, Mobiles, CityInvestments.Gambling, LeadDays: 13),
        new("T17", 0.01, CityHours.Working, Abroad, CityAuthorities.CashAndGold),
        new("T18", 0.01, CityHours.Working, new(0.1, 0.2, 0.55, 0.1), CityServices.SafeAccount),
        new("T19", 0.005, CityHours.Working, Offices, CityServices.TechSupport),
        new("T20", 0.008, CityHours.Working, new(0.1, 0.4, 0, 0), CityAcquaintances.Emergency),
        new("T21", 0.012, CityHours.Working, Abroad, CityAuthorities.Parcel),
        new("T22", 0.005, CityHours.Working, Boxes, CityAuthorities.CardAlert),
        new("T23", 0.004, CityHours.Working, Mobiles, CityTraders.Invoice),
        new("T24", 0.006, CityHours.Working, Boxes, CityAcquaintances.Recovery, LeadDays: 13),
        new("T25", 0.005, CityHours.Daytime, Mobiles, CityLoans.Takeover),
    ];

    /// <summary>One type, as often as its share says.</summary>
    public static CityType Draw(CityRandom random, CityHabits habits)
    {
        // As documented the shares are of 1; with other habits of whatever they come to.
        var whole = habits == CityHabits.Documented ? 1 : All.Sum(x => x.Share * habits[x.Id].Share);
        var at = random.Fraction() * whole;
        foreach (var type in All)
        {
            at -= type.Share * habits[type.Id].Share;
            if (at < 0)
            {
                return type;
            }
        }

        return All[0];
    }
}
