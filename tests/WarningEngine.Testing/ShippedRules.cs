using WarningEngine.App.Artifacts;
using WarningEngine.App.Patterns;
using WarningEngine.Core;
using WarningEngine.Core.Patterns;

namespace WarningEngine.Testing;

/// <summary>The patterns that are shipped, under their hash.</summary>
public static class ShippedRules
{
    public static RuleSet Set() => RuleSetFiles.Read(PatternFiles.Shipped).Compile(out _);

    /// <summary>These and no others.</summary>
    public static SingleRuleSet Alone() => new(Set());
}
