using WarningEngine.Core.Events;

namespace WarningEngine.Core.Intake;

/// <summary>Checks a raw record, brings its identifiers into one form, replaces them by tokens, and splits it into legs:
/// what it means for each entity. Keeps no links and looks nothing up. Not safe for two threads at once.</summary>
public sealed class IntakeSplitter(Tokeniser tokens, Numbers numbers, WellKnownNumbers wellKnown)
{
    private readonly LegWriter _legs = new();

    /// <summary>Events ahead of their arrival by less than five minutes, set to it.</summary>
    public long Clamped { get; private set; }

    /// <summary>Splits one record. A rejected one writes no leg.</summary>
    public CheckResult Split(RawRecord record, in RecordContext context, ILegSink sink, IVaultSink vault)
    {
        ArgumentNullException.ThrowIfNull(record);
        var arrivalMs = record.ArrivalTimeMs ?? context.KafkaTimeMs;
        if (arrivalMs < Limits.EventTimeMsMin)
        {
            return new CheckResult(Rejection.EventTimeTooOld, "arrivalTime");
        }

        if (arrivalMs > context.KafkaTimeMs + Limits.FutureMsMax)
        {
            return new CheckResult(Rejection.EventTimeInFuture, "arrivalTime");
        }

        _legs.Begin(context, record, arrivalMs, sink, vault);
        return record switch
        {
            CallRecord call => Call(call, arrivalMs),
            SmsRecord sms => Sms(sms, arrivalMs),
            TransferRecord transfer => Transfer(transfer, arrivalMs),
            RegistryRecord registry => Registry(registry, arrivalMs),
            IntelligenceRecord intelligence => Intelligence(intelligence, arrivalMs),
            DispositionRecord disposition => Disposition(disposition, arrivalMs),
            CommandRecord command => Command(command, arrivalMs),
            _ => new CheckResult(Rejection.UnknownType, ""),
        };
    }

    private CheckResult Call(CallRecord record, long arrivalMs)
    {
        var originating = record.RecordType == CallRecordType.Originating;
        if (record.RecordType == CallRecordType.Unknown)
        {
            return new CheckResult(Rejection.MissingField, "recordType");
        }

        var servedText = record.ServedMsisdn.Length > 0 ? record.ServedMsisdn
            : originating ? record.CallingNumber : record.CalledNumber;
        var (peerText, peerField) = originating ? (record.CalledNumber, "calledNumber") : (record.CallingNumber, "callingNumber");
        var result = First(
            Number(servedText, "servedMSISDN", required: true, out var served),
            Number(peerText, peerField, required: false, out var peer),
            Checks.Text(record.CallReference, "callReference"),
            Checks.Imei(record.ServedImei, "servedIMEI"),
            Checks.Region(record.Location, "location", out var region));
        if (!result.IsGood)
        {
            return result;
        }

        var startMs = record.SeizureTimeMs ?? record.AnswerTimeMs ?? record.ReleaseTimeMs;
        if (startMs is null)
        {
            return new CheckResult(Rejection.MissingField, "seizureTime");
        }

        if (record.CallDuration is < 0 or > 7 * 86_400)
        {
            return new CheckResult(Rejection.InvalidValue, "callDuration");
        }

        var times = (Start: startMs.Value, Answer: record.AnswerTimeMs ?? 0, Release: record.ReleaseTimeMs ?? 0);
        result = First(
            Time(ref times.Start, arrivalMs, record.SeizureTimeMs is null ? "answerTime" : "seizureTime"),
            times.Answer == 0 ? CheckResult.Good : Time(ref times.Answer, arrivalMs, "answerTime"),
            times.Release == 0 ? CheckResult.Good : Time(ref times.Release, arrivalMs, "releaseTime"));
        if (!result.IsGood)
        {
            return result;
        }

        var facts = CallFacts(record, times.Start, times.Answer, times.Release, region);
        facts.Direction = record.RecordType switch
        {
            CallRecordType.Originating => CallDirection.Outgoing,
            CallRecordType.Terminating => CallDirection.Incoming,
            _ => CallDirection.Forwarded,
        };
        WriteCall(record, facts, served, peer);
        return CheckResult.Good;
    }

