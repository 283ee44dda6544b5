using WarningEngine.App.Patterns;
using WarningEngine.Core;
using WarningEngine.Core.Models;
using WarningEngine.Core.Patterns;
using WarningEngine.Kafka.Artifacts;

namespace WarningEngine.App.Artifacts;

/// <summary>What the topic <c>artifacts</c> holds, compiled as it is read. One thread fills it, owners ask it.</summary>
public sealed class ArtifactCatalogue : IArtifacts
{
    private readonly Lock _lock = new();
    private readonly Dictionary<UInt128, (RuleSet? Set, string Why)> _sets = [];
    private readonly Dictionary<UInt128, (Model? Model, string Why)> _models = [];
    private readonly Dictionary<string, UInt128[]> _promoted = new(StringComparer.Ordinal);
    private readonly HashSet<UInt128> _void = [];
    private readonly List<ArtifactRecord> _firsts = [];
    private readonly Dictionary<UInt128, ArtifactRecord> _records = [];
    private bool _caughtUp;

    /// <summary>The earliest that is not void: whoever writes another one later changes nothing.</summary>
    public UInt128? First => FirstWritten?.Hash;

    /// <summary>The record that says it, and which models stand beside it.</summary>
    internal ArtifactRecord? FirstWritten
    {
        get
        {
            lock (_lock)
            {
                return _caughtUp ? _firsts.Find(x => !_void.Contains(x.Hash)) : null;
            }
        }
    }

    public UInt128? FirstModel(ModelSubject subject) =>
        FirstWritten is { } first && FirstModels.Read(first.Content).TryGetValue(subject, out var hash) ? hash : null;

    /// <summary>Artifacts in the order of the topic, each with what is wrong with it (empty where it can be loaded).</summary>
    public IReadOnlyList<(ArtifactRecord Record, string Why)> Artifacts
    {
        get
        {
            lock (_lock)
            {
                return [.. _records.Select(x => (x.Value, x.Value.Kind == ArtifactKind.Model ? _models[x.Key].Why : _sets[x.Key].Why))];
            }
        }
    }

    /// <summary>Hashes that were declared void.</summary>
    public IReadOnlyList<UInt128> Voided
    {
        get
        {
            lock (_lock)
            {
                return [.. _void];
            }
        }
    }

    /// <summary>The models that were promoted for a subject ("person", "counterpart"), newest first. For tools: the log says what decides.</summary>
    public IReadOnlyList<UInt128> PromotedOf(string subject)
    {
        lock (_lock)
        {
            return _promoted.GetValueOrDefault(subject) ?? [];
        }
    }

    /// <summary>A catalogue of everything that was read to the end of the topic.</summary>
    public static ArtifactCatalogue Of(IEnumerable<ArtifactRecord> records)
    {
        var result = new ArtifactCatalogue();
        foreach (var record in records)
        {
            result.Take(record);
        }

        result.CatchUp();
        return result;
    }

    /// <summary>Takes in one record of the topic.</summary>
    /// <returns>Why what it holds cannot be loaded; empty where it can, or it holds nothing to load.</returns>
    public string Take(ArtifactRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        (RuleSet? Set, string Why) loaded = record.Kind == ArtifactKind.Patterns ? Load(record) : (null, "");
        (Model? Model, string Why) model = record.Kind == ArtifactKind.Model ? LoadModel(record) : (null, "");
        lock (_lock)
        {
            switch (record.Kind)
            {
                case ArtifactKind.Patterns:
                    // What has been loaded once stays: whoever writes other bytes under its hash takes it from nobody.
                    if (_sets.GetValueOrDefault(record.Hash).Set is null)
                    {
                        _sets[record.Hash] = loaded;
                        _records[record.Hash] = record;
                    }

                    break;
                case ArtifactKind.Model:
                    if (_models.GetValueOrDefault(record.Hash).Model is null)
                    {
                        _models[record.Hash] = model;
                        _records[record.Hash] = record;
                    }

                    break;
                case ArtifactKind.Promoted:
                    _promoted[record.Name] = PromotedModels.Read(record.Content);
                    break;
                case ArtifactKind.First:
                    _firsts.Add(record);
                    break;
                case ArtifactKind.Void:
                    _void.Add(record.Hash);
                    break;
                default:
                    break;
            }
        }

        return record.Kind == ArtifactKind.Model ? model.Why : loaded.Why;
    }

    /// <summary>The topic has been read to an end. Nothing is answered before: what is void, and what came first, is known
    /// only then.</summary>
    public void CatchUp()
    {
        lock (_lock)
        {
            _caughtUp = true;
        }
    }

    public FoundRuleSet Find(UInt128 hash)
    {
        var (state, set, why) = Look(_sets, hash, "rule set");
        return new FoundRuleSet(state, set, why);
    }

    public FoundModel FindModel(UInt128 hash)
    {
        var (state, model, why) = Look(_models, hash, "model");
        return new FoundModel(state, model, why);
    }

    private (ArtifactState State, T? There, string Why) Look<T>(Dictionary<UInt128, (T? There, string Why)> all, UInt128 hash, string what)
        where T : class
    {
        lock (_lock)
        {
            if (!_caughtUp)
            {
                return (ArtifactState.Missing, null, $"{what} {hash:x32}: artifacts is not read to its end yet");
            }

            if (_void.Contains(hash))
            {
                return (ArtifactState.Void, null, "declared void");
            }

            return all.GetValueOrDefault(hash) switch
            {
                { There: { } there } => (ArtifactState.Loaded, there, ""),
                { Why: { Length: > 0 } why } => (ArtifactState.Missing, null, $"{what} {hash:x32}: {why}"),
                _ => (ArtifactState.Missing, null, $"{what} {hash:x32} is not in artifacts"),
            };
        }
    }

    private static (Model? Model, string Why) LoadModel(ArtifactRecord record)
    {
        try
        {
            var model = ModelFiles.Parse(record.Content).Model;
            return model.Hash == record.Hash ? (model, "") : (null, "its bytes have another hash");
        }
        catch (InvalidDataException wrong)
        {
            return (null, wrong.Message);
        }
    }

    private static (RuleSet? Set, string Why) Load(ArtifactRecord record)
    {
        if (RuleSetFiles.HashOf(record.Content) != record.Hash)
        {
            return (null, "its bytes have another hash");
        }

        try
        {
            return (RuleSetFiles.Parse(record.Content).Compile(out _), "");
        }
        catch (Exception wrong) when (wrong is InvalidDataException or PatternFilesException)
        {
            return (null, wrong.Message.ReplaceLineEndings("; "));
        }
    }
}
