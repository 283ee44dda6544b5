using System.Globalization;
using System.Text;
using System.Text.Json;
using WarningEngine.Kafka.Wire;
using WarningEngine.Testing.Servers;

namespace WarningEngine.Faults.Input;

/// <summary>One raw message to be sent.</summary>
/// <param name="Key">Person and day: a person's day stays in its order, and few people fill all partitions.</param>
internal readonly record struct InputEvent(string Topic, string Key, byte[] Value);

/// <summary>The events of a small city with many frauds, in the order of their arrival; in the place of some
/// stands one that nobody can read. The same for every schedule.</summary>
internal static class CityInput
{
    /// <summary>One in so many cannot be read: dead letters are part of what must not be lost.</summary>
    private const int PoisonEvery = 997;

    /// <summary>Events of a person in the days of history and in the labelled ones, with a margin.</summary>
    private const int EventsPerPerson = 700;
    private const int Days = 30;
    private const string FraudsPerDay = "0.15";

    private static readonly string[] Keys = ["servedMSISDN", "destinationAddress", "debtorNumber", "debtorAccount", "number", "person"];

    /// <param name="program">The engine's executable.</param>
    /// <param name="directory">For the simulated files.</param>
    /// <param name="events">How many.</param>
    public static InputEvent[] Make(string program, string directory, int events)
    {
        var people = Math.Max(50, 1 + (events / EventsPerPerson));
        using (var simulate = new Child(
            program,
            [
                "simulate", "--people", people.ToString(CultureInfo.InvariantCulture), "--days",
                Days.ToString(CultureInfo.InvariantCulture), "--seed", "7", "--frauds", FraudsPerDay, "--out", directory,
            ],
            directory + ".log"))
        {
            if (!simulate.Wait(TimeSpan.FromMinutes(2)) || simulate.ExitCode != 0)
            {
                throw new InvalidOperationException($"simulate did not end well: {directory}.log");
            }
        }

        // A city of the least size has more events than a short run: only so many of its people are taken, whole.
        var all = RawTopic.All.SelectMany(topic => Lines(topic, directory)).OrderBy(x => x.Arrival).ToArray();
        var taken = new HashSet<string>();
        var room = events;
        foreach (var person in all.GroupBy(x => x.Person).OrderBy(x => x.Key, StringComparer.Ordinal))
        {
            if (room > 0)
            {
                taken.Add(person.Key);
                room -= person.Count();
            }
        }

        var kept = all.Where(x => taken.Contains(x.Person)).Select(x => x.Event);
        return [.. kept.Take(events).Select((x, i) => i % PoisonEvery == PoisonEvery - 1 ? Poisoned(x, i) : x)];
    }

    private static InputEvent Poisoned(InputEvent instead, int index) =>
        instead with { Value = Encoding.UTF8.GetBytes($$"""{"unreadable":{{index}}""") };

    private static IEnumerable<(DateTimeOffset Arrival, string Person, InputEvent Event)> Lines(RawTopic topic, string directory)
    {
        var file = Path.Combine(directory, topic.FileName + ".ndjson");
        foreach (var line in File.Exists(file) ? File.ReadLines(file) : [])
        {
            using var json = JsonDocument.Parse(line);
            var arrival = json.RootElement.GetProperty("arrivalTime").GetDateTimeOffset();
            var person = Keys.Select(x => json.RootElement.TryGetProperty(x, out var value) ? value.GetString() : null)
                .FirstOrDefault(x => x is not null)?.Replace("+86", "", StringComparison.Ordinal) ?? "";
            yield return (arrival, person, new InputEvent(topic.Name, $"{person} {arrival:yyyyMMdd}", Encoding.UTF8.GetBytes(line)));
        }
    }
}
