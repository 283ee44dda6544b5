using System.Globalization;
using System.Text;
using Confluent.Kafka;

namespace WarningEngine.Kafka.Artifacts;

/// <summary>A record of <c>artifacts</c> on the wire: the key says what it is about, the header <c>kind</c> what it says,
/// <c>name</c> and <c>version</c> are for readers.</summary>
internal static class ArtifactCodec
{
    private const string FirstKey = "first";
    private const string VoidKey = "void.";
    private const string PromotedKey = "promoted.";
    private const string SourceKey = "source.";

    /// <summary>Beside the value of <c>first</c>, which older versions take for one hash.</summary>
    private const string ModelsHeader = "models";

    private const int HexDigits = 32;

    /// <summary>What the header <c>kind</c> says.</summary>
    public static readonly (ArtifactKind Kind, string Name)[] Kinds =
    [
        (ArtifactKind.Patterns, "patterns"), (ArtifactKind.Model, "model"), (ArtifactKind.First, "first"), (ArtifactKind.Promoted, "promoted"),
        (ArtifactKind.Void, "void"), (ArtifactKind.Source, "source"),
    ];

    public static Message<byte[], byte[]> Write(ArtifactRecord record)
    {
        var hash = record.Hash.ToString("x32", CultureInfo.InvariantCulture);
        var (key, value) = record.Kind switch
        {
            ArtifactKind.First => (FirstKey, Encoding.ASCII.GetBytes(hash)),
            // Not empty: a record without a value is what compaction deletes.
            ArtifactKind.Void => (VoidKey + hash, Encoding.ASCII.GetBytes(hash)),
            ArtifactKind.Promoted => (PromotedKey + record.Name, record.Content),
            ArtifactKind.Source => ($"{SourceKey}{record.Name}.{record.Version}", Encoding.ASCII.GetBytes(hash)),
            ArtifactKind.Patterns or ArtifactKind.Model => (hash, record.Content),
            _ => throw new ArgumentOutOfRangeException(nameof(record), record.Kind, "Nothing that can be written."),
        };
        var headers = new Headers { { "kind", Encoding.UTF8.GetBytes(Kinds.First(x => x.Kind == record.Kind).Name) } };
        var models = record.Kind == ArtifactKind.First ? Encoding.ASCII.GetString(record.Content) : "";
        foreach (var (name, text) in new[] { ("name", record.Name), ("version", record.Version), (ModelsHeader, models) })
        {
            if (text.Length > 0)
            {
                headers.Add(name, Encoding.UTF8.GetBytes(text));
            }
        }

        return new Message<byte[], byte[]> { Key = Encoding.ASCII.GetBytes(key), Value = value, Headers = headers };
    }

    /// <summary>Never fails: what it does not know is <see cref="ArtifactKind.Unknown"/>.</summary>
    public static ArtifactRecord Read(Message<byte[]?, byte[]?> message)
    {
        var key = Encoding.ASCII.GetString(message.Key ?? []);
        var text = Header(message, "kind");
        var kind = Kinds.FirstOrDefault(x => x.Name == text).Kind;
        var name = kind switch
        {
            ArtifactKind.First => key == FirstKey ? Encoding.ASCII.GetString(message.Value ?? []) : "",
            ArtifactKind.Source => key.StartsWith(SourceKey, StringComparison.Ordinal) ? Encoding.ASCII.GetString(message.Value ?? []) : "",
            ArtifactKind.Promoted => FirstLine(message.Value),
            ArtifactKind.Void => key.StartsWith(VoidKey, StringComparison.Ordinal) ? key[VoidKey.Length..] : "",
            _ => key,
        };
        return kind != ArtifactKind.Unknown && TryHash(name, out var hash)
            ? new ArtifactRecord(
                kind, hash, Content(kind, message), Header(message, "name"), Header(message, "version"), message.Timestamp.UnixTimestampMs)
            : new ArtifactRecord(ArtifactKind.Unknown, 0, []);
    }

    private static byte[] Content(ArtifactKind kind, Message<byte[]?, byte[]?> message) => kind switch
    {
        ArtifactKind.Patterns or ArtifactKind.Model or ArtifactKind.Promoted => message.Value ?? [],
        ArtifactKind.First => Encoding.ASCII.GetBytes(Header(message, ModelsHeader)),
        _ => [],
    };

    private static string FirstLine(byte[]? value) => Encoding.ASCII.GetString(value ?? []).Split('\n')[0];

    private static bool TryHash(string text, out UInt128 hash)
    {
        hash = 0;
        return text.Length == HexDigits
            && UInt128.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out hash);
    }

    private static string Header(Message<byte[]?, byte[]?> message, string name) =>
        message.Headers is not null && message.Headers.TryGetLastBytes(name, out var bytes) && bytes is not null
            ? Encoding.UTF8.GetString(bytes) : "";
}
