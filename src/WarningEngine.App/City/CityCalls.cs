using WarningEngine.Kafka.Wire;

namespace WarningEngine.App.City;

/// <summary>Somebody outside the city who calls into it, or is called.</summary>
/// <param name="Text">The number as the exchange writes it.</param>
/// <param name="Gateway">It comes over the international gateway.</param>
/// <param name="Country">Where it comes from, as far as the operator says so.</param>
/// <param name="Attestation">Of the number, as far as the operator has one.</param>
/// <param name="Imei">Of the phone or the box, where an operator of the city serves it; null elsewhere.</param>
internal sealed record CityCaller(
    string Text, bool Gateway = false, string? Country = null, string? Attestation = null, string? Imei = null);

/// <summary>Calls, and the records that the operators of the city's people ship of them.</summary>
internal sealed class CityCalls(CityRandom random, CityWriter writer)
{
    private const long Minute = 60_000;
    private const long PartialEveryMs = 30 * Minute;

    // causeForTerm of 3GPP TS 32.298.
    private const int NormalRelease = 0;
    private const int PartialRecord = 1;
    private const int UnsuccessfulAttempt = 3;

    /// <summary>The reference has no part: of those who tell of the call one operator alone is one of the city's people.</summary>
    private const int NoPart = -1;

    /// <summary>Of the operator whose cards stand in a box: none that the city's people have.</summary>
    private const int BoxPart = 9;

    private readonly Dictionary<string, long> _cardsBusy = [];

    /// <summary>When the next file of a feed that writes one every so many minutes is complete.</summary>
    public static long FileMs(long timeMs, int everyMinutes) =>
        ((timeMs / (everyMinutes * Minute)) + 1) * everyMinutes * Minute;

    /// <summary>Somebody of the city calls somebody of the city, unless the caller is on the phone; one who is called
    /// and on the phone does not answer. Times are ms; 0 talk: nobody answers.</summary>
    public void Between(CityPerson caller, CityPerson called, long startMs, long ringMs, long talkMs)
    {
        if (caller == called || Math.Max(caller.BusyUntilMs, caller.QuietUntilMs) > startMs)
        {
            return;
        }

        talkMs = Answers(called, startMs) ? talkMs : 0;
        Busy(called, startMs, ringMs, talkMs);
        Busy(caller, startMs, ringMs, talkMs);
        var call = new Call(new CityCaller(caller.Number), called.Number, startMs, ringMs, talkMs, writer.Reference(), caller.Operator);
        Side(caller, "MO_CALL_RECORD"u8, call);

        // Of most calls within the city both operators' records reach us, each under its own reference.
        if (random.Chance(0.7))
        {
            Incoming(called, call with { Part = called.Operator });
        }
    }

    /// <summary>Somebody from outside calls. One who is on the phone does not answer, unless the call
    /// <paramref name="insists"/>: it is tried until it gets through.</summary>
    public void From(
        CityCaller caller, CityPerson called, long startMs, long ringMs, long talkMs, bool insists = false)
    {
        if (caller.Imei is not null)
        {
            // A card makes one call at a time: its next one waits.
            startMs = Math.Max(startMs, _cardsBusy.GetValueOrDefault(caller.Text) + 2_000);
        }

        talkMs = called.ForwardedTo is null && (insists || Answers(called, startMs)) ? talkMs : 0;
        Busy(called, startMs, ringMs, talkMs);
        if (caller.Imei is not null)
        {
            _cardsBusy[caller.Text] = startMs + ringMs + talkMs;
        }

        var call = new Call(caller, called.Number, startMs, ringMs, talkMs, writer.Reference(), NoPart);
        if (caller.Imei is { } imei)
        {
            // Its operator's record: where the numbers of one box can be told.
            Final("MO_CALL_RECORD"u8, "+86" + caller.Text, called.Region, imei, call with { Part = BoxPart },
                call.ReleaseMs + random.Between(20_000, 180_000));
        }

        Incoming(called, call);
    }

    /// <summary>Somebody of the city calls a number outside, unless on the phone.</summary>
    public void To(CityPerson caller, string called, long startMs, long ringMs, long talkMs, bool insists = false)
    {
        if (caller.BusyUntilMs <= startMs && (insists || caller.QuietUntilMs <= startMs))
        {
            Busy(caller, startMs, ringMs, talkMs);
            var call = new Call(new CityCaller(caller.Number), called, startMs, ringMs, talkMs, writer.Reference(), NoPart);
            Side(caller, "MO_CALL_RECORD"u8, call);
        }
    }

    private static bool Answers(CityPerson person, long startMs) =>
        person.BusyUntilMs <= startMs && person.QuietUntilMs <= startMs && person.ForwardedTo is null;

    private static void Busy(CityPerson person, long startMs, long ringMs, long talkMs)
    {
        if (talkMs > 0)
        {
            person.BusyUntilMs = Math.Max(person.BusyUntilMs, startMs + ringMs + talkMs);
        }
    }

    /// <summary>The record of the called party's operator; of a line that is forwarded, one of the
    /// forwarding.</summary>
    private void Incoming(CityPerson called, in Call call)
    {
        if (called.ForwardedTo is not { } target)
        {
            Side(called, "MT_CALL_RECORD"u8, call);
            return;
        }

        Head("CALL_FORWARDING_RECORD"u8, called.E164, call, 0)
            .Text("forwardingNumber"u8, target).Text("location"u8, called.Region);
        writer.End(RawTopic.Calls, call.StartMs + random.Between(5_000, 40_000));
    }

