using System.Globalization;

namespace WarningEngine.App.Owners;

/// <summary>Where a leg stands in the log.</summary>
internal readonly record struct LegPlace(int Partition, long Offset, int Index)
{
    /// <summary>As dead letters name it: <c>legs/generation/partition/offset/index</c>.</summary>
    public string Coordinates(int generation) =>
        string.Create(CultureInfo.InvariantCulture, $"legs/{generation}/{Partition}/{Offset}/{Index}");
}

/// <summary>A leg that scoring could not take in: its partition is dropped, and restored from its last checkpoint.</summary>
internal sealed class PoisonedLegException(LegPlace place, Exception fault) :
    Exception($"{place.Coordinates(0)}: {fault.GetType().Name}: {fault.Message}", fault)
{
    public LegPlace Place { get; } = place;
}

/// <summary>Legs that throw. One that throws again on a restored state is left out from then on: the same code on the same
/// state would throw for ever. Outlives the roles that it is told by, on however many threads.</summary>
internal sealed class PoisonedLegs
{
    /// <summary>More than 5 % of the last thousand is no matter of data but a fault of the program.</summary>
    private const int WindowLegs = 1_000;
    private const int PoisonedMax = 50;

    private readonly Lock _lock = new();
    private readonly Dictionary<LegPlace, (int Times, string Fault)> _thrown = [];
    private readonly Dictionary<int, (long Legs, Queue<long> Poisoned)> _partitions = [];

    private volatile bool _hasAny;

    /// <summary>Nothing has thrown so far.</summary>
    public bool IsEmpty => !_hasAny;

    /// <summary>Why the leg at this place is left out, the type of what it threw last; null: it is not.</summary>
    public string? Skips(in LegPlace place)
    {
        lock (_lock)
        {
            return _thrown.GetValueOrDefault(place) is { Times: > 1 } thrown ? thrown.Fault : null;
        }
    }

    /// <summary>A leg threw. True where it did so before: from now on it is left out.</summary>
    public bool Threw(in LegPlace place, Exception fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        lock (_lock)
        {
            _hasAny = true;
            var times = _thrown.GetValueOrDefault(place).Times + 1;
            _thrown[place] = (times, fault.GetType().Name);
            if (times != 2)
            {
                return false;
            }

            var partition = Partition(place.Partition);
            partition.Poisoned.Enqueue(partition.Legs);
            return true;
        }
    }

    /// <summary>Legs of a partition were taken in, or left out. Only counted once something has thrown.</summary>
    public void Passed(int partition, int legs)
    {
        lock (_lock)
        {
            var counted = Partition(partition);
            _partitions[partition] = (counted.Legs + legs, counted.Poisoned);
        }
    }

    /// <summary>What is in the way where too many were left out; null where it is few.</summary>
    public string? Obstacle(int partition)
    {
        if (IsEmpty)
        {
            return null;
        }

        lock (_lock)
        {
            if (!_partitions.TryGetValue(partition, out var counted))
            {
                return null;
            }

            while (counted.Poisoned.TryPeek(out var at) && counted.Legs - at > WindowLegs)
            {
                counted.Poisoned.Dequeue();
            }

            return counted.Poisoned.Count <= PoisonedMax ? null
                : $"{counted.Poisoned.Count} of its last {WindowLegs} legs cannot be scored: a fault of the program, not of data";
        }
    }

    private (long Legs, Queue<long> Poisoned) Partition(int partition) =>
        _partitions.TryGetValue(partition, out var counted) ? counted : _partitions[partition] = (0, new Queue<long>());
}
