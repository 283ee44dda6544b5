using WarningEngine.Core.Events;

namespace WarningEngine.Core.Intake;

/// <summary>Splits SMS: a leg for the receiver, one for the sender unless it is well known, one for the linked domain; none where the receiver is
/// well known.</summary>
internal sealed class SmsSplitter(Identifiers identifiers, LegWriter legs)
{
    public CheckResult Split(SmsRecord record)
    {
        var result = Checks.First(
            Checks.Text(record.MessageReference, "messageReference"),
            Checks.Text(record.OriginatingAddress, "originatingAddress", required: true),
            Checks.Text(record.UrlDomain, "urlDomain", max: Limits.DomainMax),
            Checks.Text(record.TemplateHash, "templateHash"),
            identifiers.Number(record.DestinationAddress, "destinationAddress", required: true, out var receiver),
            record.TimeMs is null ? new CheckResult(Rejection.MissingField, "time") : CheckResult.Good);
        var timeMs = record.TimeMs ?? 0;
        result = result.IsGood ? legs.Time(ref timeMs, "time") : result;
        if (result.IsGood && !receiver.IsWellKnown)
        {
            // What is sent to a well-known number has nobody to protect, and no partition is heavy because of it.
            Write(record, receiver.Token, timeMs);
        }

        return result;
    }

    private void Write(SmsRecord record, Token line, long timeMs)
    {
        var number = identifiers.Caller(record.OriginatingAddress);
        var (sender, senderKind) = number is { } n
            ? (n.Token, EntityKind.Number)
            : (identifiers.Sender(record.OriginatingAddress), EntityKind.Sender);
        var domain = identifiers.Domain(record.UrlDomain);
        var facts = new SmsFacts
        {
            Direction = CallDirection.Incoming,
            SenderClass = record.SenderClass != NumberClass.Unknown
                ? record.SenderClass : number?.Class ?? NumberClass.Alphanumeric,
            Template = record.Template,
            HasUrl = !domain.IsNone,
            Segments = (byte)Math.Clamp(record.Segments, 0, byte.MaxValue),
            TemplateHash = TextHash.Of(record.TemplateHash),
            Domain = domain,
        };
        Write(LegKind.Sms, EntityKind.Number, line, timeMs, facts, sender, senderKind);
        if (number is not { IsWellKnown: true })
        {
            Write(LegKind.SmsCounterpart, senderKind, sender, timeMs, facts, line, EntityKind.Number);
        }

        if (!domain.IsNone)
        {
            Write(LegKind.DomainTouched, EntityKind.Domain, domain, timeMs, facts, line, EntityKind.Number);
        }
    }

    private void Write(
        LegKind kind, EntityKind entityKind, Token entity, long timeMs, in SmsFacts facts, Token other, EntityKind otherKind)
    {
        var leg = legs.New(kind, entityKind, entity, timeMs);
        (leg.Sms, leg.Other, leg.OtherKind) = (facts, other, otherKind);
        legs.Write(ref leg);
    }
}
