using WarningEngine.App.City;

namespace WarningEngine.App.Evaluation;

/// <summary>Money that a victim sent.</summary>
/// <param name="TimeMs">Ms since epoch.</param>
/// <param name="Amount">In the label's currency.</param>
public readonly record struct LabelTransfer(long TimeMs, double Amount);

/// <summary>A fraud or a confuser that really was. Times are ms since epoch.</summary>
/// <param name="Person">E.164.</param>
/// <param name="ScamType">Null for a confuser.</param>
/// <param name="Confuser">Null for a fraud.</param>
/// <param name="FirstContactMs">Null where not known; of a confuser when the occasion was, null where it is none that passes.</param>
/// <param name="FirstTransferMs">Null where not known, or there was none.</param>
/// <param name="FirstLargeTransferMs">Null likewise.</param>
/// <param name="Transfers">What was sent; where the label does not list it, all that was lost at the first large transfer, of which the first transfer and
/// then the first contact take the place where it is not known: nothing that was made later is said to have saved it.</param>
public sealed record Label(
    string Person, string? ScamType, string? Confuser, long? FirstContactMs, long? FirstTransferMs,
    long? FirstLargeTransferMs, IReadOnlyList<LabelTransfer> Transfers)
{
    /// <summary>The first known moment.</summary>
    public long? FirstMs => FirstContactMs ?? Transfers.Select(x => (long?)x.TimeMs).Append(FirstTransferMs).Append(FirstLargeTransferMs).Min();

    /// <summary>The moment by which it is counted among the judged days: that of the first large transfer, since some
    /// frauds take weeks to come to it; the first known one where there was none.</summary>
    public long? CountsMs => FirstLargeTransferMs ?? FirstMs;

    /// <summary>The last known moment: a label may list some of its transfers, and not the large one.</summary>
    public long? LastMs => Transfers.Select(x => (long?)x.TimeMs).Append(FirstTransferMs).Append(FirstLargeTransferMs).Append(FirstContactMs).Max();

    public static Label Of(CityLabel label)
    {
        ArgumentNullException.ThrowIfNull(label);
        return new Label(
            label.Person, label.ScamType, label.Confuser, label.FirstContactMs, label.FirstTransferMs,
            label.FirstLargeTransferMs, [.. label.Losses.Select(x => new LabelTransfer(x.TimeMs, x.Fen / 100.0))]);
    }
}

/// <summary>A warning, as far as judging needs it.</summary>
/// <param name="Person">E.164; null where the key was not at hand.</param>
/// <param name="Tier">P0 to P3.</param>
/// <param name="ScamType">What it says the fraud is.</param>
/// <param name="EventTimeMs">Ms since epoch.</param>
public sealed record JudgedWarning(string? Person, string Tier, string ScamType, long EventTimeMs)
{
    /// <summary>When it was made, ms since epoch; the event's time where the file does not say.</summary>
    public long DecidedMs { get; init; } = EventTimeMs;

    /// <summary>As the model holds, 0 to 1; null where none was asked.</summary>
    public double? Probability { get; init; }

    /// <summary>P0 or P1: somebody is called.</summary>
    public bool IsUrgent => Tier is "P0" or "P1";
}
