using WarningEngine.Core.Patterns;

namespace WarningEngine.Core.Decisions;

/// <summary>Which rule set decides in a partition: state, and changed by the partition's log alone.</summary>
internal sealed class RuleSwitch(ScoringState state, IArtifacts sets)
{
    /// <summary>The set that decides; null until <see cref="Begin"/> has found it.</summary>
    public RuleSet? Active { get; private set; }

    /// <summary>Finds the set that the state says is activated; an empty state, one that history left and one of a version
    /// that knew no sets begin with the first.</summary>
    /// <returns>What is in the way; null where nothing is.</returns>
    public string? Begin()
    {
        // What was declared void after it had been activated is passed over here too, as a replay of the log would.
        for (var i = state.RuleSets.Count - 1; i >= 0; i--)
        {
            var found = sets.Find(state.RuleSets[i].RuleSet);
            if (found.State != ArtifactState.Void)
            {
                return Use(found);
            }
        }

        if (sets.First is not { } first)
        {
            return "no first rule set is there";
        }

        var begun = sets.Find(first);
        if (begun.State == ArtifactState.Loaded)
        {
            state.Remember(new Activation(first, Command: 0));
        }

        return begun.State == ArtifactState.Void ? $"the first rule set {first:x32} is void" : Use(begun);
    }

    /// <summary>What is in the way of an activation; null where nothing is.</summary>
    public string? Obstacle(in Activation activation)
    {
        if (WasSeen(activation))
        {
            return null;
        }

        var found = sets.Find(activation.RuleSet);
        return found.State == ArtifactState.Missing ? found.Why : null;
    }

    /// <summary>From the next leg on this set decides. One that is void is passed over, and so is a command that was sent
    /// twice: what was activated since decides.</summary>
    /// <exception cref="InvalidOperationException">It cannot be loaded: <see cref="Obstacle"/> was not asked.</exception>
    public void Activate(in Activation activation)
    {
        if (WasSeen(activation))
        {
            return;
        }

        var found = sets.Find(activation.RuleSet);
        if (found.State == ArtifactState.Void)
        {
            return;
        }

        if (Active?.Hash != activation.RuleSet && Use(found) is { } why)
        {
            throw new InvalidOperationException(why);
        }

        state.Remember(activation);
    }

    private bool WasSeen(in Activation activation)
    {
        foreach (var seen in state.RuleSets)
        {
            if (seen.Command == activation.Command)
            {
                return true;
            }
        }

        return false;
    }

    private string? Use(in FoundRuleSet found)
    {
        if (found.Set is not { } set)
        {
            return found.Why;
        }

        Active = set;
        foreach (var person in state.Episodes.Persons)
        {
            if (state.Episodes[person].Patterns.Keep(set.Patterns, state.Episodes.Blocks))
            {
                state.TouchEpisode(person);
            }
        }

        return null;
    }
}
