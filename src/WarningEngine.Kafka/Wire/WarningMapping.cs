using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Dispatch;
using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;
using WarningEngine.Core.Patterns;

namespace WarningEngine.Kafka.Wire;

/// <summary>From warnings and queue entries to the messages of <c>schemas/</c>.</summary>
public static class WarningMapping
{
    private static readonly JsonFormatter Formatter = new(JsonFormatter.Settings.Default);

    /// <summary>A line of <c>warnings.ndjson</c>. The person's number is read back where the key is at hand.</summary>
    public static string ToJson(Warning warning, Tokeniser? tokens)
    {
        var message = Map(warning, tokens);
        var json = Formatter.Format(message);

        // A person who cannot be named is null, not absent: scripts look for the field.
        return message.HasPerson ? json : "{ \"person\": null," + json[1..];
    }

    /// <summary>The value of a queue topic's message. The agent must dial: it holds the number.</summary>
    public static byte[] ToJson(QueueEntry entry, Tokeniser? tokens, IEnumerable<string> degraded)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var c = entry.Case;
        var message = new Proto.QueueEntry
        {
            CaseId = c.Id.ToString("x32", CultureInfo.InvariantCulture),
            Revision = (uint)c.Revision,
            State = entry.State.ToString().ToUpperInvariant(),
            Person = Number(c.Person, tokens) ?? "",
            PersonToken = c.Person.ToString(),
            Tier = entry.Tier.ToString(),
            ScamType = c.ScamType,
            Stage = c.Stage.ToString(),
            Region = c.Region,
            Title = Map(c.Title),
            OpenedAt = Time(c.OpenedMs),
            EventTime = Time(c.EventTimeMs),
            UsefulUntil = Time(c.UsefulUntilMs),
            WarningIds = { c.WarningIds.Select(x => x.ToString("x32", CultureInfo.InvariantCulture)) },
            Reasons = { c.Reasons.Select(Map) },
            Evidence = { c.Evidence.Select(Map) },
            Questions = { c.Questions.Select(Map) },
            Degraded = { degraded },
            LikelyTypes = { c.LikelyTypes.Select(Map) },
            OwnerRegion = entry.Owner ?? "",
            Supervisor = c.ReturnedFrom is not null,
            ReturnedFrom = c.ReturnedFrom ?? "",
            Warnings = (uint)c.Warnings,
        };
        if (c.Offer is { } offer)
        {
            message.OfferedTo = offer.To.Region;
            message.AcceptUntil = Time(offer.UntilMs);
        }

        if (c.AtRisk is { } risk)
        {
            message.AtRisk = Map(risk);
        }

        return System.Text.Encoding.UTF8.GetBytes(Formatter.Format(message));
    }

    public static Proto.Warning Map(Warning warning, Tokeniser? tokens)
    {
        ArgumentNullException.ThrowIfNull(warning);
        var message = new Proto.Warning
        {
            Id = warning.Id.ToString("x32", CultureInfo.InvariantCulture),
            PersonToken = warning.Person.ToString(),
            EpisodeId = warning.EpisodeId.ToString("x32", CultureInfo.InvariantCulture),
            Tier = warning.Tier.ToString(),
            ScamType = warning.ScamType,
            Stage = warning.Stage.ToString(),
            EventTime = Time(warning.EventTimeMs),
            UsefulUntil = Time(warning.UsefulUntilMs),
            Title = Map(warning.Title),
            Reasons = { warning.Reasons.Select(Map) },
            Evidence = { warning.Evidence.Select(Map) },
            Questions = { warning.Questions.Select(Map) },
            Region = warning.Region == 0 ? "unknown" : warning.Region.ToString("000000", CultureInfo.InvariantCulture),
            AgeBand = warning.AgeBand.ToString(),
            PatternId = warning.PatternId,
            PatternVersion = (uint)warning.PatternVersion,
            DecidedBy = warning.DecidedBy,
            LikelyTypes = { warning.LikelyTypes.Select(Map) },
        };
        if (warning.DecidedMs != 0)
        {
            message.DecidedAt = Time(warning.DecidedMs);
        }

        if (warning.Probability is { } probability)
        {
            message.Probability = probability;
        }

        if (warning.RuleSet != 0)
        {
            message.RuleSet = warning.RuleSet.ToString("x32", CultureInfo.InvariantCulture);
        }

        if (warning.AtRisk is { } risk)
        {
            message.AtRisk = Map(risk);
        }

        if (Number(warning.Person, tokens) is { } person)
        {
            message.Person = person;
        }

        return message;
    }

    private static string? Number(Token token, Tokeniser? tokens) =>
        tokens is not null && tokens.TryReadNumber(token, out var number) ? number : null;

    private static Proto.LikelyType Map(LikelyType type) => new() { ScamType = type.ScamType, Percent = (uint)type.Percent };

    private static Proto.LocalText Map(LocalText text) => new() { Zh = text.Zh, En = text.En };

    private static Proto.Reason Map(Reason reason) =>
        new() { Code = reason.Code, Text = Map(reason.Text), EventTime = Time(reason.EventTimeMs) };

    private static Proto.Evidence Map(Evidence evidence)
    {
        var message = new Proto.Evidence
        {
            Kind = evidence.Kind.ToString(),
            EventTime = Time(evidence.EventTimeMs),
            OtherToken = evidence.Other.IsNone ? "" : evidence.Other.ToString(),
            OtherKind = evidence.OtherKind.ToString(),
            Duration = (uint)(evidence.DurationMs / 1000),
            Detail = evidence.Detail,
        };
        if (evidence.AmountMinor != 0)
        {
            message.Amount = Amount(evidence.AmountMinor, evidence.CurrencyCode);
        }

        return message;
    }

    private static Proto.MoneyAtRisk Map(MoneyAtRisk risk) => new()
    {
        TxId = risk.TransactionId,
        Amount = Amount(risk.AmountMinor, risk.CurrencyCode),
        Phase = risk.Phase.ToString(),
        PayeeToken = risk.PayeeAccount.ToString(),
        PayeeKind = risk.PayeeKind.ToString(),
        EventTime = Time(risk.EventTimeMs),
    };

    private static Proto.Amount Amount(long minor, int currency) => new()
    {
        Amount_ = string.Create(CultureInfo.InvariantCulture, $"{minor / 100}.{minor % 100:00}"),
        Currency = Currency.Name(currency),
    };

    private static Timestamp Time(long ms) => new() { Seconds = ms / 1000, Nanos = (int)(ms % 1000) * 1_000_000 };
}
