namespace WarningEngine.App.City;

/// <summary>Money that went to a fraudster.</summary>
/// <param name="TimeMs">When the victim sent it, ms since epoch.</param>
/// <param name="Fen">How much.</param>
public readonly record struct CityLoss(long TimeMs, long Fen);

/// <summary>A line of <c>labels.ndjson</c>: a fraud, or a confuser. Times are ms since epoch.</summary>
/// <param name="Person">E.164.</param>
/// <param name="ScamType">Null for a confuser.</param>
/// <param name="FirstContactMs">When the fraudster reached the victim, seen by us or not; of a confuser the time of the occasion, null where it is a
/// trade, which goes on for as long as the city does.</param>
/// <param name="Losses">What the victim sent, also from a bank whose records we do not get; in order of time.</param>
/// <param name="Confuser">Null for a fraud.</param>
public sealed record CityLabel(
    string Person, string? ScamType, long? FirstContactMs, IReadOnlyList<CityLoss> Losses, string? Confuser)
{
    /// <summary>CNY 1,000: from here on a payment is large. Bait and tests are below it: 100 to 499 in police
    /// reports.</summary>
    public const long LargeFen = 100_000;

    public long? FirstTransferMs => Losses.Count > 0 ? Losses[0].TimeMs : null;

    public long? FirstLargeTransferMs =>
        Losses.Where(x => x.Fen >= LargeFen).Select(x => (long?)x.TimeMs).FirstOrDefault();

    /// <summary>Fen; null for a confuser.</summary>
    public long? LostFen => ScamType is null ? null : Losses.Sum(x => x.Fen);

    public static CityLabel OfConfuser(string person, string kind, long? occasionMs) => new(person, null, occasionMs, [], kind);
}
