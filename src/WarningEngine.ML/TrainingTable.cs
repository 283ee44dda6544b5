using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace WarningEngine.ML;

/// <summary>What a model is trained on and judged by: rows of numbers with a label. Where they come from is not its business.</summary>
public sealed class TrainingTable
{
    /// <param name="features">Their names, each once, in the order of the values.</param>
    /// <param name="values">Row after row, one value a feature; NaN is unknown, everything else is finite.</param>
    /// <param name="labels">One a row: a fraud, or not.</param>
    /// <exception cref="ArgumentException">Lengths do not fit, a name stands twice, or a value is infinite: says where.</exception>
    public TrainingTable(IReadOnlyList<string> features, float[] values, bool[] labels)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(labels);
        if (features.Count == 0 || values.Length != (long)features.Count * labels.Length)
        {
            throw new ArgumentException($"{labels.Length} rows of {features.Count} features are not {values.Length} values.");
        }

        if (features.GroupBy(x => x, StringComparer.Ordinal).FirstOrDefault(x => x.Count() > 1) is { } twice)
        {
            throw new ArgumentException($"Feature '{twice.Key}' stands twice.");
        }

        var infinite = values.AsSpan().IndexOfAny(float.PositiveInfinity, float.NegativeInfinity);
        if (infinite >= 0)
        {
            throw new ArgumentException($"Feature '{features[infinite % features.Count]}' of row {infinite / features.Count} is infinite.");
        }

        (Features, Values, Labels) = ([.. features], values, labels);
    }

    public IReadOnlyList<string> Features { get; }

    public float[] Values { get; }

    public bool[] Labels { get; }

    /// <summary>How much each row counts, above 0; null where all count the same.</summary>
    public float[]? Weights
    {
        get;
        init
        {
            Fit(value?.Length, nameof(Weights));
            if (value?.Any(x => !(x > 0 && float.IsFinite(x))) == true)
            {
                throw new ArgumentException($"The weight of row {Array.FindIndex(value, x => !(x > 0 && float.IsFinite(x)))} is not above 0.");
            }

            field = value;
        }
    }

    /// <summary>When each row happened, milliseconds since 1970; null where nobody knows. With times the later part validates.</summary>
    public long[]? TimesMs { get; init => field = Fit(value?.Length, nameof(TimesMs)) ? value : null; }

    /// <summary>Of whom each row tells; rows of one person are one piece of evidence. With neither times nor sources nobody stands on both sides of
    /// a split; with times nobody who is defrauded in the later part, while who lives on without a fraud is learned from before, as in life.</summary>
    public int[]? Groups { get; init => field = Fit(value?.Length, nameof(Groups)) ? value : null; }

    /// <summary>Where each row was recorded, where whole recordings are to validate; null otherwise. What is chosen is then what does best in places
    /// that the trees do not know, and probabilities are those of such places.</summary>
    public int[]? Sources { get; init => field = Fit(value?.Length, nameof(Sources)) ? value : null; }

    /// <summary>See <see cref="JudgedRows.Breakdowns"/>.</summary>
    public IReadOnlyDictionary<string, string?[]> Breakdowns
    {
        get;
        init
        {
            foreach (var (name, column) in value)
            {
                Fit(column.Length, name);
            }

            field = value;
        }
    } = new Dictionary<string, string?[]>();

    public int Rows => Labels.Length;

    public int Positives => Labels.Count(x => x);

    public ReadOnlySpan<float> Row(int row) => Values.AsSpan(row * Features.Count, Features.Count);

    public double Weight(int row) => Weights is { } weights ? weights[row] : 1;

    /// <summary>Values that are hashed at once.</summary>
    internal const int DigestPiece = 1 << 20;

    /// <summary>SHA-256 over everything that training looks at: two tables with the same digest train the same model.</summary>
    public byte[] Digest()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(string.Join('\n', Features)));
        Span<byte> rows = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(rows, Rows);
        hash.AppendData(rows);

        // In pieces: of some three million rows of persons they are more bytes than a span holds.
        for (var from = 0; from < Values.Length; from += DigestPiece)
        {
            hash.AppendData(MemoryMarshal.AsBytes<float>(Values.AsSpan(from, Math.Min(DigestPiece, Values.Length - from))));
        }

        hash.AppendData(MemoryMarshal.AsBytes<bool>(Labels));
        Append("weights"u8, MemoryMarshal.AsBytes<float>(Weights));
        Append("times"u8, MemoryMarshal.AsBytes<long>(TimesMs));
        Append("groups"u8, MemoryMarshal.AsBytes<int>(Groups));
        Append("sources"u8, MemoryMarshal.AsBytes<int>(Sources));
        return hash.GetHashAndReset();

        void Append(ReadOnlySpan<byte> what, ReadOnlySpan<byte> bytes)
        {
            if (!bytes.IsEmpty)
            {
                hash.AppendData(what);
                hash.AppendData(bytes);
            }
        }
    }

    private bool Fit(int? length, string what) => length is null || length == Rows
        ? length is not null : throw new ArgumentException($"{what}: {length} values for {Rows} rows.");
}
