using WarningEngine.Core.Events;

namespace WarningEngine.Core.Intake;

/// <summary>Indicators and list entries: a leg for the counterpart that they name.</summary>
internal sealed class IntelligenceSplitter(Identifiers identifiers, LegWriter legs)
{
    public CheckResult Split(IntelligenceRecord record)
    {
        var timeMs = record.TimeMs ?? legs.ArrivalMs;
        var result = Checks.First(
            Checks.Text(record.EntryId, "entryId"),
            Checks.Text(record.Issuer, "issuer"),
            Checks.Text(record.Basis, "basis", required: true),
            identifiers.Counterpart(record.Kind, record.Value, "kind", "value", out var entity),
            record.Level == Grade.None && !record.Lifted ? new(Rejection.MissingField, "level") : CheckResult.Good,
            record is { FromMs: { } from, ToMs: { } to } && to <= from ? new(Rejection.InvalidValue, "to") : CheckResult.Good,
            legs.Time(ref timeMs, "time"));
        if (!result.IsGood)
        {
            return result;
        }

        var leg = legs.New(LegKind.Indicator, record.Kind, entity, timeMs);
        leg.Indicator = new IndicatorFacts
        {
            Level = record.Level,
            FromMs = record.FromMs ?? 0,
            ToMs = record.ToMs ?? 0,
            Lifted = record.Lifted,
            BasisHash = TextHash.Of(record.Basis),
        };
        legs.Write(leg);
        return CheckResult.Good;
    }
}
