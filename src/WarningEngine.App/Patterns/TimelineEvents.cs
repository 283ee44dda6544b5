using WarningEngine.Core.Events;
using WarningEngine.Core.Patterns;

namespace WarningEngine.App.Patterns;

/// <summary>Reads the events of a test's time line.</summary>
internal sealed class TimelineEvents(TimelinePerson person, ITimeline timeline, List<PatternError> errors)
{
    private static readonly (string Words, MoneyEvent Kind)[] OwnEvents =
    [
        ("consolidate", MoneyEvent.OwnAccountsConsolidated),
        ("break deposit", MoneyEvent.DepositBroken),
        ("reserve cash", MoneyEvent.CashReserved),
        ("withdraw cash", MoneyEvent.CashWithdrawn),
        ("raise limit", MoneyEvent.LimitRaised),
        ("open wallet", MoneyEvent.WalletOpened),
        ("add payee", MoneyEvent.PayeeAdded),
    ];

    public void Add(long timeMs, TimelineLine line)
    {
        var head = line.Head();
        var words = head.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        switch (words)
        {
            case ["call", "in" or "out"]:
                Call(timeMs, words[1] == "in" ? CallDirection.Incoming : CallDirection.Outgoing, line);
                break;
            case ["sms", var template] when TimelineLine.Member<SmsTemplate>(template) is { } known:
                Sms(timeMs, known, line);
                break;
            case ["transfer", _, _] when Amount(head, "transfer") is { } amount:
                Transfer(timeMs, amount, line);
                break;
            case ["receive", _, _] when Amount(head, "receive") is { } amount:
                timeline.Receive(timeMs, amount, person.AccountOf(line.After("payer")));
                line.Finish(errors, "'payer NAME'");
                break;
            case ["loan", _, _] when Amount(head, "loan") is { } amount:
                timeline.Loan(timeMs, amount, line.After("lender") ?? $"{person.Fresh()}", line.Take("rejected"));
                line.Finish(errors, "'lender NAME' or 'rejected'");
                break;
            case ["list", "number" or "account", var name, var grade]
                when TimelineLine.Member<Grade>(grade) is { } level:
                var isNumber = words[1] == "number";
                timeline.List(
                    timeMs, isNumber ? EntityKind.Number : EntityKind.Account,
                    isNumber ? person.NumberOf(name, NumberClass.Mobile) : person.AccountOf(name), level);
                line.Finish(errors, "nothing more");
                break;
            case ["registry", var fact] when TimelineLine.Member<RegistryFact>(fact) is { } known:
                timeline.Fact(timeMs, known);
                line.Finish(errors, "nothing more");
                break;
            case ["finding", var code] when TimelineLine.Member<DispositionCode>(code) is { } known:
                timeline.Finding(timeMs, known);
                line.Finish(errors, "nothing more");
                break;
            default:
                Own(timeMs, head, line);
                break;
        }
    }

    private static long? Amount(string head, string words) => TimelineLine.Money(head[words.Length..].Trim());

    private void Own(long timeMs, string head, TimelineLine line)
    {
        foreach (var (words, kind) in OwnEvents)
        {
            if (head != words
                && (!head.StartsWith(words + " ", StringComparison.Ordinal) || Amount(head, words) is null))
            {
                continue;
            }

            var payee = kind == MoneyEvent.PayeeAdded ? person.AccountOf(line.After("payee")) : "";
            timeline.Own(timeMs, kind, Amount(head, words) ?? 0, payee, line.Take("rejected"));
            line.Finish(errors, kind == MoneyEvent.PayeeAdded ? "'payee NAME' or 'rejected'" : "'rejected'");
            return;
        }

        errors.Add(new PatternError(
            line.Place,
            $"'{head}' is no event: expected call in, call out, sms TEMPLATE, transfer N CNY, receive N CNY, loan N CNY, "
            + "list number NAME GRADE, list account NAME GRADE, registry FACT, finding CODE, "
            + $"{string.Join(", ", OwnEvents.Select(x => x.Words))}."));
    }

