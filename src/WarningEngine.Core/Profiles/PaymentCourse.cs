using System.Numerics;
using System.Runtime.InteropServices;

namespace WarningEngine.Core.Profiles;

/// <summary>A course of payments to people never paid before, over weeks: what slow frauds (investment, romance, gambling)
/// leave where no call is seen. 12 bytes. It ends after 30 days without such a payment, or 180 days after it began.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
public struct PaymentCourse
{
    private const int QuietDays = 30;
    private const int LongestDays = 180;
    private const long SumUnit = 100;

    /// <summary>Days since 2000; 0 where there is no course.</summary>
    public ushort FirstDay;
    public ushort LastDay;

    /// <summary>Payments to somebody new; 255 at most.</summary>
    public byte Payments;

    /// <summary>Of these, how many were larger than the one before: by a quarter always, by less than 11 % never; between these it depends on how far
    /// <see cref="LastLevel"/> lies below the amount.</summary>
    public byte Rises;

    /// <summary>Money that came back meanwhile, from people who were never paid: a withdrawal that is let through.</summary>
    public byte Inflows;

    /// <summary>The last payment, five bits of exponent and three of mantissa: within an eighth below the amount.</summary>
    public byte LastLevel;

    /// <summary>Hundreds of units of currency, saturating.</summary>
    public ushort Hundreds;

    /// <summary>When money was last gathered for it: a loan, a deposit broken, own accounts consolidated.</summary>
    public ushort GatheredDay;

    public readonly bool HasBegun(long timeMs) =>
        FirstDay != 0 && Day(timeMs) - LastDay <= QuietDays && Day(timeMs) - FirstDay <= LongestDays;

    /// <summary>Units of currency, each payment rounded to the nearest hundred.</summary>
    public readonly long Sum => Hundreds * SumUnit;

    /// <summary>A payment to somebody new.</summary>
    /// <param name="units">Whole units of currency.</param>
    /// <param name="timeMs">Event time.</param>
    public void Pay(long units, long timeMs)
    {
        var day = Day(timeMs);
        if (!HasBegun(timeMs))
        {
            this = new PaymentCourse { FirstDay = day, GatheredDay = GatheredDay };
        }

        // One that is told late is no rise over those after it, nor the last.
        if (Payments == 0 || day >= LastDay)
        {
            Rises = Payments > 0 && units * 4 >= Amount(LastLevel) * 5 ? Up(Rises) : Rises;
            (LastDay, LastLevel) = (day, Level(units));
        }

        Payments = Up(Payments);
        Hundreds = (ushort)Math.Min(ushort.MaxValue, Hundreds + InHundreds(units));
    }

    /// <summary>A payment of it was refused. Whether it was a rise is not known any more: there are fewer rises than payments. Without any there is no course,
    /// and the next begins when it is paid.</summary>
    /// <param name="units">Whole units of currency.</param>
    public void Refuse(long units)
    {
        if (Payments == 0)
        {
            return;
        }

        if (Payments == 1)
        {
            this = new PaymentCourse { GatheredDay = GatheredDay };
            return;
        }

        Payments--;
        Rises = (byte)Math.Min(Rises, Payments - 1);
        Hundreds = (ushort)Math.Max(0, Hundreds - InHundreds(units));
    }

    /// <summary>Money comes from somebody who was never paid. Only what is of the size of the payments is of the course.</summary>
    public void Receive(long units, long timeMs)
    {
        if (HasBegun(timeMs) && units * 2 <= Amount(LastLevel) * 3)
        {
            Inflows = Up(Inflows);
        }
    }

    public void Gather(long timeMs) => GatheredDay = Math.Max(GatheredDay, Day(timeMs));

    public static ushort Day(long timeMs) => (ushort)Math.Clamp((timeMs - Limits.EventTimeMsMin) / ProfileTime.DayMs, 1, ushort.MaxValue);

    private static long InHundreds(long units) => (units + (SumUnit / 2)) / SumUnit;

    private static byte Up(byte count) => (byte)Math.Min(byte.MaxValue, count + 1);

    private static byte Level(long units)
    {
        var value = (uint)Math.Clamp(units, 1, uint.MaxValue);
        var exponent = BitOperations.Log2(value);
        var mantissa = (exponent >= 3 ? value >> (exponent - 3) : value << (3 - exponent)) & 7;
        return (byte)((exponent << 3) | (int)mantissa);
    }

    private static long Amount(byte level) => ((8L | (level & 7L)) << (level >> 3)) >> 3;
}
