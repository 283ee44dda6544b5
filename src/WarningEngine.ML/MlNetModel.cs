using System.IO.Compression;
using Microsoft.ML;
using WarningEngine.Core.Models;

namespace WarningEngine.ML;

/// <summary>ML.NET's own form of trees.</summary>
internal static class MlNetModel
{
    private static readonly DateTimeOffset NoTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Rows that are compared at most: each tree meets each of its leaves long before.</summary>
    private const int ComparedMax = 20_000;

    /// <summary>As ML.NET writes it, but for the times of its entries: the same trees are the same bytes.</summary>
    public static byte[] Pack(GrownTrees grown, int features)
    {
        using var written = new MemoryStream();
        var schema = grown.Context.Data.LoadFromEnumerable(Array.Empty<MlNetRow>(), MlNetRows.Schema(features)).Schema;
        grown.Context.Model.Save(grown.Transformer, schema, written);
        using var packed = new MemoryStream();
        using (var from = new ZipArchive(new MemoryStream(written.ToArray())))
        using (var to = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var entry in from.Entries.OrderBy(x => x.FullName, StringComparer.Ordinal))
            {
                var copy = to.CreateEntry(entry.FullName);
                copy.LastWriteTime = NoTime;
                using var reading = entry.Open();
                using var writing = copy.Open();
                reading.CopyTo(writing);
            }
        }

        return packed.ToArray();
    }

    /// <summary>Holds the exported trees to what ML.NET says of the rows that they were grown on.</summary>
    /// <exception cref="InvalidOperationException">They differ: says where.</exception>
    public static void Compare(GrownTrees grown, TrainingTable table, double near)
    {
        var forest = new Forest(table.Features.Count, 0, grown.Trees);
        int[] rows = [.. Enumerable.Range(0, Math.Min(table.Rows, ComparedMax))];
        var answers = grown.Context.Data.CreateEnumerable<MlNetAnswer>(
            grown.Transformer.Transform(MlNetRows.View(grown.Context, table, rows)), reuseRowObject: true);
        var row = 0;
        foreach (var answer in answers)
        {
            var score = forest.Score(table.Row(row));
            if (!(Math.Abs(score - answer.Score) <= near * Math.Max(1, Math.Abs(score))))
            {
                throw new InvalidOperationException(
                    $"The exported trees say {score:R} of row {row}, ML.NET says {answer.Score:R}: this version of ML.NET is built differently.");
            }

            row++;
        }
    }
}
