namespace WarningEngine.Core.Models;

/// <summary>Many rows at once.</summary>
public sealed partial class Forest
{
    /// <summary>The scores of many rows: the same bits as <see cref="Score(ReadOnlySpan{float})"/> of each.</summary>
    /// <param name="rows">Row after row, <see cref="Features"/> values each; NaN is unknown.</param>
    /// <param name="scores">Receives one score a row; its length says how many there are.</param>
    public void Score(ReadOnlySpan<float> rows, Span<double> scores)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(rows.Length, scores.Length * Features);
        for (var i = 0; i < scores.Length; i++)
        {
            scores[i] = Score(rows.Slice(i * Features, Features));
        }
    }
}
