using WarningEngine.Core.Events;

namespace WarningEngine.Core.Intake;

/// <summary>What intake needs to know of a number.</summary>
/// <param name="Token">Of its canonical form.</param>
/// <param name="Class">Told from its form.</param>
/// <param name="IsWellKnown">It gets no legs as a counterpart.</param>
internal readonly record struct KnownNumber(Token Token, NumberClass Class, bool IsWellKnown);
