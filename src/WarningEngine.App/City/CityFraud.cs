namespace WarningEngine.App.City;

/// <summary>One fraud on its way: what the victim has sent so far.</summary>
internal sealed class CityFraud(CityPerson victim, string scamType, long firstContactMs, bool bankSeen)
{
    private readonly List<CityLoss> _losses = [];

    public CityPerson Victim { get; } = victim;

    /// <summary>The bank that the money leaves from is one whose records we get.</summary>
    public bool BankSeen { get; } = bankSeen;

    public void Lost(long timeMs, long fen) => _losses.Add(new CityLoss(timeMs, fen));

    public CityLabel Label() => new(Victim.E164, scamType, firstContactMs, [.. _losses], null);
}
