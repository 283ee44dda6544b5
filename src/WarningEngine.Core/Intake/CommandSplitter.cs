using WarningEngine.Core.Events;

namespace WarningEngine.Core.Intake;

/// <summary>Orders of the operator: a leg for the person, or one without an entity, for every partition.</summary>
internal sealed class CommandSplitter(LegWriter legs)
{
    public CheckResult Split(CommandRecord record)
    {
        var isMove = record.Kind == CommandKind.MoveCase;
        var isOfOne = isMove || record.Kind == CommandKind.AcceptCase;
        var activates = record.Kind is CommandKind.Activate or CommandKind.ActivateModel or CommandKind.ShadowModel;

        // What decides, and whether it is dispatched, is so for everybody: an order that names somebody would change it for a whole partition.
        var isOfAll = activates || record.Kind == CommandKind.SetMode;
        var timeMs = record.TimeMs ?? legs.ArrivalMs;
        var result = Checks.First(
            Checks.Text(record.CommandId, "commandId", required: true),
            record.Kind == CommandKind.Unknown ? new(Rejection.MissingField, "kind") : CheckResult.Good,
            record.Kind == CommandKind.SetMode && record.Mode is null ? new(Rejection.MissingField, "mode") : CheckResult.Good,
            Checks.Text(record.PersonToken, "personToken", required: isOfOne),
            Identifiers.Person(record.PersonToken, "personToken", out var person),
            isOfAll && !person.IsNone ? new(Rejection.InvalidValue, "personToken") : CheckResult.Good,
            Checks.Hash(record.CaseId, "caseId", out var caseId),
            isOfAll && caseId != 0 ? new(Rejection.InvalidValue, "caseId") : CheckResult.Good,
            Checks.Text(record.Region, "region", required: isMove),
            Checks.Region(record.Region, "region", out var region),
            Checks.Hash(record.ArtifactHash, "artifactHash", out var artifact, required: activates),
            legs.Time(ref timeMs, "time"));
        if (!result.IsGood)
        {
            return result;
        }

        var leg = legs.New(LegKind.Command, person.IsNone ? EntityKind.None : EntityKind.Number, person, timeMs);
        leg.Command = new CommandFacts
        {
            Kind = record.Kind,
            Mode = record.Mode ?? DispatchMode.Live,
            CaseId = caseId,
            Region = region,
            ArtifactHash = artifact,
        };
        legs.Write(ref leg);
        return CheckResult.Good;
    }
}
