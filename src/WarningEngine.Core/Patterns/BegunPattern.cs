namespace WarningEngine.Core.Patterns;

/// <summary>What an event asks first of a pattern that has begun, side by side for all of an episode: most events change none of them, and
/// need not look at what they keep.</summary>
/// <param name="Number">Of the pattern in its set; -1 where the set has none that does the same.</param>
/// <param name="OldestMs">Nothing that it keeps is older; event time, ms.</param>
internal readonly record struct BegunPattern(int Number, long OldestMs);