    private static CallFacts CallFacts(CallRecord record, long startMs, long answerMs, long releaseMs, int region)
    {
        var durationMs = record.CallDuration * 1000;
        if (durationMs == 0 && answerMs != 0 && releaseMs > answerMs)
        {
            durationMs = releaseMs - answerMs;
        }

        var phase = record.Phase == CallPhase.Unknown ? CallPhase.Record : record.Phase;
        return new CallFacts
        {
            Phase = phase,
            Attestation = record.Attestation,
            InternationalGateway = record.InternationalGateway || record.OriginCountry is not ("" or "CN"),
            Answered = answerMs != 0 || durationMs > 0 || phase is CallPhase.Answer or CallPhase.Partial,
            FeedSendsStarts = phase is CallPhase.Start or CallPhase.Answer,
            CauseForTerm = (byte)Math.Clamp(record.CauseForTerm, 0, 255),
            Region = region,
            Reference = TextHash.Of(record.CallReference),
            StartMs = startMs,
            AnswerMs = answerMs,
            ReleaseMs = releaseMs,
            DurationMs = durationMs,
        };
    }

    private void WriteCall(CallRecord record, CallFacts facts, CanonicalNumber served, CanonicalNumber peer)
    {
        // When it was known: the end of a call is an event of its own, later than its start.
        var timeMs = facts.Phase switch
        {
            CallPhase.Start => facts.StartMs,
            CallPhase.Answer => facts.AnswerMs != 0 ? facts.AnswerMs : facts.StartMs,
            CallPhase.Partial => facts.StartMs + facts.DurationMs,
            _ => facts.ReleaseMs != 0 ? facts.ReleaseMs : facts.StartMs + facts.DurationMs,
        };
        facts.PeerClass = peer.Text is null ? NumberClass.Irregular
            : facts.InternationalGateway && peer.Class is not NumberClass.International ? NumberClass.Irregular : peer.Class;
        facts.EntityClass = served.Class;
        var leg = _legs.New(LegKind.Call, EntityKind.Number, tokens.Number(served.Text), timeMs);
        leg.Call = facts;
        (leg.Other, leg.OtherKind) = peer.Text is not null
            ? (tokens.Number(peer.Text), EntityKind.Number)
            : (tokens.Identifier(EntityKind.Sender, $"call:{record.CallingNumber}"), EntityKind.Sender);

        var isWellKnown = peer.Text is not null && wellKnown.Contains(peer);
        if (!isWellKnown)
        {
            _legs.Write(leg);
        }
        else if (facts.Region != 0)
        {
            // Never a stranger: only the place is news.
            leg.Other = Token.None;
            _legs.Write(leg);
        }

        if (peer.Text is null || isWellKnown || facts.Direction == CallDirection.Forwarded)
        {
            return;
        }

        var other = _legs.New(LegKind.CallCounterpart, EntityKind.Number, leg.Other, timeMs);
        other.Call = facts;
        other.Call.Direction = facts.Direction == CallDirection.Outgoing ? CallDirection.Incoming : CallDirection.Outgoing;
        other.Call.PeerClass = facts.Direction == CallDirection.Outgoing && wellKnown.Contains(served) ? NumberClass.ServiceCode : served.Class;
        other.Call.EntityClass = facts.PeerClass;
        other.Call.Region = 0;
        other.Other = leg.Entity;
        other.OtherKind = EntityKind.Number;
        _legs.Write(other);
    }

