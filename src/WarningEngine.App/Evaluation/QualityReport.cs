namespace WarningEngine.App.Evaluation;

/// <summary>What is said of one scam type, one tier, or all. A rate that cannot be had is null. Where it is of one tier, "P0 or P1"
/// below is that tier, as <see cref="Judgement"/> says.</summary>
/// <param name="Frauds">Labelled frauds.</param>
/// <param name="Found">Those with a warning of any tier in time (<see cref="Judgement"/>).</param>
/// <param name="Recall">Found of frauds.</param>
/// <param name="RecallBeforeFirstLargeTransfer">Frauds with a P0 or P1 warning that was made earlier than their first large transfer,
/// of those that have one.</param>
/// <param name="RecallByFirstLargeTransfer">The same with those that were made at the transfer's attempt (<see cref="Judgement.HeldMs"/>): whoever is
/// warned then is warned while a bank can still hold it.</param>
/// <param name="Warnings">Persons warned at P0 or P1, once a person and day.</param>
/// <param name="Precision">Right ones of <paramref name="Warnings"/>.</param>
/// <param name="LeadTimeMinutes">Of frauds with a P0 or P1 warning and a large transfer.</param>
/// <param name="UnsentShare">Of all the money lost, the part that left after a P0 or P1 warning, or was only attempted when it came;
/// nothing of it where none came.</param>
/// <param name="WarningsPer100kPersonDays"><paramref name="Warnings"/> per 100,000 persons and day.</param>
/// <param name="PrecisionAtCapacity">Precision among those whom the agents can call; of a type, among those of all whom they call. Null where they
/// call nobody.</param>
/// <param name="ConfusersWarned">Share of each kind of confuser that was warned at P0 or P1, by a warning that was not right for a fraud of the same
/// person.</param>
public sealed record Quality(
    int Frauds, int Found, Rate? Recall, Rate? RecallBeforeFirstLargeTransfer, Rate? RecallByFirstLargeTransfer, int Warnings, Rate? Precision,
    LeadTimes LeadTimeMinutes, Rate? UnsentShare, Rate? WarningsPer100kPersonDays, Rate? PrecisionAtCapacity,
    SortedDictionary<string, Rate?> ConfusersWarned);

/// <summary>The judgement of a set of warnings.</summary>
/// <param name="Overall">All types together.</param>
/// <param name="ByType">T01 to T25. A warning belongs to the type that it names, a fraud to that of its label.</param>
/// <param name="ByTier">P0 to P3.</param>
/// <param name="ByTelecomTrace">"with" and "without" (<see cref="ScamTypes"/>). Warnings that name no scam type belong to neither.</param>
public sealed record QualityReport(
    Quality Overall, SortedDictionary<string, Quality> ByType, SortedDictionary<string, Quality> ByTier,
    SortedDictionary<string, Quality> ByTelecomTrace)
{
    /// <summary>Warnings of any tier that name nobody, and so were not judged.</summary>
    public int WarningsWithoutPerson { get; init; }
}

/// <summary>How good the warnings have been up to some moment.</summary>
public sealed record QualitySoFar(int Frauds, int Found, int Warnings, Rate? Precision, Rate? Recall);
