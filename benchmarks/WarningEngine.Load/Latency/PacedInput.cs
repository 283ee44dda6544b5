using System.Globalization;
using System.Text;
using WarningEngine.Core.Events;

namespace WarningEngine.Load.Latency;

/// <summary>Ordinary life at a rate, made before it is sent, and in it, evenly spread, calls that certainly cause a warning each: a number on
/// a list has talked for five minutes with somebody of whom nothing was heard before.</summary>
/// <param name="rawPartitions">Of each raw topic.</param>
internal sealed class PacedInput(int rawPartitions)
{
    /// <summary>Calls of ordinary people, each with some friends.</summary>
    private const int Population = 200_000;
    private const int Friends = 5;
    private const int Listed = 50;

    /// <summary>Persons who are called by a listed number, numbered on.</summary>
    private const long FirstVictim = 8_613_700_000_000;
    private const long FirstPerson = 8_613_800_000_000;
    private const long FirstListed = 8_613_900_000_000;

    /// <summary>Events a second at least: of fewer none would be one that causes a warning.</summary>
    public const int RateMin = 4;

    /// <summary>What an event takes until it is sent, at most; two thirds are its JSON.</summary>
    public const int EventBytes = 640;
    private const int WarnedPerSecond = 50;

    /// <summary>Of so many events one causes a warning.</summary>
    public static int Every(int perSecond) => perSecond / Math.Min(WarnedPerSecond, perSecond / RateMin);

    /// <summary>Those of so many that cause a warning.</summary>
    public static int Warned(int events, int perSecond) => (events - 1 - (Every(perSecond) / 2) + Every(perSecond)) / Every(perSecond);

    /// <summary>When the event of a victim is to be sent. Microseconds since the start.</summary>
    public static long DueMicros(long victim, int perSecond) => ((victim * Every(perSecond)) + (Every(perSecond) / 2)) * 1_000_000L / perSecond;

    /// <summary>Why a run cannot be made at a rate; null: it can. All events are made before the first is sent, beside broker, store and engine.</summary>
    /// <param name="perSecond">Events.</param>
    /// <param name="length">Of the run.</param>
    /// <param name="availableBytes">What a new process could have.</param>
    public static string? Refusal(int perSecond, TimeSpan length, long availableBytes)
    {
        var bytes = perSecond * length.TotalSeconds * EventBytes;
        return perSecond < RateMin ? $"{perSecond} events a second are too few, {RateMin} are the least"
            : perSecond * length.TotalSeconds > Array.MaxLength || bytes > availableBytes / 2.0 ? string.Create(
                CultureInfo.InvariantCulture,
                $"{perSecond} events a second for {length.TotalSeconds} s take {bytes / (1 << 20):0} MB, "
                    + $"half of the memory that is free is {availableBytes / 2 / (1 << 20)} MB")
            : null;
    }

    /// <summary>List entries, for <c>intelligence</c>.</summary>
    public IEnumerable<PacedEvent> List(DateTimeOffset now)
    {
        for (var i = 0; i < Listed; i++)
        {
            yield return new PacedEvent("intelligence", i % rawPartitions, Encoding.UTF8.GetBytes(
                $$"""
                {"entryId":"{{i}}","kind":"NUMBER","value":"{{Number(FirstListed + i)}}","level":"VERY_HIGH","basis":"load",
                "issuer":"load","from":"{{Text(now.AddHours(-1))}}","time":"{{Text(now.AddHours(-1))}}",
                "arrivalTime":"{{Text(now)}}"}
                """.ReplaceLineEndings("")), 0);
        }
    }

    /// <summary>Number of the person who is warned of in the entry, from 0; -1 where it is none of the run's.</summary>
    public static long Victim(string person) =>
        long.TryParse(person.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= FirstVictim && number < FirstPerson ? number - FirstVictim : -1;

    /// <param name="start">When the first is sent.</param>
    /// <param name="perSecond">Events.</param>
    /// <param name="length">Of the run.</param>
    /// <param name="stop">Ends it.</param>
    public PacedEvent[] Make(DateTimeOffset start, int perSecond, TimeSpan length, CancellationToken stop)
    {
        var events = new PacedEvent[(long)(perSecond * length.TotalSeconds)];
        var every = Every(perSecond);
        for (var i = 0; i < events.Length; i++)
        {
            stop.ThrowIfCancellationRequested();
            var dueMicros = i * 1_000_000L / perSecond;
            var at = start.AddTicks(dueMicros * TimeSpan.TicksPerMicrosecond);
            events[i] = i % every == every / 2 ? Warned(i / every, at, dueMicros) : i % 3 == 0 ? Sms(i, at, dueMicros) : Call(i, at, dueMicros);
        }

        return events;
    }

    private PacedEvent Warned(long victim, DateTimeOffset at, long dueMicros)
    {
        var (served, caller) = (Number(FirstVictim + victim), Number(FirstListed + (victim % Listed)));
        return new PacedEvent(RawStreams.Calls, (int)(victim % rawPartitions), Encoding.UTF8.GetBytes(
            $$"""
            {"recordType":"MT_CALL_RECORD","callReference":"w{{victim}}","servedMSISDN":"{{served}}",
            "callingNumber":"{{caller}}","calledNumber":"{{served}}","seizureTime":"{{Text(at.AddSeconds(-310))}}",
            "answerTime":"{{Text(at.AddSeconds(-302))}}","releaseTime":"{{Text(at.AddSeconds(-2))}}","callDuration":300,
            "location":"510100","arrivalTime":"{{Text(at)}}"}
            """.ReplaceLineEndings("")),
            dueMicros);
    }

    private PacedEvent Call(long i, DateTimeOffset at, long dueMicros)
    {
        var person = i * 7_919 % Population;
        var (served, caller) = (Number(FirstPerson + person), Number(FirstPerson + ((person + 1 + (i % Friends)) % Population)));
        return new PacedEvent(RawStreams.Calls, (int)(person % rawPartitions), Encoding.UTF8.GetBytes(
            $$"""
            {"recordType":"MT_CALL_RECORD","callReference":"c{{i}}","servedMSISDN":"{{served}}","callingNumber":"{{caller}}",
            "calledNumber":"{{served}}","seizureTime":"{{Text(at.AddSeconds(-80))}}",
            "answerTime":"{{Text(at.AddSeconds(-70))}}","releaseTime":"{{Text(at.AddSeconds(-5))}}","callDuration":65,
            "location":"510100","servedIMEI":"8612345678{{person:000000}}","arrivalTime":"{{Text(at)}}"}
            """.ReplaceLineEndings("")),
            dueMicros);
    }

    private PacedEvent Sms(long i, DateTimeOffset at, long dueMicros)
    {
        var person = i * 7_919 % Population;
        return new PacedEvent("telecom.sms", (int)(person % rawPartitions), Encoding.UTF8.GetBytes(
            $$"""
            {"messageReference":"s{{i}}","originatingAddress":"{{Number(FirstPerson + ((person + 2) % Population))}}",
            "destinationAddress":"{{Number(FirstPerson + person)}}","templateClass":"PERSONAL","segments":1,
            "time":"{{Text(at.AddSeconds(-1))}}","arrivalTime":"{{Text(at)}}"}
            """.ReplaceLineEndings("")),
            dueMicros);
    }

    private static string Number(long number) => string.Create(CultureInfo.InvariantCulture, $"+{number}");

    private static string Text(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