    private CheckResult Sms(SmsRecord record, long arrivalMs)
    {
        var result = First(
            Checks.Text(record.MessageReference, "messageReference"),
            Checks.Text(record.OriginatingAddress, "originatingAddress", required: true),
            Checks.Text(record.UrlDomain, "urlDomain"),
            Checks.Text(record.TemplateHash, "templateHash"),
            Number(record.DestinationAddress, "destinationAddress", required: true, out var receiver));
        if (!result.IsGood)
        {
            return result;
        }

        if (record.TimeMs is not { } timeMs)
        {
            return new CheckResult(Rejection.MissingField, "time");
        }

        result = Time(ref timeMs, arrivalMs, "time");
        if (!result.IsGood)
        {
            return result;
        }

        var number = numbers.Normalise(record.OriginatingAddress);
        var (sender, senderKind) = number is { } n
            ? (tokens.Number(n.Text), EntityKind.Number)
            : (tokens.Identifier(EntityKind.Sender, record.OriginatingAddress), EntityKind.Sender);
        var domain = record.UrlDomain.Length == 0 ? Token.None
            : tokens.Identifier(EntityKind.Domain, record.UrlDomain.Trim().TrimEnd('.').ToLowerInvariant());
        var line = tokens.Number(receiver.Text);
        var facts = new SmsFacts
        {
            Direction = CallDirection.Incoming,
            SenderClass = record.SenderClass != NumberClass.Unknown ? record.SenderClass : number?.Class ?? NumberClass.Alphanumeric,
            Template = record.Template,
            HasUrl = !domain.IsNone,
            Segments = (byte)Math.Clamp(record.Segments, 0, 255),
            TemplateHash = TextHash.Of(record.TemplateHash),
            Domain = domain,
        };
        var leg = _legs.New(LegKind.Sms, EntityKind.Number, line, timeMs);
        (leg.Sms, leg.Other, leg.OtherKind) = (facts, sender, senderKind);
        _legs.Write(leg);
        if (number is not { } known || !wellKnown.Contains(known))
        {
            var senderLeg = _legs.New(LegKind.SmsCounterpart, senderKind, sender, timeMs);
            (senderLeg.Sms, senderLeg.Other, senderLeg.OtherKind) = (facts, line, EntityKind.Number);
            _legs.Write(senderLeg);
        }

        if (!domain.IsNone)
        {
            var domainLeg = _legs.New(LegKind.DomainTouched, EntityKind.Domain, domain, timeMs);
            (domainLeg.Sms, domainLeg.Other, domainLeg.OtherKind) = (facts, line, EntityKind.Number);
            _legs.Write(domainLeg);
        }

        return CheckResult.Good;
    }

    private CheckResult Transfer(TransferRecord record, long arrivalMs)
    {
        var result = First(
            Checks.Text(record.TxId, "txId", required: record.Event == MoneyEvent.Transfer),
            Checks.Text(record.DebtorAccount, "debtorAccount"),
            Checks.Text(record.CreditorAccount, "creditorAccount"),
            Checks.Text(record.DebtorAgent, "debtorAgent"),
            Checks.Text(record.CreditorAgent, "creditorAgent"));
        if (!result.IsGood)
        {
            return result;
        }

        if (System.Text.Encoding.UTF8.GetByteCount(record.TxId) > Text35.Capacity)
        {
            return new CheckResult(Rejection.TextTooLong, "txId");
        }

        return new TransferSplitter(tokens, numbers, _legs).Split(record, arrivalMs);
    }

