namespace WarningEngine.Kafka.Artifacts;

/// <summary>What a record of the topic <c>artifacts</c> says.</summary>
public enum ArtifactKind
{
    /// <summary>Of a later version, or not to be read: passed over.</summary>
    Unknown,

    /// <summary>The files of a rule set. Key: their hash.</summary>
    Patterns,

    /// <summary>The files of a model. Key: its hash.</summary>
    Model,

    /// <summary>The hash of the rule set that an empty partition begins with, and of the models. Key: <c>first</c>.</summary>
    First,

    /// <summary>Nobody can load what this hash stands for: it is passed over, for ever. Key: <c>void.</c> and the hash, so
    /// that compaction keeps it beside the artifact.</summary>
    Void,

    /// <summary>The models that were promoted for a subject, newest first, as hashes in lines of text: the name says which subject. For whoever
    /// orders the next; what decides is said by the log. Key: <c>promoted.</c> and the subject.</summary>
    Promoted,

    /// <summary>Which topic a raw topic's name stood for when it was first read under a generation: name and version say whose
    /// and which, the hash is the brokers' topic id. Key: <c>source.</c>, topic and generation.</summary>
    Source,
}

/// <summary>One record of the topic <c>artifacts</c>.</summary>
/// <param name="Kind">What it says.</param>
/// <param name="Hash">What it is about.</param>
/// <param name="Content">Of <see cref="ArtifactKind.Patterns"/> and <see cref="ArtifactKind.Model"/>: the files; of
/// <see cref="ArtifactKind.Promoted"/>: the hashes; of <see cref="ArtifactKind.First"/>: the models, <c>subject=hash</c> in lines of text. Else empty.</param>
/// <param name="Name">For readers; may be empty.</param>
/// <param name="Version">For readers; may be empty.</param>
/// <param name="TimeMs">When it was written, by the broker's or writer's clock, ms since epoch; for readers.</param>
public sealed record ArtifactRecord(
    ArtifactKind Kind, UInt128 Hash, byte[] Content, string Name = "", string Version = "", long TimeMs = 0);
