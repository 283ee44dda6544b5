using WarningEngine.Core.Events;

namespace WarningEngine.Core.Intake;

/// <summary>Checks the identifiers of records, brings them into one form, and replaces them by tokens.</summary>
internal sealed class Identifiers(Tokeniser tokens, Numbers numbers, LegWriter legs)
{
    /// <summary>ISO 3166 alpha-2 of the country whose lines are protected.</summary>
    public string HomeRegion => numbers.HomeRegion;

    public Token Token(in CanonicalNumber number) => tokens.Number(number.Text);

    /// <summary>A number that must belong to somebody.</summary>
    public CheckResult Number(string text, string field, bool required, out CanonicalNumber number)
    {
        number = default;
        var result = Checks.Text(text, field, required);
        if (!result.IsGood || text.Length == 0)
        {
            return result;
        }

        if (numbers.Normalise(text) is { Class: not NumberClass.Irregular } found)
        {
            number = found;
            return CheckResult.Good;
        }

        return new CheckResult(Rejection.InvalidNumber, field);
    }

    /// <summary>A caller's number: one that is irregular, or no number at all, is evidence and no error.</summary>
    public CanonicalNumber? Caller(string text) => text.Length == 0 ? null : numbers.Normalise(text);

    /// <summary>The registered number of a line where it is known; none where it is empty.</summary>
    public CheckResult Line(string text, string field, out Token line)
    {
        var result = Number(text, field, required: false, out var number);
        line = result.IsGood && number.Text is not null ? tokens.Number(number.Text) : Events.Token.None;
        return result;
    }

    /// <summary>What a caller or sender shows that is no number: letters, or too few digits.</summary>
    public Token Sender(string text) => tokens.Identifier(EntityKind.Sender, text.Trim().ToUpperInvariant());

    /// <summary>None where it is empty.</summary>
    public Token Domain(string text)
    {
        var domain = text.Trim().TrimEnd('.').ToLowerInvariant();
        return domain.Length == 0 ? Events.Token.None : tokens.Identifier(EntityKind.Domain, domain);
    }

    /// <summary>64 bits that tell a device apart, of its first 14 digits: the 15th is a check or spare digit, a 16th the software's.
    /// 0 where it is empty. Keyed, for the numbers of devices are few enough to be tried.</summary>
    public ulong Device(string imei) =>
        imei.Length == 0 ? 0 : tokens.Identifier(EntityKind.Device, imei[..Math.Min(14, imei.Length)]).High;

    /// <summary>The token of an account, however it was grouped; its text goes to the vault. None where it is empty.</summary>
    public Token Account(string text)
    {
        var account = text.Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();
        if (account.Length == 0)
        {
            return Events.Token.None;
        }

        var token = tokens.Identifier(EntityKind.Account, account);
        legs.Vault?.Keep(token, tokens.Seal(token, account));
        return token;
    }

    /// <summary>Of a list entry, or what an agent confirmed.</summary>
    public CheckResult Counterpart(EntityKind kind, string value, string kindField, string valueField, out Token token)
    {
        token = Events.Token.None;
        var result = Checks.Text(value, valueField, required: true);
        if (!result.IsGood)
        {
            return result;
        }

        switch (kind)
        {
            case EntityKind.Number:
                if (numbers.Normalise(value) is not { } number)
                {
                    return new CheckResult(Rejection.InvalidNumber, valueField);
                }

                token = tokens.Number(number.Text);
                break;
            case EntityKind.Account:
                token = Account(value);
                break;
            case EntityKind.Domain:
                token = Domain(value);
                break;
            case EntityKind.Sender:
                token = Sender(value);
                break;
            default:
                return new CheckResult(Rejection.MissingField, kindField);
        }

        return token.IsNone ? new CheckResult(Rejection.InvalidValue, valueField) : CheckResult.Good;
    }

    /// <summary>A person's token as the console and queue entries show it; none where it is empty.</summary>
    public static CheckResult Person(string text, string field, out Token person)
    {
        person = Events.Token.None;
        return text.Length == 0 || (Events.Token.TryParse(text, out person) && !person.IsNone)
            ? CheckResult.Good : new CheckResult(Rejection.InvalidToken, field);
    }
}
