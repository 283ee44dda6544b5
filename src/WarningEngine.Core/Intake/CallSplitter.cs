using System.Text;
using WarningEngine.Core.Events;

namespace WarningEngine.Core.Intake;

/// <summary>Splits call records: a leg for the served party, and one for the other party unless it is well known.</summary>
internal sealed class CallSplitter(Identifiers identifiers, LegWriter legs)
{
    /// <summary>A week: longer is a fault of the switch. Seconds.</summary>
    private const long DurationMax = 7 * 86_400;

    /// <summary>By so much the times of one record may contradict each other: they may be of two switches, whose clocks differ by seconds, and durations are
    /// rounded or charged by the minute. Milliseconds.</summary>
    private const long SlackMs = 60_000;

    public CheckResult Split(CallRecord record)
    {
        if (record.RecordType == CallRecordType.Unknown)
        {
            return new CheckResult(Rejection.MissingField, "recordType");
        }

        // However long it is: a caller chooses it, and no call is to be lost by that.
        var shown = Checks.Shortened(record.CallingNumber);
        var result = Checks.First(
            Checks.Text(record.CallReference, "callReference"),
            Checks.Text(shown, "callingNumber"),
            Checks.Text(record.ForwardingNumber, "forwardingNumber"),
            Checks.Imei(record.ServedImei, "servedIMEI"),
            Checks.Region(record.Location, "location", out var region),
            Checks.Country(record.RoamingCountry, "roamingCountry"),
            Checks.Country(record.OriginCountry, "originCountry"),
            record.CallDuration is < 0 or > DurationMax ? new(Rejection.InvalidValue, "callDuration") : CheckResult.Good,
            Parties(record, shown, out var served, out var peer));
        if (!result.IsGood)
        {
            return result;
        }

        result = Times(record, out var startMs, out var answerMs, out var releaseMs);
        if (!result.IsGood)
        {
            return result;
        }

        Write(record, shown, Facts(record, startMs, answerMs, releaseMs, region), served, peer);
        return CheckResult.Good;
    }

    private CheckResult Parties(CallRecord record, Utf8Text shown, out KnownNumber served, out KnownNumber? peer)
    {
        var originating = record.RecordType == CallRecordType.Originating;
        peer = null;
        var (servedText, field) = record.ServedMsisdn.Length > 0 ? (record.ServedMsisdn, "servedMSISDN")
            : originating ? (record.CallingNumber, "callingNumber") : (record.CalledNumber, "calledNumber");
        var result = identifiers.Number(servedText, field, required: true, out served);
        if (!result.IsGood || !originating)
        {
            peer = result.IsGood ? identifiers.Caller(shown) : null;
            return result.IsGood ? Checks.Text(record.CalledNumber, "calledNumber") : result;
        }

        result = identifiers.Number(record.CalledNumber, "calledNumber", required: true, out var called);
        peer = called;
        return result;
    }

    private CheckResult Times(CallRecord record, out long startMs, out long answerMs, out long releaseMs)
    {
        (answerMs, releaseMs) = (record.AnswerTimeMs ?? 0, record.ReleaseTimeMs ?? 0);
        var (start, field) = record.SeizureTimeMs is not null ? (record.SeizureTimeMs, "seizureTime")
            : record.AnswerTimeMs is not null ? (record.AnswerTimeMs, "answerTime") : (record.ReleaseTimeMs, "releaseTime");
        startMs = start ?? 0;
        var result = start is null ? new CheckResult(Rejection.MissingField, "seizureTime") : Checks.First(
            legs.Time(ref startMs, field),
            record.AnswerTimeMs is null ? CheckResult.Good : legs.Time(ref answerMs, "answerTime"),
            record.ReleaseTimeMs is null ? CheckResult.Good : legs.Time(ref releaseMs, "releaseTime"),
            Agree(record));
        if (result.IsGood && (record.SeizureTimeMs ?? record.AnswerTimeMs) is null && record.Phase != CallPhase.End)
        {
            // Told by its end alone it began as long before as they talked. The end of a call that is open belongs to that, whenever it began.
            startMs = Math.Max(Limits.EventTimeMsMin, releaseMs - (record.CallDuration * 1000));
        }

        return result;
    }

    /// <summary>A talk begins with its answer, ends with its release, and lasts no longer than from its beginning until then. Of a call that goes on,
    /// or whose end is not told, that is until it was told, by a clock that is as far ahead as may be. A partial record may begin where the one before it closed, and
    /// tell how long they have talked in all. Compared is what was told: what is ahead of its arrival has been set to it.</summary>
    private CheckResult Agree(CallRecord record)
    {
        if ((record.SeizureTimeMs ?? record.AnswerTimeMs) is not { } startMs)
        {
            return CheckResult.Good;
        }

        var answerMs = record.AnswerTimeMs ?? startMs;
        var endMs = record.ReleaseTimeMs ?? (legs.ArrivalMs + Limits.FutureMsMax);
        var field = answerMs < startMs - SlackMs ? "answerTime"
            : record.ReleaseTimeMs < Math.Max(startMs, answerMs) - SlackMs ? "releaseTime"
            : record.Phase != CallPhase.Partial && record.CallDuration * 1000 > endMs - startMs + SlackMs ? "callDuration"
            : record.CallDuration == 0 && record.AnswerTimeMs is not null && record.ReleaseTimeMs - answerMs > DurationMax * 1000 ? "releaseTime"
            : "";
        return field.Length == 0 ? CheckResult.Good : new CheckResult(Rejection.InvalidValue, field);
    }

