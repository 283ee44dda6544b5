using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using WarningEngine.Core.Models;

namespace WarningEngine.ML;

/// <summary>What a model is, and how it came about: <c>manifest.json</c>. Holds no time of day: the same command on the same data is the same
/// manifest.</summary>
public sealed record ModelManifest
{
    /// <summary>Of the whole directory.</summary>
    public const int CurrentFormat = 1;

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        WriteIndented = true,
        NewLine = "\n",
    };

    public required int Format { get; init; }

    /// <summary><c>table</c>, <c>person</c> or <c>counterpart</c>.</summary>
    public required string Subject { get; init; }

    public required string Name { get; init; }

    /// <summary>In the order of the forest's values.</summary>
    public required IReadOnlyList<string> Features { get; init; }

    /// <summary>Of the names, or of the catalogue that they are from; 32 hexadecimal digits.</summary>
    public required string FeatureHash { get; init; }

    /// <summary>SHA-256 of the training data.</summary>
    public required string DataDigest { get; init; }

    public required long Seed { get; init; }

    /// <summary>The command line that made it.</summary>
    public required string Command { get; init; }

    public required int Rows { get; init; }

    public required int Positives { get; init; }

    public required double PositiveWeight { get; init; }

    public required int Folds { get; init; }

    /// <summary>Share of the rows that validated; null where there were no times.</summary>
    public required double? LastShare { get; init; }

    public required TriedSettings Chosen { get; init; }

    public required int Seeds { get; init; }

    public required IReadOnlyList<TriedSettings> Tried { get; init; }

    public required CalibrationChoice Calibration { get; init; }

    public required EvaluationReport Validation { get; init; }

    public required ModelThresholds Thresholds { get; init; }

    /// <summary>Features of which the trees are told one value whatever is known of somebody, by name: what was no evidence where the model learned, but looked
    /// like it. Null: none. The golden rows are of the trees as they were trained.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SortedDictionary<string, double>? Assumed { get; init; }

    /// <summary>SHA-256 of each other file.</summary>
    public required SortedDictionary<string, string> Files { get; init; }

    public byte[] Write() => [.. JsonSerializer.SerializeToUtf8Bytes(this, Json), (byte)'\n'];

    /// <exception cref="JsonException">It is none.</exception>
    public static ModelManifest Read(ReadOnlySpan<byte> bytes) => JsonSerializer.Deserialize<ModelManifest>(bytes, Json)
        ?? throw new JsonException("null is no manifest");

    /// <summary>The first 128 bits of SHA-256 over the names with line ends between them, 32 hexadecimal digits.</summary>
    public static string HashOf(IEnumerable<string> features) =>
        Hex(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', features))).AsSpan(0, 16));

    internal static string Hex(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(bytes);

    /// <summary>Null where the word is none.</summary>
    internal static ModelSubject? SubjectOf(string word) => word switch
    {
        "table" => ModelSubject.Unknown,
        "person" => ModelSubject.Person,
        "counterpart" => ModelSubject.Counterpart,
        _ => null,
    };

    internal static string WordOf(ModelSubject subject) => subject switch
    {
        ModelSubject.Person => "person",
        ModelSubject.Counterpart => "counterpart",
        _ => "table",
    };
}
