using System.Globalization;
using WarningEngine.Core.Cases;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Events;

namespace WarningEngine.AlertConsole;

/// <summary>A case as the page and the API show it: masked, times in ms since epoch.</summary>
internal static class ConsoleView
{
    public static string Id(UInt128 id) => id.ToString("x32", CultureInfo.InvariantCulture);

    public static object Of(Case c, INumberMask mask) => new
    {
        id = Id(c.Id),
        revision = c.Revision,
        state = c.State.ToString(),
        person = mask.Mask(c.Person),
        ageBand = c.AgeBand.ToString(),
        tier = c.Tier.ToString(),
        stage = c.Stage.ToString(),
        scamType = c.ScamType,
        likelyTypes = c.LikelyTypes.Select(x => new { scamType = x.ScamType, percent = x.Percent }),
        title = Text(c.Title),
        region = c.Region,
        openedMs = c.OpenedMs,
        eventMs = c.EventTimeMs,
        usefulUntilMs = c.UsefulUntilMs,
        watched = c.Watched,
        held = c.Held,
        heldFor = c.HeldFor,

        // In shadow nothing goes to a queue: whoever reads its queue does not know of it, at most of what it was before elsewhere.
        shadow = c is { State: CaseState.Open, Held: false } && c.Sent != new QueuePlace(c.Region, c.Tier),
        offer = c.Offer is null ? null : new { to = c.Offer.To.Region, untilMs = c.Offer.UntilMs },
        returnedFrom = c.ReturnedFrom,
        warnings = c.Warnings,
        answered = c.IsAnswered,
        disposition = c.Disposition == DispositionCode.Unknown ? null : c.Disposition.ToString(),
        reasons = c.Reasons.Select(x => new { code = x.Code, text = Text(x.Text), eventMs = x.EventTimeMs }),
        evidence = c.Evidence.Select(x => Of(x, mask)),
        questions = c.Questions.Select(Text),
        atRisk = c.AtRisk is null ? null : new
        {
            amount = c.AtRisk.AmountMinor / 100m,
            currency = Currency.Name(c.AtRisk.CurrencyCode),
            txId = c.AtRisk.TransactionId,
            phase = c.AtRisk.Phase.ToString(),
            payee = Payee(c, mask),
            payeeKind = c.AtRisk.PayeeKind.ToString(),
        },
        history = c.History.Select(x => new { timeMs = x.TimeMs, what = x.What, detail = x.Detail }),
    };

    /// <summary>The account to which money at risk goes; null where there is none.</summary>
    public static string? Payee(Case c, INumberMask mask) => c.AtRisk is { PayeeAccount.IsNone: false } risk ? mask.Mask(risk.PayeeAccount) : null;

    private static object Text(LocalText text) => new { zh = text.Zh, en = text.En };

    private static object Of(Evidence e, INumberMask mask) => new
    {
        kind = e.Kind.ToString(),
        eventMs = e.EventTimeMs,
        other = e.Other.IsNone ? "" : mask.Mask(e.Other),
        otherKind = e.OtherKind.ToString(),
        durationMs = e.DurationMs,
        amount = e.AmountMinor / 100m,
        currency = Currency.Name(e.CurrencyCode),
        detail = e.Detail,
    };
}