    private CallFacts Facts(CallRecord record, long startMs, long answerMs, long releaseMs, int region)
    {
        var durationMs = record.CallDuration * 1000;
        if (durationMs == 0 && answerMs != 0 && releaseMs > answerMs)
        {
            durationMs = releaseMs - answerMs;
        }

        var phase = record.Phase == CallPhase.Unknown ? CallPhase.Record : record.Phase;
        var direction = record.RecordType switch
        {
            CallRecordType.Originating => CallDirection.Outgoing,
            CallRecordType.Terminating => CallDirection.Incoming,
            _ => CallDirection.Forwarded,
        };

        // Where a person calls from, at home or roaming, says nothing of whom they call.
        var isFromAbroad = direction != CallDirection.Outgoing
            && record.OriginCountry.Length > 0 && !Ascii.Equals(record.OriginCountry.Bytes, identifiers.HomeRegion);
        return new CallFacts
        {
            Phase = phase,
            Direction = direction,
            Attestation = record.Attestation,
            InternationalGateway = record.InternationalGateway || isFromAbroad,
            Answered = answerMs != 0 || durationMs > 0 || phase is CallPhase.Answer or CallPhase.Partial,
            FeedSendsStarts = phase is CallPhase.Start or CallPhase.Answer,
            CauseForTerm = (byte)Math.Clamp(record.CauseForTerm, 0, byte.MaxValue),
            Region = region,
            Reference = TextHash.Of(record.CallReference),
            StartMs = startMs,
            AnswerMs = answerMs,
            ReleaseMs = releaseMs,
            DurationMs = durationMs,
        };
    }

    private void Write(CallRecord record, Utf8Text shown, CallFacts facts, KnownNumber served, KnownNumber? peer)
    {
        if (served.IsWellKnown)
        {
            // Nobody to protect, and never a stranger to the other party, whose own operator tells of the call.
            return;
        }

        facts.EntityClass = served.Class;
        if (peer is { IsWellKnown: true } && IsForged(facts))
        {
            // Whose number is shown is not who calls.
            peer = null;
        }

        // A number that is shown may be anybody's; one that was dialled belongs to who answers, whatever way the call took.
        var isShown = facts.Direction != CallDirection.Outgoing;
        facts.PeerClass = peer is not { } number ? NumberClass.Irregular
            : isShown && facts.InternationalGateway && number.Class is not NumberClass.International ? NumberClass.Irregular
            : number.Class;
        var timeMs = KnownMs(facts);
        var leg = legs.New(LegKind.Call, EntityKind.Number, served.Token, timeMs);
        leg.Call = facts;
        leg.Call.Device = facts.Direction == CallDirection.Outgoing ? identifiers.Device(record.ServedImei) : 0;
        if (peer is { IsWellKnown: true })
        {
            // Never a stranger, and no partition is heavy because of it: only the place is news.
            if (facts.Region != 0)
            {
                legs.Write(ref leg);
            }

            return;
        }

        (leg.Other, leg.OtherKind) = peer is { } other
            ? (other.Token, EntityKind.Number)
            : (identifiers.HiddenCaller(shown), EntityKind.Sender);
        legs.Write(ref leg);
        if (peer is not null && facts.Direction != CallDirection.Forwarded)
        {
            WriteCounterpart(leg);
        }
    }

    /// <summary>The number did not pass its check, or the call came in over a gateway: no firm that is known to all calls so.</summary>
    private static bool IsForged(in CallFacts call) =>
        call.Direction == CallDirection.Incoming && (call.InternationalGateway || call.Attestation is Attestation.Gateway or Attestation.Failed);

    /// <summary>The same call from the other party's side.</summary>
    private void WriteCounterpart(in Leg leg)
    {
        var outgoing = leg.Call.Direction == CallDirection.Outgoing;
        var counterpart = legs.New(LegKind.CallCounterpart, EntityKind.Number, leg.Other, leg.EventTimeMs);
        counterpart.Other = leg.Entity;
        counterpart.OtherKind = EntityKind.Number;
        counterpart.Call = leg.Call;
        counterpart.Call.Direction = outgoing ? CallDirection.Incoming : CallDirection.Outgoing;
        counterpart.Call.PeerClass = leg.Call.EntityClass;
        counterpart.Call.EntityClass = leg.Call.PeerClass;
        counterpart.Call.Region = 0;
        counterpart.Call.Device = 0;
        legs.Write(ref counterpart);
    }

    /// <summary>When it was known: the end of a call is an event of its own, later than its start.</summary>
    private long KnownMs(in CallFacts facts) => Math.Min(legs.ArrivalMs, facts.Phase switch
    {
        CallPhase.Start => facts.StartMs,
        CallPhase.Answer => facts.AnswerMs != 0 ? facts.AnswerMs : facts.StartMs,
        not CallPhase.Partial when facts.ReleaseMs != 0 => facts.ReleaseMs,
        _ => (facts.AnswerMs != 0 ? facts.AnswerMs : facts.StartMs) + facts.DurationMs,
    });
}
