using WarningEngine.Core.Events;

namespace WarningEngine.Core.Intake;

/// <summary>Indicators and list entries: a leg for the counterpart that they name. A well-known number stays out of lists, and
/// whoever puts it on one hears of it.</summary>
internal sealed class IntelligenceSplitter(Identifiers identifiers, LegWriter legs)
{
    public CheckResult Split(IntelligenceRecord record)
    {
        var timeMs = record.TimeMs ?? legs.ArrivalMs;
        var result = Checks.First(
            Checks.Text(record.EntryId, "entryId"),
            Checks.Text(record.Issuer, "issuer"),
            Checks.Text(record.Basis, "basis", required: true),
            identifiers.Counterpart(record.Kind, record.Value, "kind", "value", out var kind, out var entity),
            kind == EntityKind.Number && identifiers.Caller(record.Value) is { IsWellKnown: true }
                ? new(Rejection.InvalidValue, "value") : CheckResult.Good,
            record.Level == Grade.None && record.Appeal != Appeal.Upheld ? new(Rejection.MissingField, "level") : CheckResult.Good,
            record.ToMs < Limits.EventTimeMsMin ? new(Rejection.EventTimeTooOld, "to") : CheckResult.Good,
            record is { FromMs: { } from, ToMs: { } to } && to <= from ? new(Rejection.InvalidValue, "to") : CheckResult.Good,
            legs.Time(ref timeMs, "time"));
        if (!result.IsGood)
        {
            return result;
        }

        var leg = legs.New(LegKind.Indicator, kind, entity, timeMs);
        leg.Indicator = new IndicatorFacts
        {
            Level = record.Level,
            FromMs = record.FromMs ?? 0,
            ToMs = record.ToMs ?? 0,
            Appeal = record.Appeal,
            Entry = EntryOf(record),
            BasisHash = TextHash.Of(record.Basis),
        };
        legs.Write(ref leg);
        return CheckResult.Good;
    }

    /// <summary>Who names no entry means the issuer's own, but in what lifts: there all are meant.</summary>
    private static ulong EntryOf(IntelligenceRecord record) => record switch
    {
        { EntryId.Length: > 0 } => TextHash.Of($"{record.Issuer}|{record.EntryId}"),
        { Issuer.Length: 0 } or { Appeal: Appeal.Upheld } => 0,
        _ => TextHash.Of($"{record.Issuer}|") & ~(ulong)uint.MaxValue,
    };
}
