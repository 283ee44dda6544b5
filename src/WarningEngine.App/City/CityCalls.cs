using WarningEngine.Kafka.Wire;

namespace WarningEngine.App.City;

/// <summary>Calls, and the records that the operators of the city's people ship of them.</summary>
internal sealed class CityCalls(CityRandom random, CityWriter writer)
{
    private const long PartialEveryMs = 30 * 60_000;
    private const long FileEveryMs = 5 * 60_000;

    // causeForTerm of 3GPP TS 32.298.
    private const int NormalRelease = 0;
    private const int PartialRecord = 1;
    private const int UnsuccessfulAttempt = 3;

    /// <summary>Somebody of the city calls somebody of the city, unless the caller is on the phone; one who is called
    /// and on the phone does not answer. Times are ms; 0 talk: nobody answers.</summary>
    public void Between(CityPerson caller, CityPerson called, long startMs, long ringMs, long talkMs)
    {
        if (caller == called || caller.BusyUntilMs > startMs)
        {
            return;
        }

        talkMs = called.BusyUntilMs > startMs ? 0 : talkMs;
        Busy(called, startMs, ringMs, talkMs);
        Busy(caller, startMs, ringMs, talkMs);
        var call = new Call(caller.Number, called.Number, startMs, ringMs, talkMs, Gateway: false);
        var reference = writer.Reference('c');
        Side(caller, "MO_CALL_RECORD", call, $"{reference}.{caller.Operator}");

        // Of most calls within the city both operators' records reach us, each under its own reference.
        if (random.Chance(0.7))
        {
            Side(called, "MT_CALL_RECORD", call, $"{reference}.{called.Operator}");
        }
    }

    /// <summary>Somebody from outside calls. One who is on the phone does not answer, unless the call
    /// <paramref name="insists"/>: it is tried until it gets through.</summary>
    public void From(
        string caller, CityPerson called, long startMs, long ringMs, long talkMs,
        bool gateway = false, bool insists = false)
    {
        talkMs = called.BusyUntilMs > startMs && !insists ? 0 : talkMs;
        Busy(called, startMs, ringMs, talkMs);
        var call = new Call(caller, called.Number, startMs, ringMs, talkMs, gateway);
        Side(called, "MT_CALL_RECORD", call, writer.Reference('c'));
    }

    /// <summary>Somebody of the city calls a number outside, unless on the phone.</summary>
    public void To(CityPerson caller, string called, long startMs, long ringMs, long talkMs)
    {
        if (caller.BusyUntilMs <= startMs)
        {
            Busy(caller, startMs, ringMs, talkMs);
            var call = new Call(caller.Number, called, startMs, ringMs, talkMs, Gateway: false);
            Side(caller, "MO_CALL_RECORD", call, writer.Reference('c'));
        }
    }

    private static void Busy(CityPerson person, long startMs, long ringMs, long talkMs)
    {
        if (talkMs > 0)
        {
            person.BusyUntilMs = Math.Max(person.BusyUntilMs, startMs + ringMs + talkMs);
        }
    }

    private void Side(CityPerson served, string type, in Call call, string reference)
    {
        var side = new CallSide(served, type, call, reference);
        if (served.Feed is CallFeed.Final or CallFeed.Files || call.TalkMs == 0)
        {
            var cause = call.TalkMs == 0 ? UnsuccessfulAttempt : NormalRelease;
            Record(side, null, 0, call.ReleaseMs, FinalDelay(served, call.ReleaseMs), cause);
            return;
        }

        if (served.Feed == CallFeed.PhasesWithStart)
        {
            Record(side, "START", 0, call.StartMs, random.Between(500, 2_000), null);
        }

        Record(side, "ANSWER", 0, call.AnswerMs, random.Between(800, 3_000), null);
        var sequence = 1;
        for (var at = call.AnswerMs + PartialEveryMs; at < call.ReleaseMs; at += PartialEveryMs)
        {
            Record(side, "PARTIAL", sequence++, at, random.Between(1_000, 5_000), PartialRecord);
        }

        Record(side, "END", sequence, call.ReleaseMs, random.Between(1_000, 5_000), NormalRelease);
    }

    /// <summary>Seconds to minutes after the call, or with the next file.</summary>
    private long FinalDelay(CityPerson served, long releaseMs) => served.Feed switch
    {
        CallFeed.Files => (((releaseMs / FileEveryMs) + 1) * FileEveryMs) - releaseMs + random.Between(20_000, 90_000),
        CallFeed.Final => random.Between(20_000, 180_000),
        _ => random.Between(1_000, 8_000),
    };

    private void Record(CallSide side, string? phase, int sequence, long knownMs, long delayMs, int? cause) =>
        writer.Add(RawTopic.Calls, knownMs + delayMs, json =>
        {
            var call = side.Call;
            json.WriteString("recordType", side.Type);
            json.WriteString("callReference", side.Reference);
            json.WriteNumber("sequenceNumber", sequence);
            json.WriteString("servedMSISDN", side.Served.E164);
            json.WriteString("callingNumber", call.Caller);
            json.WriteString("calledNumber", call.Called);
            CityWriter.Time(json, "seizureTime", call.StartMs);
            if (call.TalkMs > 0 && knownMs >= call.AnswerMs)
            {
                CityWriter.Time(json, "answerTime", call.AnswerMs);
                json.WriteNumber("callDuration", (Math.Min(knownMs, call.ReleaseMs) - call.AnswerMs) / 1000);
            }

            if (phase is null or "END")
            {
                CityWriter.Time(json, "releaseTime", call.ReleaseMs);
            }

            if (cause is { } causeForTerm)
            {
                json.WriteNumber("causeForTerm", causeForTerm);
            }

            if (phase is not null)
            {
                json.WriteString("phase", phase);
            }

            json.WriteString("location", side.Served.Region);
            if (call.Gateway)
            {
                json.WriteBoolean("internationalGateway", true);
            }
        });

    private readonly record struct Call(
        string Caller, string Called, long StartMs, long RingMs, long TalkMs, bool Gateway)
    {
        public long AnswerMs => StartMs + RingMs;

        public long ReleaseMs => StartMs + RingMs + TalkMs;
    }

    private readonly record struct CallSide(CityPerson Served, string Type, Call Call, string Reference);
}
