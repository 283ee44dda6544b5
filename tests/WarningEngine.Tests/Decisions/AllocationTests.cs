using WarningEngine.Core.Decisions;
using WarningEngine.Core.Memory;
using WarningEngine.Testing;

namespace WarningEngine.Tests.Decisions;

/// <summary>In steady state an event costs no object: of whoever is under no suspicion, with calls with friends, messages and payments in shops for three days after three or
/// more days of the same; and of people under suspicion, where as many episodes begin as end. What is said is an object, and is left out of the count, as progress is.</summary>
public sealed class AllocationTests : IDisposable
{
    private const int People = 2_000;
    private const int Friends = 8;
    private const int Shops = 50;
    private const int LegsPerDay = 334_000;
    private const long MinuteMs = 60_000;
    private const long DayMs = 86_400_000;
    private const long Start = Some.TimeMs;

    private readonly CountedPartition _counted = new();

    [Fact]
    public void A_million_events_in_steady_state_allocate_nothing()
    {
        Acquaint();
        Days(first: 0);

        // What is made once, as by code that is compiled a second time, is no steady state: within nine days three must pass without any.
        for (var first = 3; first <= 9; first += 3)
        {
            _counted.Count();
            Days(first);
            if (_counted.Allocated == 0)
            {
                break;
            }
        }

        Assert.Equal(0, _counted.Allocated);
        Assert.InRange(_counted.LeftOut, 0, LegsPerDay / 100);
        Assert.Empty(_counted.Items);
        Assert.Equal(0, _counted.Partition.State.Episodes.Count);
        Assert.Equal(0, _counted.Partition.Dropped);
    }

    /// <summary>Each day others talk with strangers for long, hear from them again and pay; three days later agents find that there was nothing in it.</summary>
    [Fact]
    public void Episodes_that_begin_and_end_allocate_nothing_but_what_is_said()
    {
        Acquaint();
        for (var day = 0; day < 12; day++)
        {
            SuspiciousDay(day);
        }

        for (var first = 12; first <= 36; first += 12)
        {
            _counted.Count();
            for (var day = first; day < first + 12; day++)
            {
                SuspiciousDay(day);
            }

            if (_counted.Allocated == 0)
            {
                break;
            }
        }

        Assert.Equal(0, _counted.Allocated);
        Assert.InRange(_counted.Items.OfType<EpisodeEndedItem>().Count(), People, 12 * People);
        Assert.InRange(_counted.Partition.State.Episodes.Count, People / 2, 2 * People);
        Assert.InRange(_counted.LeftOut, 1, 12 * People);
    }

    public void Dispose() => _counted.Dispose();

    /// <summary>Twice, ten days ago: since then they know each other.</summary>
    private void Acquaint()
    {
        _counted.Progress(Start - (20 * DayMs));
        for (var person = 0; person < People; person++)
        {
            for (var friend = 1; friend <= Friends; friend++)
            {
                _counted.Talk(person, (person + friend) % People, Start - (10 * DayMs) + friend, seconds: 30);
                _counted.Talk(person, (person + friend) % People, Start - (8 * DayMs) + friend, seconds: 30);
            }

            _counted.Pay(person, person % Shops, Start - (10 * DayMs) + person);
        }
    }

    /// <summary>Three days.</summary>
    private void Days(int first)
    {
        var from = Start + (first * DayMs);
        for (var i = 0; i < 3 * LegsPerDay; i += 2)
        {
            var timeMs = from + (i * (3 * DayMs) / (3 * LegsPerDay));
            var person = (int)(Hashing.Mix((ulong)i) % People);
            switch (i % 8)
            {
                case < 4:
                    _counted.Talk(person, (person + 1 + (i / 8 % Friends)) % People, timeMs, seconds: 40);
                    break;
                case < 6:
                    _counted.Message(person, person % Shops, timeMs);
                    break;
                default:
                    _counted.Pay(person, person % Shops, timeMs);
                    break;
            }

            if (i % 16_384 == 0)
            {
                _counted.Progress(timeMs);
            }
        }
    }

    private void SuspiciousDay(int day)
    {
        for (var person = day % 6; person < People; person += 6)
        {
            var timeMs = Start + (day * DayMs) + (person * 1_000L);
            var stranger = 1_000_000 + ((person + (7 * day)) % People);
            for (var call = 0; call < 4; call++)
            {
                _counted.Talk(stranger, person, timeMs + (call * 40 * MinuteMs), seconds: 1_800);
            }

            _counted.Pay(person, Shops + ((person + day) % 5_000), timeMs + (170 * MinuteMs));
            _counted.Dismiss((person + 3) % People, timeMs + (200 * MinuteMs));
        }

        for (var hour = 1; hour <= 24; hour++)
        {
            _counted.Progress(Start + (day * DayMs) + (hour * 60 * MinuteMs));
        }
    }
}
