using System.Diagnostics;
using HdrHistogram;

namespace WarningEngine.Load.Latency;

/// <summary>What the machine does to whoever wants to wake up after a millisecond: no answer comes faster than that.</summary>
internal sealed class Hiccups : IDisposable
{
    private readonly LongHistogram _micros = new(60_000_000, 3);
    private readonly Thread _thread;
    private volatile bool _stop;
    private volatile bool _counts;

    public Hiccups()
    {
        _thread = new Thread(Run) { IsBackground = true };
        _thread.Start();
    }

    /// <summary>Counts from now on.</summary>
    public void Begin() => _counts = true;

    /// <summary>The histogram, in microseconds beyond the millisecond.</summary>
    public LongHistogram End()
    {
        _stop = true;
        _thread.Join();
        return _micros;
    }

    public void Dispose() => _stop = true;

    private void Run()
    {
        while (!_stop)
        {
            var started = Stopwatch.GetTimestamp();
            Thread.Sleep(1);
            if (_counts)
            {
                _micros.RecordValue(Math.Max(0, (long)Stopwatch.GetElapsedTime(started).TotalMicroseconds - 1_000));
            }
        }
    }
}
