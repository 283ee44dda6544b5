using WarningEngine.Core.Events;

namespace WarningEngine.Core.Intake;

/// <summary>Checks the identifiers of records, brings them into one form, and replaces them by tokens. Remembers what it has made of
/// each text as it came.</summary>
internal sealed class Identifiers(Tokeniser tokens, Numbers numbers, WellKnownNumbers wellKnown, LegWriter legs)
{
    private const int DeviceDigits = 14;
    private readonly Remembered<KnownNumber?> _numbers = new();
    private readonly Remembered<Token> _senders = new();
    private readonly Remembered<Token> _domains = new();
    private readonly Remembered<Token> _devices = new();
    private readonly Remembered<KnownAccount> _accounts = new();

    /// <summary>ISO 3166 alpha-2 of the country whose lines are protected.</summary>
    public string HomeRegion => numbers.HomeRegion;

    /// <summary>A number that must belong to somebody. Good and without a token where it is empty and need not be there.</summary>
    public CheckResult Number(string text, string field, bool required, out KnownNumber number)
    {
        // A text with anything else in it is no number: one that was remembered has passed the checks of texts.
        var isRemembered = _numbers.TryGet(text, out var known);
        var result = isRemembered && known is not null ? CheckResult.Good : Checks.Text(text, field, required);
        if (!isRemembered && result.IsGood && text.Length > 0)
        {
            known = Caller(text);
        }

        number = default;
        if (!result.IsGood || text.Length == 0)
        {
            return result;
        }

        if (known is { Class: not NumberClass.Irregular } found)
        {
            number = found;
            return CheckResult.Good;
        }

        return new CheckResult(Rejection.InvalidNumber, field);
    }

    /// <summary>A caller's number: one that is irregular, or no number at all, is evidence and no error.</summary>
    public KnownNumber? Caller(string text) =>
        text.Length == 0 ? null
        : _numbers.TryGet(text, out var known) ? known
        : _numbers.Keep(text, numbers.Normalise(text) is { } number
            ? new KnownNumber(tokens.Number(number.Text), number.Class, wellKnown.Contains(number)) : null);

    /// <summary>The registered number of a line where it is known; none where it is empty.</summary>
    public CheckResult Line(string text, string field, out Token line)
    {
        var result = Number(text, field, required: false, out var number);
        line = number.Token;
        return result;
    }

    /// <summary>What a caller or sender shows that is no number: letters, or too few digits.</summary>
    public Token Sender(string text) => _senders.TryGet(text, out var known) ? known
        : _senders.Keep(text, tokens.Identifier(EntityKind.Sender, text.Trim().ToUpperInvariant()));

    /// <summary>None where it is empty.</summary>
    public Token Domain(string text)
    {
        if (_domains.TryGet(text, out var known))
        {
            return known;
        }

        var domain = text.Trim().TrimEnd('.').ToLowerInvariant();
        return domain.Length == 0 ? Token.None : _domains.Keep(text, tokens.Identifier(EntityKind.Domain, domain));
    }

    /// <summary>64 bits that tell a device apart, of its first 14 digits: the 15th is a check or spare digit, a 16th the software's.
    /// 0 where it is empty. Keyed, for the numbers of devices are few enough to be tried.</summary>
    public ulong Device(string imei) =>
        imei.Length == 0 ? 0
        : _devices.TryGet(imei, out var known) ? known.High
        : _devices.Keep(imei, tokens.Identifier(EntityKind.Device, imei[..Math.Min(DeviceDigits, imei.Length)])).High;

    /// <summary>The token of an account, however it was grouped; its text goes to the vault, once. None where it is empty.</summary>
    public Token Account(string text)
    {
        if (!_accounts.TryGet(text, out var account))
        {
            var plain = text.Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();
            if (plain.Length == 0)
            {
                return Token.None;
            }

            account = _accounts.Keep(text, new KnownAccount(tokens.Identifier(EntityKind.Account, plain), plain));
        }

        if (legs.Vault is { } vault && account.KeptIn != vault)
        {
            vault.Keep(account.Token, tokens.Seal(account.Token, account.Text));
            account.KeptIn = vault;
        }

        return account.Token;
    }

    /// <summary>Of a list entry, or what an agent confirmed.</summary>
    public CheckResult Counterpart(EntityKind kind, string value, string kindField, string valueField, out Token token)
    {
        token = Token.None;
        var result = Checks.Text(value, valueField, required: true);
        if (!result.IsGood)
        {
            return result;
        }

        switch (kind)
        {
            case EntityKind.Number:
                if (Caller(value) is not { } number)
                {
                    return new CheckResult(Rejection.InvalidNumber, valueField);
                }

                token = number.Token;
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
        person = Token.None;
        return text.Length == 0 || (Token.TryParse(text, out person) && !person.IsNone)
            ? CheckResult.Good : new CheckResult(Rejection.InvalidToken, field);
    }

    private sealed class KnownAccount(Token token, string text)
    {
        public Token Token => token;

        /// <summary>In one form.</summary>
        public string Text => text;

        /// <summary>The vault that has it: sealing costs more than all the rest of an event.</summary>
        public IVaultSink? KeptIn { get; set; }
    }
}
