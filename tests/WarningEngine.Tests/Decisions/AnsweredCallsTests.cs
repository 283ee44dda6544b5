using WarningEngine.Core.Events;

namespace WarningEngine.Tests.Decisions;

/// <summary>Whether those whom a number calls talk with it, and for how long.</summary>
public sealed class AnsweredCallsTests
{
    /// <summary>An end may say neither that its call was answered nor how long it was: its answer was a record of its own.</summary>
    [Theory]
    [InlineData(20, true)]
    [InlineData(90, false)]
    public void Who_was_answered_was_answered_whichever_record_says_so(int seconds, bool areShort)
    {
        var log = new CounterpartLog();
        for (var i = 0; i < 30; i++)
        {
            var at = CounterpartLog.Start + (i * 2 * CounterpartLog.Minute);
            log.Records(i, at, CallPhase.Answer, answered: true);
            log.Records(i, at, CallPhase.End, answered: false, endMs: at + (seconds * 1_000L));
        }

        log.Score();

        var counts = log.Record.Counts;
        Assert.InRange(counts.Originated / 256.0, 29, 30);
        Assert.InRange(counts.Answered / 256.0, 29, 30);
        Assert.InRange(counts.ShortCalls / 256.0, areShort ? 29 : 0, areShort ? 30 : 0);
    }
}
