using WarningEngine.Core.Models;
using WarningEngine.Core.Patterns;

namespace WarningEngine.Core;

/// <summary>One set, and nothing else: for recorded input, history, and tests of patterns. Every other set that is
/// activated is passed over, and so is every model that is.</summary>
/// <param name="set">What decides.</param>
/// <param name="models">Models that decide with it, one a subject at most; null: none.</param>
public sealed class FixedArtifacts(RuleSet set, IReadOnlyList<Model>? models = null) : IArtifacts
{
    private readonly HashSet<UInt128> _passedOver = [];

    public UInt128? First => set.Hash;

    public UInt128? FirstModel(ModelSubject subject) => models?.FirstOrDefault(x => x.Subject == subject)?.Hash;

    /// <summary>Sets that were activated and passed over.</summary>
    public IReadOnlyCollection<UInt128> PassedOver => _passedOver;

    public FoundRuleSet Find(UInt128 hash)
    {
        if (hash == set.Hash)
        {
            return new FoundRuleSet(ArtifactState.Loaded, set, "");
        }

        _passedOver.Add(hash);
        return new FoundRuleSet(ArtifactState.Void, null, "only one set decides here");
    }

    public FoundModel FindModel(UInt128 hash) => models?.FirstOrDefault(x => x.Hash == hash) is { } model
        ? new FoundModel(ArtifactState.Loaded, model, "")
        : new FoundModel(ArtifactState.Void, null, "only the models that were given decide here");
}
