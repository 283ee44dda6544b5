namespace WarningEngine.Core.Models;

/// <summary>Many rows at once.</summary>
public sealed partial class Forest
{
    /// <summary>Fewer rows than this are quicker one by one than as a block of 32.</summary>
    private const int BlockRowsMin = 5;

    /// <summary>The scores of many rows: the same bits as <see cref="Score(ReadOnlySpan{float})"/> of each. Allocates nothing.</summary>
    /// <param name="rows">Row after row, <see cref="Features"/> values each; NaN is unknown.</param>
    /// <param name="scores">Receives one score a row; its length says how many there are.</param>
    public void Score(ReadOnlySpan<float> rows, Span<double> scores) => Score(rows, scores, ForestBlocks.Possible);

    /// <summary>The same, by blocks or one by one.</summary>
    internal void Score(ReadOnlySpan<float> rows, Span<double> scores, bool blocks)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(rows.Length, scores.Length * Features);
        var inBlocks = blocks ? scores.Length - (scores.Length % ForestBlocks.Rows < BlockRowsMin ? scores.Length % ForestBlocks.Rows : 0) : 0;
        if (inBlocks > 0)
        {
            _blocks.Score(rows[..(inBlocks * Features)], scores[..inBlocks]);
        }

        for (var i = inBlocks; i < scores.Length; i++)
        {
            scores[i] = _cuts.Score(rows.Slice(i * Features, Features));
        }
    }
}
