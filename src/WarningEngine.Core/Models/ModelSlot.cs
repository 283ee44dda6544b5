namespace WarningEngine.Core.Models;

/// <summary>The model that is activated in a partition. With none the engine goes on with patterns alone and says so in
/// every decision.</summary>
public sealed class ModelSlot
{
    /// <summary>The activated forest; null where none is.</summary>
    public Forest? Active { get; private set; }

    /// <summary>What a decision says of who decided.</summary>
    public string DecidedBy => Active is null ? "patterns" : $"patterns+{Active.Name}";

    public void Activate(Forest? forest) => Active = forest;

    /// <summary>The calibrated probability of fraud; null without a model.</summary>
    public double? Score(ReadOnlySpan<double> features) => Active?.Probability(features);
}
