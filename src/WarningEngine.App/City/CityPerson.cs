using WarningEngine.Core.Events;

namespace WarningEngine.App.City;

/// <summary>Somebody who lives in the city.</summary>
internal sealed class CityPerson
{
    public required int Index { get; init; }

    /// <summary>11 digits, as operators write it; E.164 is "+86" and this.</summary>
    public required string Number { get; init; }

    public required string Account { get; init; }

    public required string Agent { get; init; }

    public required AgeBand Age { get; init; }

    public required string Region { get; init; }

    /// <summary>The operator ships answers, partials and ends; the others only final records.</summary>
    public required bool FeedSendsPhases { get; init; }

    /// <summary>The bank names the payer's number in its records.</summary>
    public required bool BankNamesNumber { get; init; }

    /// <summary>Indices of contacts, most frequent first.</summary>
    public required int[] Contacts { get; init; }

    /// <summary>Merchants paid again and again.</summary>
    public required int[] Merchants { get; init; }

    /// <summary>Monthly, fen.</summary>
    public required long Salary { get; init; }

    public required int Payday { get; init; }

    /// <summary>Fen.</summary>
    public long Balance { get; set; }

    /// <summary>Name of the confuser that this person is; null for everybody else.</summary>
    public string? Job { get; set; }

    public string E164 => "+86" + Number;
}
