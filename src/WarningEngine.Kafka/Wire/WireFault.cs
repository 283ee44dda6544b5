using WarningEngine.Core.Intake;

namespace WarningEngine.Kafka.Wire;

/// <summary>Why a record could not be read.</summary>
/// <param name="Reason">For metrics and dead letters.</param>
/// <param name="Field">Path in JSON names; empty where it is the whole record.</param>
/// <param name="Detail">In words; never quotes the content.</param>
internal readonly record struct WireFault(Rejection Reason, string Field, string Detail)
{
    public static readonly WireFault None = new(Rejection.None, "", "");

    public bool IsNone => Reason == Rejection.None;
}
