using WarningEngine.Core.Events;

namespace WarningEngine.Core.Intake;

/// <summary>What agents found out: a leg for the person, named by number or token, as is whom they confirmed.</summary>
internal sealed class DispositionSplitter(Identifiers identifiers, LegWriter legs)
{
    public CheckResult Split(DispositionRecord record)
    {
        var byToken = record.PersonToken.Length > 0;
        var (confirmedKind, confirmed) = (EntityKind.None, Token.None);
        var timeMs = record.TimeMs ?? legs.ArrivalMs;
        var result = Checks.First(
            Checks.Text(record.DispositionId, "dispositionId", required: true),
            Identifiers.Person(record.PersonToken, "personToken", out var person),
            identifiers.Number(record.Person, "person", required: !byToken, out var number),
            Checks.Hash(record.CaseId, "caseId", out var caseId),
            record.Code == DispositionCode.Unknown ? new(Rejection.MissingField, "code") : CheckResult.Good,
            record.ConfirmedValue.Length == 0 ? CheckResult.Good : identifiers.Counterpart(
                record.ConfirmedKind, record.ConfirmedValue, "confirmedKind", "confirmedValue", out confirmedKind, out confirmed),
            record.ConfirmedToken.Length == 0 ? CheckResult.Good : Identifiers.Confirmed(
                record.ConfirmedKind, record.ConfirmedToken, "confirmedKind", "confirmedToken", out confirmedKind, out confirmed),
            legs.Time(ref timeMs, "time"));
        if (!result.IsGood)
        {
            return result;
        }

        var leg = legs.New(LegKind.Disposition, EntityKind.Number, byToken ? person : number.Token, timeMs);
        leg.OtherKind = confirmed.IsNone ? EntityKind.None : confirmedKind;
        leg.Disposition = new DispositionFacts
        {
            Code = record.Code,
            CaseId = caseId,
            Revision = record.Revision,
            Warnings = record.Warnings,
            FraudConfirmed = record.FraudConfirmed,
            Confirmed = confirmed,
        };
        legs.Write(ref leg);
        return CheckResult.Good;
    }
}
