namespace WarningEngine.Stages.Capacity;

/// <summary>What the state consists of, but for what was seen lately, which is as large for one line as for millions.</summary>
internal enum RecordKind
{
    Line,
    Account,
    Counterpart,

    /// <summary>Sixteen of the lines that a counterpart touched.</summary>
    TouchedBlock,
    Episode,
}
