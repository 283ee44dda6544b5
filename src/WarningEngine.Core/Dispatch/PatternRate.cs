namespace WarningEngine.Core.Dispatch;

/// <summary>How a surge of a pattern stands. Numbers are in the state: append, never renumber.</summary>
public enum SurgeState : byte
{
    /// <summary>There is none.</summary>
    None = 0,

    /// <summary>What the pattern brings is held.</summary>
    Held = 1,

    /// <summary>An operator looked and let it go on: nothing is held, until it is over and another begins.</summary>
    Released = 2,
}

/// <summary>How often one pattern warns in one partition: the last hour, and its usual days. Counts alone, so that every
/// machine comes to the same.</summary>
internal sealed class PatternRate
{
    /// <summary>So many times the usual rate is a surge.</summary>
    private const int TripFactor = 10;

    /// <summary>Below so many times it is over: half of what began it, so that it does not come and go with every warning.</summary>
    private const int EndFactor = 5;

    /// <summary>Warnings an hour that are taken for usual at least: once or twice a day times ten would still be nothing that
    /// buries anybody. With <see cref="TripFactor"/>: 20 in an hour.</summary>
    private const int FloorPerHour = 2;

    /// <summary>Whole days that must be known before anything can be called unusual.</summary>
    private const int DaysMin = 3;

    /// <summary>A week: Sundays count as they should.</summary>
    private const int DaysMax = 7;

    private const int Slots = 12;

    /// <summary>A twelfth of an hour, ms.</summary>
    private const long SlotMs = 300_000;

    private const int HoursPerDay = 24;

    private readonly int[] _hour = new int[Slots];
    private readonly int[] _days = new int[DaysMax];
    private long _slot;

    /// <summary>Whole days in <see cref="_days"/>; -1 while the first, which is none, goes on.</summary>
    private int _daysKnown = -1;

    private int _today;

    /// <summary>Something was held today: it is no usual day.</summary>
    private bool _unusual;

    public SurgeState State { get; private set; }

    /// <summary>Of the days that are known; 0 where none is.</summary>
    public double UsualPerHour => _daysKnown <= 0 ? 0 : (double)_days.Sum() / (_daysKnown * HoursPerDay);

    /// <summary>Nothing would be lost but that it was seen.</summary>
    public bool IsSilent => State == SurgeState.None && _today == 0 && _days.Sum() == 0;

    /// <summary>Warnings in the hour before.</summary>
    public long LastHour(long timeMs)
    {
        long count = 0;
        for (var at = Math.Max(0, Math.Max(_slot, timeMs / SlotMs) - Slots + 1); at <= _slot; at++)
        {
            count += _hour[at % Slots];
        }

        return count;
    }

    /// <summary>One more warning.</summary>
    /// <returns>True where a surge begins with it.</returns>
    public bool Count(long timeMs)
    {
        MoveTo(timeMs);
        _hour[_slot % Slots]++;
        if (State != SurgeState.Held)
        {
            _today++;
        }

        _unusual |= State == SurgeState.Held;
        if (State != SurgeState.None || _daysKnown < DaysMin || LastHour(timeMs) * HoursPerDay * _daysKnown < TripFactor * Usual)
        {
            return false;
        }

        (State, _unusual) = (SurgeState.Held, true);
        return true;
    }

    /// <summary>Time has passed.</summary>
    /// <returns>True where the surge is over.</returns>
    public bool Calm(long timeMs)
    {
        if (LastHour(timeMs) * HoursPerDay * _daysKnown >= EndFactor * Usual)
        {
            return false;
        }

        State = SurgeState.None;
        return true;
    }

    /// <returns>False where it was released before.</returns>
    public bool Release()
    {
        var held = State == SurgeState.Held;
        State = SurgeState.Released;
        return held;
    }

    /// <summary>A day on which anybody was warned is over.</summary>
    public void EndDay()
    {
        if (_daysKnown < 0)
        {
            _daysKnown = 0;
        }
        else if (!_unusual)
        {
            Array.Copy(_days, 0, _days, 1, DaysMax - 1);
            _days[0] = _today;
            _daysKnown = Math.Min(DaysMax, _daysKnown + 1);
        }

        (_today, _unusual) = (0, false);
    }

    /// <summary>Takes over a share of what another partition knew of the same pattern.</summary>
    /// <param name="share">Of its persons.</param>
    /// <param name="of">All its persons.</param>
    public void Join(PatternRate other, int share, int of)
    {
        var slot = Math.Max(_slot, other._slot);
        MoveTo(slot * SlotMs);
        for (var at = Math.Max(0, slot - Slots + 1); at <= other._slot; at++)
        {
            _hour[at % Slots] += Part(other._hour[at % Slots]);
        }

        for (var i = 0; i < DaysMax; i++)
        {
            _days[i] += Part(other._days[i]);
        }

        _today += Part(other._today);
        _daysKnown = Math.Max(_daysKnown, other._daysKnown);
        _unusual |= other._unusual;
        State = State == SurgeState.Held || other.State == SurgeState.None ? State : other.State;

        int Part(int count) => (int)((((long)count * share) + (of / 2)) / of);
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write((byte)State);
        writer.Write((sbyte)_daysKnown);
        writer.Write(_today);
        writer.Write(_unusual);
        writer.Write(_slot);
        foreach (var count in _hour.Concat(_days))
        {
            writer.Write(count);
        }
    }

    public static PatternRate Read(BinaryReader reader)
    {
        var rate = new PatternRate
        {
            State = (SurgeState)reader.ReadByte(), _daysKnown = reader.ReadSByte(), _today = reader.ReadInt32(), _unusual = reader.ReadBoolean(),
            _slot = reader.ReadInt64(),
        };
        foreach (var counts in new[] { rate._hour, rate._days })
        {
            for (var i = 0; i < counts.Length; i++)
            {
                counts[i] = reader.ReadInt32();
            }
        }

        return rate;
    }

    /// <summary>Of all days that are known, in warnings; never less than the floor.</summary>
    private long Usual => Math.Max(_days.Sum(), (long)FloorPerHour * HoursPerDay * _daysKnown);

    private void MoveTo(long timeMs)
    {
        var slot = Math.Max(_slot, timeMs / SlotMs);
        for (var at = Math.Max(_slot + 1, slot - Slots + 1); at <= slot; at++)
        {
            _hour[at % Slots] = 0;
        }

        _slot = slot;
    }
}
