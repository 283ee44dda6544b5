using WarningEngine.App.Commands;
using WarningEngine.Core;
using WarningEngine.Kafka;
using WarningEngine.Kafka.Artifacts;

namespace WarningEngine.App.Artifacts;

/// <summary>Brings rule sets into the topic <c>artifacts</c>, and the commands about them into the log.</summary>
internal sealed class RuleSetPublisher(KafkaOptions kafka, TimeProvider clock)
{
    /// <summary>Everything that <c>artifacts</c> holds now.</summary>
    /// <exception cref="WarningEngine.Kafka.Producing.KafkaFaultException">It cannot be read.</exception>
    public Task<ArtifactCatalogue> ReadAsync(CancellationToken cancel) =>
        Task.Run(() => ArtifactCatalogue.Of(ArtifactReader.ReadAll(kafka, clock, cancel)), cancel);

    /// <summary>Writes a set where it is not there yet and, once it is acknowledged, orders that it decides.</summary>
    /// <returns>Whether it was written, and the id of the command.</returns>
    /// <exception cref="CommandFailedException">The set was declared void.</exception>
    /// <exception cref="Confluent.Kafka.KafkaException">Something was not acknowledged.</exception>
    public async Task<(bool Written, string CommandId)> ActivateAsync(
        RuleSetFiles files, string name, string version, string issuer, CancellationToken cancel)
    {
        var there = (await ReadAsync(cancel)).Find(files.Hash);
        if (there.State == ArtifactState.Void)
        {
            throw new CommandFailedException(
                $"Rule set {files.Hash:x32} was declared void, and is passed over for ever. Changed in anything it is another set.");
        }

        using var writer = new ArtifactWriter(kafka);
        var missing = there.State == ArtifactState.Missing;
        if (missing)
        {
            await writer.WriteAsync(new ArtifactRecord(ArtifactKind.Patterns, files.Hash, files.Bytes, name, version), cancel);
        }

        return (missing, await writer.OrderAsync("ACTIVATE", files.Hash, issuer, clock.GetUtcNow(), cancel));
    }

    /// <summary>Writes a set, and a model if there is one, and their hashes under <c>first</c>, where <c>first</c> is not there yet (or names
    /// a set that is void: no partition can have begun with it).</summary>
    /// <returns>What was done, in words; null where there was nothing to do.</returns>
    /// <exception cref="CommandFailedException">The set or the model was declared void.</exception>
    /// <exception cref="Confluent.Kafka.KafkaException">Something was not acknowledged.</exception>
    public async Task<string?> WriteFirstAsync(RuleSetFiles files, string name, ModelFiles? model, CancellationToken cancel)
    {
        var there = await ReadAsync(cancel);
        if (there.First is not null)
        {
            return null;
        }

        var found = there.Find(files.Hash);
        if (found.State == ArtifactState.Void)
        {
            throw new CommandFailedException($"Rule set {files.Hash:x32} was declared void: a partition cannot begin with it.");
        }

        using var writer = new ArtifactWriter(kafka);
        if (found.State == ArtifactState.Missing)
        {
            await writer.WriteAsync(new ArtifactRecord(ArtifactKind.Patterns, files.Hash, files.Bytes, name), cancel);
        }

        if (model is not null)
        {
            await new ModelPublisher(kafka, clock).RegisterFirstAsync(model, cancel);
        }

        // Whoever sees what is first has seen what it names: partitions begin with both or wait.
        var ours = new ArtifactRecord(ArtifactKind.First, files.Hash, FirstModels.Write(model?.Model));
        await writer.WriteAsync(ours, cancel);
        var first = (await ReadAsync(cancel)).FirstWritten ?? ours;
        if (first.Hash == ours.Hash && first.Content.AsSpan().SequenceEqual(ours.Content))
        {
            return $"wrote rule set {files.Hash:x32} ({name}) to artifacts, as "
                + $"first{(model is null ? "" : $", with model {model.Model.Hash:x32} ({model.Model.Name})")}";
        }

        // Somebody was faster, and partitions may have begun with theirs: of one key compaction keeps the last.
        await writer.WriteAsync(first, cancel);
        return $"rule set {first.Hash:x32} was first in artifacts";
    }

    /// <summary>Declares that nobody can load a hash, of a rule set or a model: whoever waits for it passes over it.</summary>
    /// <returns>False where that was declared before.</returns>
    /// <exception cref="CommandFailedException">It can be loaded.</exception>
    /// <exception cref="Confluent.Kafka.KafkaException">It was not acknowledged.</exception>
    public async Task<bool> VoidAsync(UInt128 hash, CancellationToken cancel)
    {
        var there = await ReadAsync(cancel);
        var found = there.Find(hash);
        if (found.State == ArtifactState.Loaded || there.FindModel(hash).State == ArtifactState.Loaded)
        {
            throw new CommandFailedException(
                $"{hash:x32} can be loaded, and may have decided already: another one can be activated, it cannot be void.");
        }

        if (found.State == ArtifactState.Void)
        {
            return false;
        }

        using var writer = new ArtifactWriter(kafka);
        await writer.WriteAsync(new ArtifactRecord(ArtifactKind.Void, hash, []), cancel);
        return true;
    }
}
