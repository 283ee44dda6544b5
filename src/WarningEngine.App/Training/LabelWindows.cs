using WarningEngine.Core.Events;

namespace WarningEngine.App.Training;

/// <summary>What is known of somebody at some time.</summary>
internal enum KnownLabel
{
    /// <summary>Nothing was ever said.</summary>
    Negative,
    Positive,

    /// <summary>Too near to a fraud to be called free of it, or too soon for anybody to have said so.</summary>
    Unclear,
}

/// <summary>A time in which somebody was defrauded, or worked for a fraud.</summary>
/// <param name="FromMs">Ms since epoch.</param>
/// <param name="ToMs">Behind it the label is unclear for a while.</param>
/// <param name="Type">Scam type; "confirmed" where nobody named it.</param>
internal readonly record struct LabelWindow(long FromMs, long ToMs, string Type);

/// <summary>Labels by entity and event time.</summary>
/// <param name="unclearMs">For how long behind a window nobody can say anything.</param>
internal sealed class LabelWindows(long unclearMs)
{
    private readonly Dictionary<Token, List<LabelWindow>> _windows = [];

    public int Count => _windows.Values.Sum(x => x.Count);

    public bool Has(Token entity) => _windows.ContainsKey(entity);

    public void Add(Token entity, in LabelWindow window)
    {
        if (!_windows.TryGetValue(entity, out var windows))
        {
            _windows[entity] = windows = [];
        }

        windows.Add(window);
    }

    /// <param name="entity">Whom the row is about.</param>
    /// <param name="timeMs">Of the event.</param>
    /// <param name="type">The scam type; null unless positive.</param>
    public KnownLabel Of(Token entity, long timeMs, out string? type)
    {
        type = null;
        if (!_windows.TryGetValue(entity, out var windows))
        {
            return KnownLabel.Negative;
        }

        var result = KnownLabel.Negative;
        foreach (var window in windows)
        {
            if (timeMs >= window.FromMs && timeMs <= window.ToMs)
            {
                type = window.Type;
                return KnownLabel.Positive;
            }

            if (timeMs > window.ToMs && timeMs <= window.ToMs + unclearMs)
            {
                result = KnownLabel.Unclear;
            }
        }

        return result;
    }
}
