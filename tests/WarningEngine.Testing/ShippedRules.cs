using WarningEngine.App.Artifacts;
using WarningEngine.App.Patterns;
using WarningEngine.Core;
using WarningEngine.Core.Patterns;

namespace WarningEngine.Testing;

/// <summary>The patterns and the model that are shipped, under their hashes.</summary>
public static class ShippedRules
{
    public static RuleSet Set() => RuleSetFiles.Read(PatternFiles.Shipped).Compile(out _);

    /// <summary>These and no others, and no model.</summary>
    public static FixedArtifacts Alone() => new(Set());

    /// <summary>With the model that is shipped: what an engine begins with that is told nothing else.</summary>
    public static FixedArtifacts WithModel() => new(Set(), [ModelFiles.Read(ShippedModels.Person).Model]);
}
