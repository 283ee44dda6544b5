using Microsoft.ML;
using Microsoft.ML.Data;

namespace WarningEngine.ML;

/// <summary>A row as ML.NET reads it.</summary>
public sealed class MlNetRow
{
    /// <summary>NaN is unknown.</summary>
    public float[] Features { get; set; } = [];

    public bool Label { get; set; }

    public float Weight { get; set; } = 1;
}

/// <summary>What ML.NET says of a row.</summary>
public sealed class MlNetAnswer
{
    public float Score { get; set; }

    public float Probability { get; set; }
}

/// <summary>Gives rows of a table to ML.NET.</summary>
public static class MlNetRows
{
    /// <param name="ml">Which reads them.</param>
    /// <param name="table">Where they stand.</param>
    /// <param name="rows">Which of them, in this order.</param>
    /// <param name="scale">What each feature is multiplied by; null leaves them as they are.</param>
    /// <param name="unknown">What stands for unknown; null leaves NaN.</param>
    /// <param name="positiveWeight">What the weight of frauds is multiplied by.</param>
    public static IDataView View(
        MLContext ml, TrainingTable table, IReadOnlyList<int> rows, float[]? scale = null, float? unknown = null, double positiveWeight = 1)
    {
        ArgumentNullException.ThrowIfNull(ml);
        ArgumentNullException.ThrowIfNull(table);
        return ml.Data.LoadFromEnumerable(rows.Select(row => new MlNetRow
        {
            Features = Scaled(table.Row(row), scale, unknown),
            Label = table.Labels[row],
            Weight = (float)(table.Weight(row) * (table.Labels[row] ? positiveWeight : 1)),
        }), Schema(table.Features.Count));
    }

    internal static SchemaDefinition Schema(int features)
    {
        var schema = SchemaDefinition.Create(typeof(MlNetRow));
        schema[nameof(MlNetRow.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, features);
        return schema;
    }

    private static float[] Scaled(ReadOnlySpan<float> row, float[]? scale, float? unknown)
    {
        var values = row.ToArray();
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = unknown is { } known && float.IsNaN(values[i]) ? known : values[i] * (scale?[i] ?? 1);
        }

        return values;
    }
}
