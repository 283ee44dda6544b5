using WarningEngine.Core.Events;

namespace WarningEngine.Core.Intake;

/// <summary>A number in the form under which the engine knows it, and its class.</summary>
/// <param name="Text">E.164 with "+"; short codes and 106 ports, which have no international form, as digits alone.</param>
/// <param name="Class">Told from its form.</param>
public readonly record struct CanonicalNumber(string Text, NumberClass Class);