    private CheckResult Registry(RegistryRecord record, long arrivalMs)
    {
        if (record.Fact == RegistryFact.Unknown)
        {
            return new CheckResult(Rejection.MissingField, "fact");
        }

        var linked = record.Fact == RegistryFact.AccountLinked;
        var result = First(
            Number(record.Number, "number", required: true, out var number),
            Checks.Text(record.Account, "account", required: linked),
            Checks.Region(record.Region, "region", out var region));
        var timeMs = record.TimeMs ?? arrivalMs;
        result = result.IsGood ? Time(ref timeMs, arrivalMs, "time") : result;
        if (!result.IsGood)
        {
            return result;
        }

        var line = tokens.Number(number.Text);
        var leg = linked
            ? _legs.New(LegKind.Registry, EntityKind.Account, _legs.Account(tokens, record.Account), timeMs)
            : _legs.New(LegKind.Registry, EntityKind.Number, line, timeMs);
        if (linked)
        {
            (leg.Other, leg.OtherKind) = (line, EntityKind.Number);
        }

        leg.Registry = new RegistryFacts { Fact = record.Fact, AgeBand = record.AgeBand, Region = region, Active = !record.Ended };
        _legs.Write(leg);
        return CheckResult.Good;
    }

    private CheckResult Intelligence(IntelligenceRecord record, long arrivalMs)
    {
        var result = First(
            Checks.Text(record.Value, "value", required: true),
            Checks.Text(record.Basis, "basis", required: true),
            Counterpart(record.Kind, record.Value, "kind", "value", out var entity));
        if (!result.IsGood)
        {
            return result;
        }

        if (record.Level == Grade.None && !record.Lifted)
        {
            return new CheckResult(Rejection.MissingField, "level");
        }

        var timeMs = record.TimeMs ?? arrivalMs;
        result = Time(ref timeMs, arrivalMs, "time");
        if (!result.IsGood)
        {
            return result;
        }

        if (record is { FromMs: { } from, ToMs: { } to } && to <= from)
        {
            return new CheckResult(Rejection.InvalidValue, "to");
        }

        var leg = _legs.New(LegKind.Indicator, record.Kind, entity, timeMs);
        leg.Indicator = new IndicatorFacts
        {
            Level = record.Level,
            FromMs = record.FromMs ?? 0,
            ToMs = record.ToMs ?? 0,
            Lifted = record.Lifted,
            BasisHash = TextHash.Of(record.Basis),
        };
        _legs.Write(leg);
        return CheckResult.Good;
    }

    private CheckResult Disposition(DispositionRecord record, long arrivalMs)
    {
        var person = Token.None;
        var result = Checks.Text(record.DispositionId, "dispositionId", required: true);
        if (result.IsGood && record.PersonToken.Length > 0)
        {
            result = Token.TryParse(record.PersonToken, out person)
                ? CheckResult.Good : new CheckResult(Rejection.InvalidToken, "personToken");
        }
        else if (result.IsGood)
        {
            result = Number(record.Person, "person", required: true, out var number);
            person = result.IsGood ? tokens.Number(number.Text) : Token.None;
        }

        UInt128 caseId = 0;
        if (result.IsGood && record.CaseId.Length > 0
            && !UInt128.TryParse(record.CaseId, System.Globalization.NumberStyles.AllowHexSpecifier, null, out caseId))
        {
            result = new CheckResult(Rejection.InvalidToken, "caseId");
        }

        if (result.IsGood && record.Code == DispositionCode.Unknown)
        {
            result = new CheckResult(Rejection.MissingField, "code");
        }

        var confirmed = Token.None;
        if (result.IsGood && record.ConfirmedValue.Length > 0)
        {
            result = Counterpart(record.ConfirmedKind, record.ConfirmedValue, "confirmedKind", "confirmedValue", out confirmed);
        }

        var timeMs = record.TimeMs ?? arrivalMs;
        result = result.IsGood ? Time(ref timeMs, arrivalMs, "time") : result;
        if (!result.IsGood)
        {
            return result;
        }

        var leg = _legs.New(LegKind.Disposition, EntityKind.Number, person, timeMs);
        leg.OtherKind = record.ConfirmedKind;
        leg.Disposition = new DispositionFacts
        {
            Code = record.Code,
            CaseId = caseId,
            Revision = record.Revision,
            FraudConfirmed = record.FraudConfirmed,
            Confirmed = confirmed,
        };
        _legs.Write(leg);
        return CheckResult.Good;
    }

