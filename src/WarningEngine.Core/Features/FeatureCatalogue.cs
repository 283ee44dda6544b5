using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace WarningEngine.Core.Features;

/// <summary>The features that a model looks at, in their places. A model is made for one catalogue, or for the first of its features: new ones
/// are put at the end, and what was trained before them goes on. The hash changes with every name, unit, range or place, and with what a
/// feature is (see <see cref="Version"/>).</summary>
public sealed class FeatureCatalogue
{
    /// <summary>Raised where a feature of the same name and unit is computed so differently that a model of before would be misled, or moves to another place; not where a rare
    /// case is mended.
    /// 2: issuers of codes are none where no code came in the hour before; <c>person.line_unknown</c> stands among what patterns can ask for.</summary>
    internal const int Version = 2;

    private FeatureCatalogue(string name, IReadOnlyList<FeatureInfo> features)
    {
        (Name, Features) = (name, features);
        for (var i = 0; i < features.Count; i++)
        {
            if (features[i].Place != i)
            {
                throw new InvalidOperationException($"Feature {features[i].Name} stands at {i} and says {features[i].Place}.");
            }
        }

        Hash = HashOfFirst(features.Count);
    }

    /// <summary>Of a person under suspicion, at an event.</summary>
    public static FeatureCatalogue Person { get; } = new("person", [.. FeatureTable.All, .. EpisodeFeatureTable.All, .. DiaryFeatureTable.All]);

    /// <summary>Of a number, sender, account or domain, at an event.</summary>
    public static FeatureCatalogue Counterpart { get; } = new("counterpart", CounterpartFeatureTable.All);

    public string Name { get; }

    public IReadOnlyList<FeatureInfo> Features { get; }

    public UInt128 Hash { get; }

    /// <summary>What the hash was while there were so many features.</summary>
    /// <param name="count">1 to their number.</param>
    public UInt128 HashOfFirst(int count)
    {
        var text = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"{Name} {Version}\n"));
        foreach (var feature in Features.Take(count))
        {
            text.Append(CultureInfo.InvariantCulture, $"{feature.Place} {feature.Name} {feature.Unit} {feature.Most:R} {feature.Category?.Name}\n");
        }

        return BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}
