namespace WarningEngine.Core.Decisions;

/// <summary>Lists of an episode: most stay short, and there is one of each for every person under suspicion.</summary>
internal static class ShortLists
{
    /// <summary>Room for one more, and not for twice as many.</summary>
    /// <param name="list">Shorter than <paramref name="most"/>.</param>
    /// <param name="most">It is never longer.</param>
    public static void MakeRoom<T>(List<T> list, int most)
    {
        if (list.Count == list.Capacity)
        {
            list.Capacity = Math.Min(most, list.Count + 2 + (list.Count / 2));
        }
    }
}
