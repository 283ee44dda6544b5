using WarningEngine.Core.Models;

namespace WarningEngine.Core.Decisions;

/// <summary>Which models decide in a partition, and which look on: state, and changed by the partition's log alone.</summary>
internal sealed class ModelSwitch(ScoringState state, IArtifacts sets)
{
    private static readonly ModelSubject[] Subjects = [ModelSubject.Person, ModelSubject.Counterpart];

    private readonly Model?[] _deciding = new Model?[Subjects.Length + 1];
    private readonly Model?[] _shadows = new Model?[Subjects.Length + 1];
    private bool _begun;

    /// <summary>Null where none does: patterns and rules of behaviour decide alone.</summary>
    public Model? Deciding(ModelSubject subject) => _deciding[(int)subject];

    /// <summary>Null where none does.</summary>
    public Model? Shadow(ModelSubject subject) => _shadows[(int)subject];

    /// <summary>Finds the models that the state says are activated; where it says nothing of a subject, the one that partitions begin with.</summary>
    /// <returns>What is in the way; null where nothing is.</returns>
    public string? Begin()
    {
        if (_begun)
        {
            return null;
        }

        foreach (var subject in Subjects)
        {
            if ((Find(subject, isShadow: false, out _deciding[(int)subject]) ?? Find(subject, isShadow: true, out _shadows[(int)subject])) is { } why)
            {
                return why;
            }
        }

        _begun = true;
        return null;
    }

    /// <summary>What is in the way of an activation; null where nothing is.</summary>
    public string? Obstacle(UInt128 hash, UInt128 command)
    {
        if (WasSeen(command) || ModelActivation.NoneOf(hash) != ModelSubject.Unknown)
        {
            return null;
        }

        var found = sets.FindModel(hash);
        return found.State == ArtifactState.Missing ? found.Why : null;
    }

    /// <summary>From the next leg on this model decides, or looks on. One that is void is passed over, and so is a command that was
    /// sent twice.</summary>
    /// <exception cref="InvalidOperationException">It cannot be loaded: <see cref="Obstacle"/> was not asked.</exception>
    public void Activate(UInt128 hash, bool isShadow, UInt128 command)
    {
        if (WasSeen(command))
        {
            return;
        }

        var subject = ModelActivation.NoneOf(hash);
        Model? model = null;
        if (subject == ModelSubject.Unknown)
        {
            var found = sets.FindModel(hash);
            if (found.State == ArtifactState.Void)
            {
                return;
            }

            model = found.Model ?? throw new InvalidOperationException(found.Why);
            subject = model.Subject;
        }

        (isShadow ? _shadows : _deciding)[(int)subject] = model;
        state.Remember(new ModelActivation(subject, isShadow, hash, command));
    }

    private bool WasSeen(UInt128 command)
    {
        foreach (var seen in state.Models)
        {
            if (seen.Command == command)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The newest that is not void, as a replay of the log would find it.</summary>
    private string? Find(ModelSubject subject, bool isShadow, out Model? model)
    {
        model = null;
        for (var i = state.Models.Count - 1; i >= 0; i--)
        {
            var activation = state.Models[i];
            if (!activation.Is(subject, isShadow))
            {
                continue;
            }

            if (ModelActivation.NoneOf(activation.Model) != ModelSubject.Unknown)
            {
                return null;
            }

            var found = sets.FindModel(activation.Model);
            if (found.State != ArtifactState.Void)
            {
                model = found.Model;
                return found.Model is null ? found.Why : null;
            }
        }

        return isShadow || sets.FirstModel(subject) is not { } first ? null : BeginWith(subject, first, out model);
    }

    /// <summary>As with rule sets, what a partition began with is state from then on.</summary>
    private string? BeginWith(ModelSubject subject, UInt128 first, out Model? model)
    {
        var found = sets.FindModel(first);
        model = found.Model;
        if (model is not null)
        {
            state.Remember(new ModelActivation(subject, IsShadow: false, first, Command: 0));
        }

        return found.State == ArtifactState.Missing ? found.Why : null;
    }
}
