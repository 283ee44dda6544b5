using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace WarningEngine.Core.Profiles;

/// <summary>How a counterpart behaves, in counters that halve every 24 h (the slow ones every 14 days). Counts in 1/256,
/// money in whole units of currency. 72 bytes.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
public struct CounterpartCounts
{
    /// <summary>One event.</summary>
    public const uint One = 256;

    /// <summary>Decay goes in whole steps of a 64th of a half-life: legs that come more often than that would never decay
    /// anything otherwise.</summary>
    private const long FastStepMs = FastHalfLifeMs / 64;
    private const long SlowStepMs = SlowHalfLifeMs / 64;
    private const long FastHalfLifeMs = ProfileTime.DayMs;
    private const long SlowHalfLifeMs = 14 * ProfileTime.DayMs;

    /// <summary>From <see cref="Originated"/> to <see cref="MoneyOut"/>.</summary>
    private const int FastCounts = 14;

    private uint _fastStep;
    private uint _slowStep;

    /// <summary>Calls it made, of them answered, of them short.</summary>
    public uint Originated;
    public uint Answered;
    public uint ShortCalls;

    /// <summary>Of the calls it made, those to a line that it had touched within 72 h: what stands for the entropy of whom it
    /// calls. None where all are different (the entropy is as large as it can be), nearly all where a few are called again
    /// and again.</summary>
    public uint Repeated;

    /// <summary>Lines that called it, each once in 72 h.</summary>
    public uint CalledBack;

    /// <summary>Lines and accounts touched that had not been for 72 h.</summary>
    public uint Fresh;

    /// <summary>Messages it sent, or that link to it; of them such as frauds send, from personal or foreign numbers.</summary>
    public uint Messages;
    public uint RiskyMessages;

    /// <summary>Messages of the top template less those of others (a majority vote): at most its true count.</summary>
    public uint TopMessages;

    public uint Payments;

    /// <summary>Payers that were warned when they paid, each once in 72 h.</summary>
    public uint WarnedPayers;

    /// <summary>Payers who first paid a trifle and then much.</summary>
    public uint SmallThenLarge;
    public uint MoneyIn;
    public uint MoneyOut;

    /// <summary>Over weeks: payments, and those that agents confirmed to be frauds.</summary>
    public uint SlowPayments;
    public uint SlowFrauds;

    /// <summary>Brings all of them to <paramref name="timeMs"/>; nothing where that is not later.</summary>
    public void Decay(long timeMs)
    {
        var fast = (uint)(timeMs / FastStepMs);
        if (fast > _fastStep)
        {
            var elapsedMs = _fastStep == 0 ? 0 : (fast - _fastStep) * FastStepMs;
            _fastStep = fast;
            Span<uint> counts = MemoryMarshal.CreateSpan(ref Originated, FastCounts);
            foreach (ref var count in counts)
            {
                count = Profiles.Decay.Apply(count, elapsedMs, FastHalfLifeMs);
            }
        }

        var slow = (uint)(timeMs / SlowStepMs);
        if (slow > _slowStep)
        {
            var elapsedMs = _slowStep == 0 ? 0 : (slow - _slowStep) * SlowStepMs;
            _slowStep = slow;
            SlowPayments = Profiles.Decay.Apply(SlowPayments, elapsedMs, SlowHalfLifeMs);
            SlowFrauds = Profiles.Decay.Apply(SlowFrauds, elapsedMs, SlowHalfLifeMs);
        }
    }

    /// <summary>Adds to one of the counts, which do not fall below 0. Where it is full, all that halve with it are halved: what they are compared by are
    /// shares, and these stay.</summary>
    /// <param name="count">One of these.</param>
    /// <param name="value">Counts in 1/256, or money.</param>
    public void Add(ref uint count, long value)
    {
        if (count + value > uint.MaxValue)
        {
            var isSlow = Unsafe.AreSame(ref count, ref SlowPayments) || Unsafe.AreSame(ref count, ref SlowFrauds);
            foreach (ref var related in isSlow ? MemoryMarshal.CreateSpan(ref SlowPayments, 2) : MemoryMarshal.CreateSpan(ref Originated, FastCounts))
            {
                related /= 2;
            }
        }

        count = (uint)Math.Clamp(count + value, 0, uint.MaxValue);
    }
}
