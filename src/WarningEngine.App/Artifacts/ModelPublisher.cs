using WarningEngine.App.Commands;
using WarningEngine.Core;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Models;
using WarningEngine.Kafka;
using WarningEngine.Kafka.Artifacts;

namespace WarningEngine.App.Artifacts;

/// <summary>Brings models into the topic <c>artifacts</c>, and the commands about them into the log.</summary>
internal sealed class ModelPublisher(KafkaOptions kafka, TimeProvider clock)
{
    private const string Activate = "ACTIVATE_MODEL";
    private const string Shadow = "SHADOW_MODEL";

    /// <summary>Everything that <c>artifacts</c> holds now.</summary>
    /// <exception cref="WarningEngine.Kafka.Producing.KafkaFaultException">It cannot be read.</exception>
    public Task<ArtifactCatalogue> ReadAsync(CancellationToken cancel) =>
        Task.Run(() => ArtifactCatalogue.Of(ArtifactReader.ReadAll(kafka, clock, cancel)), cancel);

    /// <summary>Writes a model where it is not there yet.</summary>
    /// <returns>Whether it was written.</returns>
    /// <exception cref="CommandFailedException">The model was declared void.</exception>
    /// <exception cref="Confluent.Kafka.KafkaException">It was not acknowledged.</exception>
    public async Task<bool> RegisterAsync(ModelFiles files, CancellationToken cancel)
    {
        var found = (await ReadAsync(cancel)).FindModel(files.Model.Hash);
        if (found.State == ArtifactState.Void)
        {
            throw new CommandFailedException($"Model {files.Model.Hash:x32} was declared void, and is passed over for ever.");
        }

        if (found.State == ArtifactState.Loaded)
        {
            return false;
        }

        using var writer = new ArtifactWriter(kafka);
        await writer.WriteAsync(new ArtifactRecord(ArtifactKind.Model, files.Model.Hash, files.Bytes, files.Manifest.Name, files.Manifest.Subject), cancel);
        return true;
    }

    /// <summary>Writes the model that empty partitions begin with, and notes that it decides: a rollback of a later one comes back to it.</summary>
    /// <exception cref="CommandFailedException">The model was declared void.</exception>
    /// <exception cref="Confluent.Kafka.KafkaException">Something was not acknowledged.</exception>
    public async Task RegisterFirstAsync(ModelFiles files, CancellationToken cancel)
    {
        await RegisterAsync(files, cancel);
        var subject = files.Model.Subject;
        if ((await ReadAsync(cancel)).PromotedOf(Word(subject)) is [])
        {
            using var writer = new ArtifactWriter(kafka);
            await writer.WriteAsync(Promoted(subject, [files.Model.Hash]), cancel);
        }
    }

    /// <summary>Orders that a model decides from here on.</summary>
    /// <returns>The id of the command.</returns>
    /// <exception cref="CommandFailedException">It is not in <c>artifacts</c>, or cannot be loaded: nothing was ordered.</exception>
    /// <exception cref="Confluent.Kafka.KafkaException">Something was not acknowledged.</exception>
    public async Task<string> PromoteAsync(UInt128 hash, string issuer, CancellationToken cancel)
    {
        var there = await ReadAsync(cancel);
        var subject = Loaded(there, hash).Subject;
        return await OrderAsync(subject, [hash, .. there.PromotedOf(Word(subject)).Where(x => x != hash)], issuer, cancel);
    }

    /// <summary>Orders that the model before the newest decides again; none where there was none before.</summary>
    /// <returns>What decides then (0: none), and the id of the command.</returns>
    /// <exception cref="CommandFailedException">No model was promoted, or the one before cannot be loaded.</exception>
    /// <exception cref="Confluent.Kafka.KafkaException">Something was not acknowledged.</exception>
    public async Task<(UInt128 Hash, string CommandId)> RollBackAsync(ModelSubject subject, string issuer, CancellationToken cancel)
    {
        var there = await ReadAsync(cancel);
        UInt128[] before = [.. there.PromotedOf(Word(subject))];
        if (before.Length == 0)
        {
            throw new CommandFailedException($"No model was promoted for {Word(subject)}: there is nothing to go back to.");
        }

        UInt128[] left = before[1..];
        if (left.Length > 0)
        {
            Loaded(there, left[0]);
        }

        return (left.Length > 0 ? left[0] : 0, await OrderAsync(subject, left, issuer, cancel));
    }

    /// <summary>Orders that a model looks on beside the one that decides; <see cref="ModelActivation.None"/>: none does.</summary>
    /// <returns>The id of the command.</returns>
    /// <exception cref="CommandFailedException">It is not in <c>artifacts</c>, or cannot be loaded: nothing was ordered.</exception>
    /// <exception cref="Confluent.Kafka.KafkaException">It was not acknowledged.</exception>
    public async Task<string> ShadowAsync(UInt128 hash, string issuer, CancellationToken cancel)
    {
        if (ModelActivation.NoneOf(hash) == ModelSubject.Unknown)
        {
            Loaded(await ReadAsync(cancel), hash);
        }

        using var writer = new ArtifactWriter(kafka);
        return await writer.OrderAsync(Shadow, hash, issuer, clock.GetUtcNow(), cancel);
    }

    private async Task<string> OrderAsync(ModelSubject subject, UInt128[] promoted, string issuer, CancellationToken cancel)
    {
        // A rollback that finds one more is better than one that misses what decides: the list is written first.
        using var writer = new ArtifactWriter(kafka);
        var hash = promoted.Length > 0 ? promoted[0] : ModelActivation.None(subject);
        await writer.WriteAsync(Promoted(subject, promoted.Length > 0 ? promoted : [hash]), cancel);
        return await writer.OrderAsync(Activate, hash, issuer, clock.GetUtcNow(), cancel);
    }

    private static Model Loaded(ArtifactCatalogue there, UInt128 hash)
    {
        var found = there.FindModel(hash);
        return found.Model ?? throw new CommandFailedException(
            found.State == ArtifactState.Void ? $"Model {hash:x32} was declared void." : $"{found.Why}. Nothing was ordered.");
    }

    /// <summary>Of a subject, as commands and <c>artifacts</c> name it.</summary>
    public static string Word(ModelSubject subject) => subject == ModelSubject.Person ? "person" : "counterpart";

    /// <summary>Null where the word names none.</summary>
    public static ModelSubject? SubjectOf(string word) => word switch
    {
        "person" => ModelSubject.Person,
        "counterpart" => ModelSubject.Counterpart,
        _ => null,
    };

    private static ArtifactRecord Promoted(ModelSubject subject, UInt128[] hashes) =>
        new(ArtifactKind.Promoted, hashes[0], PromotedModels.Write(hashes), Word(subject));
}
