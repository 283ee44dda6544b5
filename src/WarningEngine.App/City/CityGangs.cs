namespace WarningEngine.App.City;

/// <summary>All crews, one for each type of fraud: crews specialise.</summary>
internal sealed class CityGangs
{
    private static readonly string[] Levels = ["MEDIUM", "HIGH", "HIGH", "VERY_HIGH"];

    private readonly CityWorld _world;
    private readonly SortedDictionary<string, CityCrew> _crews = new(StringComparer.Ordinal);

    public CityGangs(CityWorld world)
    {
        _world = world;
        foreach (var type in CityTypes.All)
        {
            _crews[type.Id] = new CityCrew(world, type.Id, type.Habits);
        }
    }

    public CityCrew this[string type] => _crews[type];

    /// <summary>Plans the trade's calls of one day. It is there before the labelled days, its victims are not: labels
    /// cover all of them.</summary>
    public void Day(long midnight)
    {
        if (midnight >= _world.Options.StartMs - (7 * CityWorld.Day))
        {
            // About every second victim's fraud begins with a call, and a number lives for days: as many come as are given up.
            for (var i = _world.Random.Count(
                     0.5 * _world.Options.FraudsPerPersonDay * _world.People.Length); i > 0; i--)
            {
                _crews[CityTypes.Draw(_world.Random, _world.Habits).Id].Take(midnight);
            }
        }

        foreach (var crew in _crews.Values)
        {
            crew.Day(midnight);
        }
    }

    /// <summary>Lists as they stood before the records begin: nothing that is still in use; and one honest number by
    /// mistake, taken off on appeal the next day.</summary>
    public void OldLists(long atMs)
    {
        var writer = _world.Writer;
        for (var i = 0; i < 20; i++)
        {
            writer.Listed(
                writer.Reference(), "NUMBER", $"170{59_000_000 + i:00000000}", _world.Random.Pick(Levels), atMs);
        }

        if (Array.Find(_world.People, x => x.Job == "courier") is { } courier)
        {
            var entry = writer.Reference();
            writer.Listed(entry, "NUMBER", courier.E164, "MEDIUM", atMs);
            _world.Agenda.At(
                atMs + CityWorld.Day, at => writer.Listed(entry, "NUMBER", courier.E164, "MEDIUM", at, "UPHELD"));
        }
    }
}
