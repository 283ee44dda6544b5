using WarningEngine.Core;
using WarningEngine.Core.Models;
using WarningEngine.Core.Patterns;

namespace WarningEngine.Testing;

/// <summary>Rule sets and models in memory; a test says which are there, which are void, and which is first.</summary>
public sealed class MemoryRuleSets : IArtifacts
{
    public UInt128? First { get; set; }

    /// <summary>The model of persons that an empty partition begins with.</summary>
    public UInt128? FirstPersonModel { get; set; }

    public Dictionary<UInt128, RuleSet> There { get; } = [];

    public Dictionary<UInt128, Model> Models { get; } = [];

    public HashSet<UInt128> Void { get; } = [];

    /// <summary>These are there, and the first of them is first.</summary>
    public static MemoryRuleSets Of(params RuleSet[] sets)
    {
        var result = new MemoryRuleSets { First = sets[0].Hash };
        foreach (var set in sets)
        {
            result.There[set.Hash] = set;
        }

        return result;
    }

    public UInt128? FirstModel(ModelSubject subject) => subject == ModelSubject.Person ? FirstPersonModel : null;

    public FoundModel FindModel(UInt128 hash) =>
        Void.Contains(hash) ? new FoundModel(ArtifactState.Void, null, "void")
        : Models.TryGetValue(hash, out var model) ? new FoundModel(ArtifactState.Loaded, model, "")
        : new FoundModel(ArtifactState.Missing, null, $"model {hash:x32} is not there");

    public FoundRuleSet Find(UInt128 hash) =>
        Void.Contains(hash) ? new FoundRuleSet(ArtifactState.Void, null, "void")
        : There.TryGetValue(hash, out var set) ? new FoundRuleSet(ArtifactState.Loaded, set, "")
        : new FoundRuleSet(ArtifactState.Missing, null, $"rule set {hash:x32} is not there");
}
