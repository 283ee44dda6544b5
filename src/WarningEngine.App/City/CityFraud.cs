namespace WarningEngine.App.City;

/// <summary>One fraud on its way: what the victim has sent so far.</summary>
/// <param name="victim">Whom it befalls.</param>
/// <param name="scamType">T01 to T25.</param>
/// <param name="anchorMs">When it begins, or, of types that take weeks, comes to the first large payment.</param>
internal sealed class CityFraud(CityPerson victim, string scamType, long anchorMs)
{
    private readonly List<CityLoss> _losses = [];

    public CityPerson Victim { get; } = victim;

    public string ScamType { get; } = scamType;

    public long AnchorMs { get; } = anchorMs;

    /// <summary>When the fraudster reached the victim, seen by us or not; courses of weeks set it back. No later than what
    /// <see cref="Reached"/> and <see cref="Lost"/> are told.</summary>
    public long FirstContactMs { get; set; } = anchorMs;

    /// <summary>The bank that the money leaves from is one whose records we get.</summary>
    public required bool BankSeen { get; init; }

    /// <summary>This victim pays nothing large.</summary>
    public required bool Refuses { get; init; }

    /// <summary>Whatever comes after it does not happen any more: the victim has understood, ms since epoch.</summary>
    public long OverMs { get; set; } = long.MaxValue;

    /// <summary>How long after its end the victim goes to the police; null where that never happens.</summary>
    public required long? ReportsAfterMs { get; init; }

    /// <summary>When the last step that is planned happens.</summary>
    public long LastStepMs { get; set; } = anchorMs;

    /// <summary>When money was last sent; null before.</summary>
    public long? LastLossMs => _losses.Count > 0 ? _losses[^1].TimeMs : null;

    /// <summary>The victim hears of the fraudster, or pays: drawn lags may bring that before the moment at which the course is told to begin.</summary>
    /// <param name="timeMs">Ms since epoch.</param>
    public void Reached(long timeMs) => FirstContactMs = Math.Min(FirstContactMs, timeMs);

    /// <summary>Money is sent; of courses of weeks perhaps what led to them, longer before than the first contact was told to be.</summary>
    /// <param name="timeMs">Ms since epoch; no earlier than the one before.</param>
    /// <param name="fen">How much.</param>
    public void Lost(long timeMs, long fen)
    {
        Reached(timeMs);
        _losses.Add(new CityLoss(timeMs, fen));
    }

    public CityLabel Label() => new(Victim.E164, ScamType, FirstContactMs, [.. _losses], null);
}
