using WarningEngine.Core.Events;

namespace WarningEngine.App.City;

/// <summary>How an operator ships its call records.</summary>
internal enum CallFeed
{
    /// <summary>Answers, partials and ends within seconds, and the final record of calls that nobody
    /// answered.</summary>
    Phases,

    /// <summary>As <see cref="Phases"/>, and starts.</summary>
    PhasesWithStart,

    /// <summary>Final records alone, within minutes.</summary>
    Final,

    /// <summary>Final records alone, in files every five minutes.</summary>
    Files,

    /// <summary>Final records alone, in files every hour.</summary>
    HourlyFiles,
}

/// <summary>A bank account. Amounts are fen.</summary>
internal sealed class CityAccount(string id, int bank)
{
    public string Id { get; } = id;

    /// <summary>0 to <see cref="CityMoney.Banks"/> - 1.</summary>
    public int Bank { get; } = bank;

    public long Balance { get; set; }
}

/// <summary>Somebody who lives in the city.</summary>
internal sealed class CityPerson(string number)
{
    /// <summary>11 digits, as operators write it.</summary>
    public string Number { get; } = number;

    public string E164 { get; } = "+86" + number;

    public required AgeBand Age { get; init; }

    /// <summary>Code of the place, six digits.</summary>
    public required string Region { get; init; }

    public required int Operator { get; init; }

    public required CallFeed Feed { get; init; }

    /// <summary>Of the phone; null where the operator does not say.</summary>
    public required string? Imei { get; init; }

    /// <summary>The account that pays and is paid.</summary>
    public required CityAccount Main { get; init; }

    /// <summary>A second one; null for most people.</summary>
    public required CityAccount? Second { get; init; }

    /// <summary>The bank has this person's number and names it in its records.</summary>
    public required bool BankNamesNumber { get; init; }

    /// <summary>Merchants paid again and again, the usual ones first.</summary>
    public required int[] Merchants { get; init; }

    /// <summary>Monthly, fen.</summary>
    public required long Salary { get; init; }

    /// <summary>Day of the month.</summary>
    public required int Payday { get; init; }

    /// <summary>Day of the month on which the rent is due; 0 for who pays none.</summary>
    public required int RentDay { get; init; }

    /// <summary>Outgoing calls a day.</summary>
    public required double CallsPerDay { get; init; }

    /// <summary>Runs a small business from this line and account.</summary>
    public required bool IsShop { get; init; }

    /// <summary>Family, then colleagues, then friends: the order of frequency.</summary>
    public List<CityPerson> Contacts { get; } = [];

    /// <summary>Fixed deposit, fen.</summary>
    public long Deposit { get; set; }

    /// <summary>Name of the confuser that this person is; null for everybody else.</summary>
    public string? Job { get; set; }

    /// <summary>Has been or is being defrauded.</summary>
    public bool IsVictim { get; set; }

    /// <summary>On the phone until then, ms since epoch.</summary>
    public long BusyUntilMs { get; set; }

    /// <summary>Speaks to nobody of the own circle until then, ms since epoch: told not to.</summary>
    public long QuietUntilMs { get; set; }

    /// <summary>Where all calls to this line go; null where they ring here.</summary>
    public string? ForwardedTo { get; set; }

    /// <summary>Country abroad where this person is; null at home.</summary>
    public string? Roaming { get; set; }

    public bool HasLiveCalls => Feed is CallFeed.Phases or CallFeed.PhasesWithStart;

    public long Wealth => Main.Balance + (Second?.Balance ?? 0) + Deposit;
}
