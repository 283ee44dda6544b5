using WarningEngine.Core.Events;
using WarningEngine.Core.Features;
using WarningEngine.Core.Models;
using WarningEngine.Core.Patterns;

namespace WarningEngine.Core;

/// <summary>Takes legs in the order of their positions. The leg may be reused by the caller after the call.</summary>
public interface ILegSink
{
    void Add(in Leg leg);
}

/// <summary>State that a checkpoint can hold: a set of records, key to value.</summary>
public interface ICheckpointedState
{
    /// <summary>Writes everything changed since the last write, and forgets that it had changed.</summary>
    void WriteChanged(IStateWriter writer);

    /// <summary>Writes everything, and forgets that it had changed.</summary>
    void WriteAll(IStateWriter writer);

    /// <summary>Restores one record; of the same key the later wins. An empty value means that it was deleted.</summary>
    void Read(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value);
}

/// <summary>Takes records of state. Both spans are copied before the call returns.</summary>
public interface IStateWriter
{
    void Put(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value);
}

/// <summary>How a rule set or a model is to be had.</summary>
public enum ArtifactState
{
    Loaded,

    /// <summary>Not here, or not readable by this version: whoever needs it waits for it.</summary>
    Missing,

    /// <summary>Nobody could load it, and it was declared so: it is passed over, for ever and by everybody.</summary>
    Void,
}

/// <summary>What stands behind the hash of a rule set.</summary>
/// <param name="State">How it is to be had.</param>
/// <param name="Set">Null unless it is loaded.</param>
/// <param name="Why">Names the set and what is wrong where it is missing; else empty or a remark.</param>
public readonly record struct FoundRuleSet(ArtifactState State, RuleSet? Set, string Why);

/// <summary>What stands behind the hash of a model.</summary>
/// <param name="State">How it is to be had.</param>
/// <param name="Model">Null unless it is loaded.</param>
/// <param name="Why">Names the model and what is wrong where it is missing; else empty or a remark.</param>
public readonly record struct FoundModel(ArtifactState State, Model? Model, string Why);

/// <summary>Rule sets and models by the hash of their content. Which of them decides is said by the log alone; this says no more
/// than what their bytes are, which is the same everywhere and for ever.</summary>
public interface IArtifacts
{
    /// <summary>What an empty partition begins with, once written and never changed; null while there is none.</summary>
    UInt128? First { get; }

    FoundRuleSet Find(UInt128 hash);

    /// <summary>The model that an empty partition begins with, written with <see cref="First"/>; null where patterns and rules begin alone.</summary>
    UInt128? FirstModel(ModelSubject subject) => null;

    /// <summary>Where only rule sets are to decide every model is passed over.</summary>
    FoundModel FindModel(UInt128 hash) => new(ArtifactState.Void, null, "no model decides here");
}

/// <summary>Takes what models are asked, or would be asked if there were any: for training.</summary>
public interface IFeatureTap
{
    /// <summary>Rows of persons under no suspicion too, of whom no model is asked: their features of an episode are unknown.</summary>
    bool TakesEverybody => false;

    /// <param name="leg">The event.</param>
    /// <param name="region">Of the person: administrative code, 0 unknown.</param>
    /// <param name="row">Values of <see cref="FeatureCatalogue.Person"/>; reused after the call.</param>
    void Person(in Leg leg, int region, ReadOnlySpan<float> row);

    /// <param name="leg">The event.</param>
    /// <param name="row">Values of <see cref="FeatureCatalogue.Counterpart"/>; reused after the call.</param>
    /// <param name="isKnown">A list or an agent has said already what it is.</param>
    void Counterpart(in Leg leg, ReadOnlySpan<float> row, bool isKnown);
}

/// <summary>How a checkpoint went.</summary>
public enum CheckpointOutcome
{
    Written,

    /// <summary>Somebody else has taken the partition, or meta is not what was last written: drop it and take it again.</summary>
    Fenced,

    /// <summary>Nobody knows; the store will find out before it writes again.</summary>
    Unknown,
}

