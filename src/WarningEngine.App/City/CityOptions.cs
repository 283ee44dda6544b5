using WarningEngine.App.Patterns;

namespace WarningEngine.App.City;

/// <summary>How large a city, for how long, with how much fraud.</summary>
/// <param name="People">Persons, 2 at least.</param>
/// <param name="Days">Labelled days; <see cref="HistoryDays"/> come before.</param>
/// <param name="Seed">Same seed, same bytes.</param>
/// <param name="FraudsPerPersonDay">Frauds per person and labelled day: those that begin on it, or, of types that take
/// weeks, come to their first large payment.</param>
/// <param name="StartMs">Midnight (UTC+8) of the first labelled day, ms since epoch.</param>
/// <param name="Habits">0: lags, amounts, shares and noise as documented; any other number draws others (<see cref="CityHabits"/>).</param>
public sealed record CityOptions(int People, int Days, ulong Seed, double FraudsPerPersonDay, long StartMs, ulong Habits = 0)
{
    public const int HistoryDays = 14;

    /// <summary>Time lines that are lived beside: see <see cref="CasesPerPersonDay"/>.</summary>
    public IReadOnlyList<PatternTest> Cases { get; init; } = [];

    /// <summary>Of <see cref="Cases"/>, frauds and others together, per person and labelled day.</summary>
    public double CasesPerPersonDay { get; init; }

    /// <summary>2026-03-16T00:00:00+08:00, a Monday.</summary>
    public const long DefaultStartMs = 1_773_590_400_000;

    /// <summary>First moment of the history, ms since epoch.</summary>
    public long HistoryStartMs => StartMs - (HistoryDays * CityStream.DayMs);

    /// <summary>First moment after the last day: nothing happens any more, though records still arrive.</summary>
    public long EndMs => StartMs + (Days * CityStream.DayMs);
}