    private void Call(long timeMs, CallDirection direction, TimelineLine line)
    {
        const string known = "'first contact', 'contact', 'number NAME', 'from CLASS', 'attestation RESULT', "
            + "'unanswered', a duration, 'record only' or 'record D late'";
        var kind = Class(line, "from", NumberClass.Mobile);
        var attestation = Member(line.After("attestation"), line, Attestation.Absent);
        var isContact = line.Take("contact");
        line.Take("first contact");
        var name = line.After("number");
        Require(!isContact || (name ?? kind?.ToString()) is null, line, "A contact is neither 'number NAME' nor 'from CLASS': it is always the same friend.");
        var peer = isContact ? TimelinePerson.Contact : Number(name, kind, NumberClass.Mobile, line);
        long? delayMs = line.Take("record only") ? 60_000 : null;
        delayMs = Late(line) ?? delayMs;
        var talkMs = line.Duration();
        var unanswered = line.Take("unanswered");
        Require(talkMs is not null != unanswered, line, "A call has a duration, or is 'unanswered'.");
        timeline.Call(
            timeMs, direction, peer, talkMs ?? 0, new CallDetails(kind == NumberClass.Irregular, attestation, delayMs));
        line.Finish(errors, known);
    }

    private void Sms(long timeMs, SmsTemplate template, TimelineLine line)
    {
        var sender = Number(line.After("from"), Class(line, "class", NumberClass.Port106), NumberClass.Port106, line);
        timeline.Sms(timeMs, sender, template, line.Take("link") ? $"site-{person.Fresh()}.example" : null);
        line.Finish(errors, "'from NAME', 'class CLASS' or 'link'");
    }

    /// <summary>The number of a name is the one that it had first, whatever class is said later.</summary>
    private string Number(string? name, NumberClass? kind, NumberClass otherwise, TimelineLine line)
    {
        Require(
            name is null || kind is null || person.ClassOf(name) is not { } had || had == kind, line,
            $"{name} is {(name is null ? null : person.ClassOf(name))} already: another class is another number, with a name of its own.");
        return person.NumberOf(name, kind ?? otherwise);
    }

    /// <summary>Null where nothing is said.</summary>
    private NumberClass? Class(TimelineLine line, string words, NumberClass otherwise)
    {
        if (line.After(words) is not { } text)
        {
            return null;
        }

        var kind = Member(text, line, otherwise);
        Require(
            TimelinePerson.Classes.Contains(kind), line,
            $"No number of class '{text}' can be made up: expected one of {string.Join(", ", TimelinePerson.Classes)}.");
        return kind;
    }

    private void Transfer(long timeMs, long amount, TimelineLine line)
    {
        const string known = "'new payee', 'known payee', 'payee NAME', 'to contact', 'rejected', 'record D late', 'name check RESULT' "
            + "or a kind of payee: bank, wallet, digital_yuan, merchant, crypto, gold";
        var kind = PayeeKind.Bank;
        foreach (var (words, other) in new[]
        {
            ("bank", PayeeKind.Bank), ("wallet", PayeeKind.Wallet), ("digital_yuan", PayeeKind.DigitalYuan),
            ("merchant", PayeeKind.Merchant), ("crypto", PayeeKind.Crypto), ("gold", PayeeKind.Gold),
        })
        {
            kind = line.Take(words) ? other : kind;
        }

        line.Take("new payee");
        var name = line.After("payee");
        var isKnown = line.Take("known payee");
        Require(!isKnown || name is null, line, "A payee is 'known payee' or 'payee NAME'.");
        timeline.Transfer(timeMs, amount, new MoneyDetails
        {
            Other = isKnown ? TimelinePerson.KnownPayee : person.AccountOf(name),
            OtherNumber = line.Take("to contact") ? TimelinePerson.Contact : "",
            Kind = kind,
            NameCheck = Member(line.After("name check"), line, NameCheck.Unknown),
            Rejected = line.Take("rejected"),
            DelayMs = Late(line) ?? 0,
        });
        line.Finish(errors, known);
    }

    /// <summary>By how much longer than usual its records take; null where nothing is said.</summary>
    private long? Late(TimelineLine line)
    {
        if (line.After("record") is not { } late)
        {
            return null;
        }

        var delayMs = late.EndsWith(" late", StringComparison.Ordinal) ? TimeWords.Duration(late[..^5]) : null;
        Require(delayMs is not null, line, $"'record {late}' is not like 'record 2h late'.");
        return delayMs;
    }

    private T Member<T>(string? text, TimelineLine line, T otherwise)
        where T : struct, Enum
    {
        if (text is null)
        {
            return otherwise;
        }

        var member = TimelineLine.Member<T>(text);
        Require(
            member is not null, line, $"'{text}' is not known: expected one of {string.Join(", ", Enum.GetNames<T>())}.");
        return member ?? otherwise;
    }

    private void Require(bool holds, TimelineLine line, string otherwise)
    {
        if (!holds)
        {
            errors.Add(new PatternError(line.Place, otherwise));
        }
    }
}