/// <summary>What a checkpoint is of.</summary>
/// <param name="NextOffset">At which the log goes on.</param>
/// <param name="Partitions">P.</param>
/// <param name="LogicVersion">See <see cref="Logic.Version"/>; of whoever wrote it.</param>
public sealed record CheckpointFacts(long NextOffset, int Partitions, int LogicVersion);

/// <summary>By what the message that stands before a checkpoint's offset is known again: a log that was cut, or made anew, and has grown since
/// holds another one there.</summary>
/// <param name="TimeMs">As the topic has it: milliseconds since epoch.</param>
/// <param name="Bytes">Of its value.</param>
public readonly record struct LastMessage(long TimeMs, int Bytes);

/// <summary>The store of checkpoints does not answer: it is asked again later.</summary>
public sealed class StoreAwayException(string message, Exception inner) : Exception(message, inner);

/// <summary>Where checkpoints are kept. One lease a taken partition.</summary>
public interface ICheckpointStore
{
    /// <summary>Takes a partition: from now on no earlier owner can write.</summary>
    /// <param name="role">"score" or "dispatch".</param>
    /// <param name="partition">Its number.</param>
    /// <param name="partitions">P; a store that holds another P refuses.</param>
    /// <param name="owner">128 random bits that tell this owner apart.</param>
    /// <exception cref="StoreAwayException">It cannot be reached just now.</exception>
    ICheckpointLease Take(string role, int partition, int partitions, UInt128 owner);

    /// <summary>What the last checkpoint is of, without reading its state; null where there is none.</summary>
    CheckpointFacts? Describe(string role, int partition);

    /// <summary>Reads the last checkpoint without taking the partition. Its next offset, and what stood before that, null where nobody read it; null where
    /// there is no checkpoint.</summary>
    (long NextOffset, LastMessage? LastMessage)? Peek(string role, int partition, ICheckpointedState state);
}

/// <summary>The right to write checkpoints of one partition.</summary>
public interface ICheckpointLease
{
    /// <summary>The offset at which the log goes on; null where there was no checkpoint.</summary>
    long? NextOffset { get; }

    /// <summary>What the owner key holds as long as the partition is this owner's.</summary>
    string Owner { get; }

    /// <summary>Why what is stored says nothing; null where it can be read, or nothing is stored.</summary>
    string? Damage { get; }

    /// <summary>See <see cref="Logic.Version"/>; of whoever wrote the checkpoint. Null where there was none.</summary>
    int? LogicVersion { get; }

    /// <summary>What stood before <see cref="NextOffset"/>; null where nobody read it (the log's beginning, an older version's snapshot), or an older
    /// version did.</summary>
    LastMessage? LastMessage { get; }

    /// <summary>The owner before stopped with this checkpoint: nothing had left that it does not know of.</summary>
    bool WasClean { get; }

    /// <summary>Restores the last checkpoint.</summary>
    /// <exception cref="InvalidDataException">It is damaged; what is damaged is named. The state may have been touched.</exception>
    /// <exception cref="StoreAwayException">The store cannot be reached just now. The state is untouched.</exception>
    void LoadInto(ICheckpointedState state);

    /// <summary>Writes one checkpoint: state exactly at its offset. One at a time. Returns at once: whatever takes time,
    /// computing included, happens elsewhere, for the caller is the thread that scores.</summary>
    /// <param name="segment">What changed since the last one.</param>
    /// <param name="nextOffset">Of the log.</param>
    /// <param name="isLast">This owner stops with it.</param>
    /// <param name="lastMessage">What stands before <paramref name="nextOffset"/>; null where nobody read it.</param>
    Task<CheckpointOutcome> WriteAsync(ReadOnlyMemory<byte> segment, long nextOffset, bool isLast = false, LastMessage? lastMessage = null);

    /// <summary>Writes a complete checkpoint: whatever was stored is deleted with it. Otherwise as
    /// <see cref="WriteAsync"/>.</summary>
    Task<CheckpointOutcome> ReplaceAsync(IReadOnlyList<ReadOnlyMemory<byte>> segments, long nextOffset, LastMessage? lastMessage = null);
}
