namespace WarningEngine.Core.Patterns;

/// <summary>A pattern set and the hash of the files that it was made of.</summary>
public sealed record RuleSet(UInt128 Hash, PatternSet Patterns);
