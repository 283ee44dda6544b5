using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using WarningEngine.App.Artifacts;
using WarningEngine.App.Commands;
using WarningEngine.Core.Features;

namespace WarningEngine.App.Training;

/// <summary>Captured rows on disk: the line <c>features 1</c>, a line of JSON that says of which catalogue they are, then row after row
/// (group, time, weight, label, type, region, values; low byte first). For this version of the catalogue alone.</summary>
internal static class FeatureFile
{
    private const string Head = "features 1";

    private sealed record Header(string Subject, string FeatureHash, int Rows);

    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write(string path, FeatureRows rows)
    {
        using var file = new WholeFile(path);
        using var writer = new BinaryWriter(new BufferedStream(file.Stream, 1 << 20), Encoding.UTF8, leaveOpen: true);
        var header = new Header(rows.Catalogue.Name, FeatureCatalogues.HashOf(rows.Catalogue), rows.Facts.Count);
        writer.Write(Encoding.UTF8.GetBytes($"{Head}\n{JsonSerializer.Serialize(header)}\n"));
        for (var i = 0; i < rows.Facts.Count; i++)
        {
            var facts = rows.Facts[i];
            writer.Write(facts.Group);
            writer.Write(facts.TimeMs);
            writer.Write(facts.Weight);
            writer.Write(facts.IsFraud);
            writer.Write(facts.Type);
            writer.Write(facts.Region);
            writer.Write(MemoryMarshal.AsBytes(rows.Row(i)));
        }

        writer.Flush();
        ((BufferedStream)writer.BaseStream).Flush();
        file.Complete();
    }

    /// <exception cref="FormatException">It is none, of another catalogue, or breaks off.</exception>
    public static FeatureRows Read(string path)
    {
        using var reader = new BinaryReader(new BufferedStream(File.OpenRead(path), 1 << 20), Encoding.UTF8);
        try
        {
            if (Line(reader) != Head)
            {
                throw new FormatException($"{path}: it does not begin with '{Head}'");
            }

            var header = JsonSerializer.Deserialize<Header>(Line(reader)) ?? throw new FormatException($"{path}(2): no header");
            var catalogue = FeatureCatalogues.Find(header.Subject)
                ?? throw new FormatException($"{path}(2): 'Subject' is '{header.Subject}', not person or counterpart");
            if (header.FeatureHash != FeatureCatalogues.HashOf(catalogue))
            {
                throw new FormatException(
                    $"{path}(2): its features are those of catalogue {header.FeatureHash}, not {FeatureCatalogues.HashOf(catalogue)}: capture them again");
            }

            return ReadRows(reader, new FeatureRows(catalogue), header.Rows);
        }
        catch (Exception wrong) when (wrong is EndOfStreamException or JsonException)
        {
            throw new FormatException($"{path}: it breaks off, or its header is none: {wrong.Message}", wrong);
        }
    }

    private static FeatureRows ReadRows(BinaryReader reader, FeatureRows rows, int count)
    {
        var values = new float[rows.Catalogue.Features.Count];
        var types = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < count; i++)
        {
            var (group, timeMs, weight, isFraud, type, region) = (
                reader.ReadInt32(), reader.ReadInt64(), reader.ReadSingle(), reader.ReadBoolean(), reader.ReadString(), reader.ReadInt32());
            reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
            type = types.TryGetValue(type, out var known) ? known : types[type] = type;
            rows.Add(new RowFacts(group, timeMs, weight, isFraud, type, region), values);
        }

        return rows;
    }

    private static string Line(BinaryReader reader)
    {
        var bytes = new List<byte>();
        for (var next = reader.ReadByte(); next != '\n' && bytes.Count < 4_096; next = reader.ReadByte())
        {
            bytes.Add(next);
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }
}
