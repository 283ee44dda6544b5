namespace WarningEngine.Core.Intake;

/// <summary>Why a record cannot be taken in. The names, in snake_case, are metric labels and parts of dead letters.</summary>
public enum Rejection
{
    None = 0,
    Malformed,
    MessageTooLarge,
    TooManyRecords,
    NestingTooDeep,
    ControlCharacter,
    TextTooLong,
    MissingField,
    InvalidValue,
    InvalidNumber,
    InvalidImei,
    InvalidAmount,
    AmountOutOfRange,
    InvalidCurrency,
    InvalidToken,
    EventTimeTooOld,
    EventTimeInFuture,
    UnknownType,
}

/// <summary>A rejection and the field that it is about.</summary>
/// <param name="Reason"><see cref="Rejection.None"/> where the record is good.</param>
/// <param name="Field">Path of the field in JSON names; empty where it is the whole record.</param>
public readonly record struct CheckResult(Rejection Reason, string Field)
{
    public static readonly CheckResult Good = new(Rejection.None, "");

    public bool IsGood => Reason == Rejection.None;
}

/// <summary>Names of rejections as labels.</summary>
public static class RejectionNames
{
    private static readonly string[] Names =
        [.. Enum.GetNames<Rejection>().Select(name => string.Concat(name.Select((c, i) =>
            i > 0 && char.IsUpper(c) ? $"_{char.ToLowerInvariant(c)}" : $"{char.ToLowerInvariant(c)}")))];

    public static string Label(this Rejection rejection) => Names[(int)rejection];
}
