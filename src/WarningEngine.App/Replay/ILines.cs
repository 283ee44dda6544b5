namespace WarningEngine.App.Replay;

/// <summary>Lines of a recorded file, in the order in which they are taken.</summary>
internal interface ILines : IDisposable
{
    /// <summary>0-based number of the line that was read last, as it stands in the file.</summary>
    long Line { get; }

    /// <summary>Its place in the order in which lines are taken.</summary>
    long Place { get; }

    /// <param name="line">Good until the next call.</param>
    /// <returns>False at the end.</returns>
    bool TryRead(out ReadOnlySpan<byte> line);
}
