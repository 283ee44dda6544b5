using WarningEngine.Core.Events;

namespace WarningEngine.Core.Intake;

/// <summary>Slow facts: that an account is a line's goes to the account, which passes its money on; all else to the line.</summary>
internal sealed class RegistrySplitter(Identifiers identifiers, LegWriter legs)
{
    public CheckResult Split(RegistryRecord record)
    {
        if (record.Fact == RegistryFact.Unknown)
        {
            return new CheckResult(Rejection.MissingField, "fact");
        }

        var isLink = record.Fact == RegistryFact.AccountLinked;
        var isAgeBand = record.Fact == RegistryFact.AgeBand && !record.Ended;
        var isHome = record.Fact == RegistryFact.HomeRegion && !record.Ended;
        var timeMs = record.TimeMs ?? legs.ArrivalMs;
        var result = Checks.First(
            identifiers.Number(record.Number, "number", required: true, out var number),
            Checks.Text(record.Account, "account", required: isLink),
            isAgeBand && record.AgeBand == AgeBand.Unknown ? new(Rejection.MissingField, "ageBand") : CheckResult.Good,
            Checks.Text(record.Region, "region", required: isHome),
            Checks.Region(record.Region, "region", out var region),
            legs.Time(ref timeMs, "time"));
        if (!result.IsGood)
        {
            return result;
        }

        var line = number.Token;
        var account = isLink ? identifiers.Account(record.Account) : Token.None;
        if (isLink && account.IsNone)
        {
            // Nothing but spaces: a leg without an entity would go to every partition.
            return new CheckResult(Rejection.InvalidValue, "account");
        }

        var leg = isLink
            ? legs.New(LegKind.Registry, EntityKind.Account, account, timeMs)
            : legs.New(LegKind.Registry, EntityKind.Number, line, timeMs);
        if (isLink)
        {
            (leg.Other, leg.OtherKind) = (line, EntityKind.Number);
        }

        leg.Registry = new RegistryFacts { Fact = record.Fact, AgeBand = record.AgeBand, Region = region, Active = !record.Ended };
        legs.Write(ref leg);
        return CheckResult.Good;
    }
}