    private CheckResult Command(CommandRecord record, long arrivalMs)
    {
        var result = First(
            Checks.Text(record.CommandId, "commandId", required: true),
            Checks.Region(record.Region, "region", out var region));
        var person = Token.None;
        if (result.IsGood && record.PersonToken.Length > 0 && !Token.TryParse(record.PersonToken, out person))
        {
            result = new CheckResult(Rejection.InvalidToken, "personToken");
        }

        if (result.IsGood && record.Kind == CommandKind.Unknown)
        {
            result = new CheckResult(Rejection.MissingField, "kind");
        }

        if (result.IsGood && record.Kind == CommandKind.SetMode && record.Mode is null)
        {
            result = new CheckResult(Rejection.MissingField, "mode");
        }

        UInt128 caseId = 0;
        UInt128 artifact = 0;
        const System.Globalization.NumberStyles hex = System.Globalization.NumberStyles.AllowHexSpecifier;
        if (result.IsGood && record.CaseId.Length > 0 && !UInt128.TryParse(record.CaseId, hex, null, out caseId))
        {
            result = new CheckResult(Rejection.InvalidToken, "caseId");
        }

        if (result.IsGood && record.ArtifactHash.Length > 0 && !UInt128.TryParse(record.ArtifactHash, hex, null, out artifact))
        {
            result = new CheckResult(Rejection.InvalidToken, "artifactHash");
        }

        var timeMs = record.TimeMs ?? arrivalMs;
        result = result.IsGood ? Time(ref timeMs, arrivalMs, "time") : result;
        if (!result.IsGood)
        {
            return result;
        }

        // Without a person it has no entity: the writer of frames gives it to every partition.
        var leg = _legs.New(LegKind.Command, person.IsNone ? EntityKind.None : EntityKind.Number, person, timeMs);
        leg.Command = new CommandFacts
        {
            Kind = record.Kind, Mode = record.Mode ?? DispatchMode.Live, CaseId = caseId, Region = region, ArtifactHash = artifact,
        };
        _legs.Write(leg);
        return CheckResult.Good;
    }

    private CheckResult Counterpart(EntityKind kind, string value, string kindField, string valueField, out Token token)
    {
        token = Token.None;
        switch (kind)
        {
            case EntityKind.Number:
                var result = Number(value, valueField, required: true, out var number);
                token = result.IsGood ? tokens.Number(number.Text) : token;
                return result;
            case EntityKind.Account:
                token = _legs.Account(tokens, value);
                return CheckResult.Good;
            case EntityKind.Domain:
                token = tokens.Identifier(kind, value.Trim().TrimEnd('.').ToLowerInvariant());
                return CheckResult.Good;
            case EntityKind.Sender:
                token = tokens.Identifier(kind, value);
                return CheckResult.Good;
            default:
                return new CheckResult(Rejection.MissingField, kindField);
        }
    }

    private CheckResult Number(string text, string field, bool required, out CanonicalNumber number)
    {
        number = default;
        var result = Checks.Text(text, field, required);
        if (!result.IsGood || text.Length == 0)
        {
            return result;
        }

        if (numbers.Normalise(text) is { } found)
        {
            number = found;
            return CheckResult.Good;
        }

        // An irregular calling number is evidence, not an error; a served or called one is.
        return field == "callingNumber" ? CheckResult.Good : new CheckResult(Rejection.InvalidNumber, field);
    }

    private CheckResult Time(ref long timeMs, long arrivalMs, string field)
    {
        var result = Checks.Time(ref timeMs, arrivalMs, field, out var clamped);
        Clamped += clamped ? 1 : 0;
        return result;
    }

    private static CheckResult First(params ReadOnlySpan<CheckResult> results)
    {
        foreach (var result in results)
        {
            if (!result.IsGood)
            {
                return result;
            }
        }

        return CheckResult.Good;
    }
}
