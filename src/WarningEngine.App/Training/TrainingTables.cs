using WarningEngine.Core.Features;
using WarningEngine.ML;

namespace WarningEngine.App.Training;

/// <summary>From captured rows to what training takes.</summary>
internal static class TrainingTables
{
    /// <summary>The table that training takes.</summary>
    /// <param name="rows">Captured.</param>
    /// <param name="unknown">Places of features that are taken for unknown: no tree asks for them.</param>
    /// <param name="bySource">Whole recordings validate.</param>
    /// <exception cref="ArgumentException">A weight is not above 0, or a value is infinite: says where.</exception>
    public static TrainingTable Of(FeatureRows rows, int[] unknown, bool bySource = false)
    {
        var width = rows.Catalogue.Features.Count;
        var values = new float[(long)rows.Facts.Count * width];
        for (var i = 0; i < rows.Facts.Count; i++)
        {
            var row = values.AsSpan(i * width, width);
            rows.Row(i).CopyTo(row);
            foreach (var place in unknown)
            {
                row[place] = float.NaN;
            }
        }

        return new TrainingTable([.. rows.Catalogue.Features.Select(x => x.Name)], values, [.. rows.Facts.Select(x => x.IsFraud)])
        {
            Weights = [.. rows.Facts.Select(x => x.Weight)],
            TimesMs = [.. rows.Facts.Select(x => x.TimeMs)],
            Groups = [.. rows.Facts.Select(x => x.Group)],
            Sources = bySource ? rows.Sources() : null,
            Breakdowns = Breakdowns(rows),
        };
    }

    private static Dictionary<string, string?[]> Breakdowns(FeatureRows rows)
    {
        // The frauds of a type are told from all that are none.
        var result = new Dictionary<string, string?[]>(StringComparer.Ordinal) { ["type"] = [.. rows.Facts.Select(x => x.IsFraud ? x.Type : null)] };
        if (rows.Catalogue == FeatureCatalogue.Person)
        {
            // The first two digits are the province (GB/T 2260).
            result["region"] = [.. rows.Facts.Select(x => x.Region == 0 ? "unknown" : $"{x.Region / 10_000}")];
            var age = FeatureTable.Find("person.age_band")!;
            result["ageBand"] = [.. Enumerable.Range(0, rows.Facts.Count).Select(x => $"{Enum.ToObject(age.Category!, (byte)rows.Row(x)[age.Place])}")];
        }

        return result;
    }
}
