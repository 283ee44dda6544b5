namespace WarningEngine.Core.Events;

public static class DispositionCodes
{
    /// <summary>What ends a case. Not being reached does not: a busy line is evidence. Nor does a denial, a forwarded call,
    /// or somebody else who answered.</summary>
    public static bool Closes(this DispositionCode code) => code is DispositionCode.ReachedDissuaded
        or DispositionCode.ReachedNotRelevant or DispositionCode.AlreadyLost or DispositionCode.Duplicate
        or DispositionCode.FalsePositiveConfirmed or DispositionCode.VisitDissuaded or DispositionCode.Unlocatable;
}