    private void Side(CityPerson served, ReadOnlySpan<byte> type, in Call call)
    {
        if (!served.HasLiveCalls || call.TalkMs == 0)
        {
            Final(type, served.E164, served.Region, served.Imei, call, FinalMs(served, call.ReleaseMs), served.Roaming);
            return;
        }

        if (served.Feed == CallFeed.PhasesWithStart)
        {
            Tell(served, type, call, Phase.Start, 0, call.StartMs, random.Between(500, 2_000));
        }

        Tell(served, type, call, Phase.Answer, 0, call.AnswerMs, random.Between(800, 3_000));
        var sequence = 1;
        for (var at = call.AnswerMs + PartialEveryMs; at < call.ReleaseMs; at += PartialEveryMs)
        {
            Tell(served, type, call, Phase.Partial, sequence++, at, random.Between(1_000, 5_000));
        }

        Tell(served, type, call, Phase.End, sequence, call.ReleaseMs, random.Between(1_000, 5_000));
    }

    /// <summary>When a final record arrives: seconds to minutes after the call, or with the next file, of which some
    /// operators write one an hour and ship it when they come to it.</summary>
    private long FinalMs(CityPerson served, long releaseMs) => served.Feed switch
    {
        CallFeed.Files => FileMs(releaseMs, 5) + random.Between(20_000, 90_000),
        CallFeed.HourlyFiles => FileMs(releaseMs, 60) + random.Minutes(6, 0.8),
        CallFeed.Final => releaseMs + random.Between(20_000, 180_000),
        _ => releaseMs + random.Between(1_000, 8_000),
    };

    private void Final(
        ReadOnlySpan<byte> type, string served, string region, string? imei, in Call call, long arrivalMs, string? roaming = null)
    {
        var json = Head(type, served, call, 0);
        if (call.TalkMs > 0)
        {
            json.Time("answerTime"u8, call.AnswerMs).Number("callDuration"u8, call.TalkMs / 1000);
        }

        json.Time("releaseTime"u8, call.ReleaseMs)
            .Number("causeForTerm"u8, call.TalkMs == 0 ? UnsuccessfulAttempt : NormalRelease);
        Tail(call, region, imei, roaming);
        writer.End(RawTopic.Calls, arrivalMs);
    }

    /// <summary>A record of a call that goes on, or has just ended.</summary>
    /// <param name="served">Whose operator tells.</param>
    /// <param name="type">Of the record.</param>
    /// <param name="call">Of which it tells.</param>
    /// <param name="phase">How far the call is.</param>
    /// <param name="sequence">Of the record, among those of its operator of this call that say how long it has lasted.</param>
    /// <param name="knownMs">Up to when it tells.</param>
    /// <param name="delayMs">It arrives so much later.</param>
    private void Tell(
        CityPerson served, ReadOnlySpan<byte> type, in Call call, Phase phase, int sequence, long knownMs, long delayMs)
    {
        var json = Head(type, served.E164, call, sequence);
        if (knownMs >= call.AnswerMs)
        {
            json.Time("answerTime"u8, call.AnswerMs).Number("callDuration"u8, (knownMs - call.AnswerMs) / 1000);
        }

        if (phase == Phase.End)
        {
            json.Time("releaseTime"u8, call.ReleaseMs).Number("causeForTerm"u8, NormalRelease);
        }
        else if (phase == Phase.Partial)
        {
            json.Number("causeForTerm"u8, PartialRecord);
        }

        json.Text("phase"u8, NameOf(phase));
        Tail(call, served.Region, served.Imei, served.Roaming);
        writer.End(RawTopic.Calls, knownMs + delayMs);
    }

    private static ReadOnlySpan<byte> NameOf(Phase phase) => phase switch
    {
        Phase.Start => "START"u8,
        Phase.Answer => "ANSWER"u8,
        Phase.Partial => "PARTIAL"u8,
        _ => "END"u8,
    };

    private CityJson Head(ReadOnlySpan<byte> type, string served, in Call call, int sequence) =>
        writer.Begin().Text("recordType"u8, type).Reference("callReference"u8, 'c', call.Reference, call.Part)
            .Number("sequenceNumber"u8, sequence).Text("servedMSISDN"u8, served)
            .Text("callingNumber"u8, call.Caller.Text).Text("calledNumber"u8, call.Called)
            .Time("seizureTime"u8, call.StartMs);

    private void Tail(in Call call, string region, string? imei, string? roaming)
    {
        var json = writer.Current.Text("location"u8, region).TextOf("roamingCountry"u8, roaming)
            .TextOf("originCountry"u8, call.Caller.Country).TextOf("attestation"u8, call.Caller.Attestation)
            .TextOf("servedIMEI"u8, imei);
        if (call.Caller.Gateway)
        {
            json.True("internationalGateway"u8);
        }
    }

    private enum Phase
    {
        Start,
        Answer,
        Partial,
        End,
    }

    /// <summary>A call, and under which reference an operator tells of it.</summary>
    /// <param name="Caller">Who calls.</param>
    /// <param name="Called">Who is called.</param>
    /// <param name="StartMs">When it begins to ring.</param>
    /// <param name="RingMs">For how long it rings.</param>
    /// <param name="TalkMs">For how long it is talked; 0: nobody answered.</param>
    /// <param name="Reference">Of the call.</param>
    /// <param name="Part">Of the reference: which operator's it is.</param>
    private readonly record struct Call(
        CityCaller Caller, string Called, long StartMs, long RingMs, long TalkMs, long Reference, int Part)
    {
        public long AnswerMs => StartMs + RingMs;

        public long ReleaseMs => StartMs + RingMs + TalkMs;
    }
}
