using WarningEngine.Core.Events;

namespace WarningEngine.Core.Intake;

/// <summary>Checks the identifiers of records, brings them into one form, and replaces them by tokens. Remembers what it has made of
/// each text as it came.</summary>
internal sealed class Identifiers(Tokeniser tokens, Numbers numbers, WellKnownNumbers wellKnown, LegWriter legs) : IDisposable
{
    private const int DeviceDigits = 14;

    /// <summary>A call that shows nothing.</summary>
    private static readonly Utf8Text Withheld = "call:";

    /// <summary>What is no number has no token.</summary>
    private readonly Remembered<KnownNumber> _numbers = new();
    private readonly Remembered<KnownText> _senders = new();
    private readonly Remembered<KnownText> _hiddenCallers = new();
    private readonly Remembered<KnownText> _domains = new();
    private readonly Remembered<Token> _devices = new();
    private readonly Remembered<KnownText> _accounts = new();
    private IVaultSink? _vault;
    private uint _vaults;

    /// <summary>ISO 3166 alpha-2 of the country whose lines are protected.</summary>
    public string HomeRegion => numbers.HomeRegion;

    /// <summary>A number that must belong to somebody. Good and without a token where it is empty and need not be there.</summary>
    public CheckResult Number(Utf8Text text, string field, bool required, out KnownNumber number)
    {
        // A text with anything else in it is no number: one that was remembered has passed the checks of texts.
        var isRemembered = _numbers.TryGet(text, out number) && !number.Token.IsNone;
        var result = isRemembered ? CheckResult.Good : Checks.Text(text, field, required);
        if (!result.IsGood || text.Length == 0)
        {
            return result;
        }

        number = isRemembered ? number : Caller(text) ?? default;
        if (!number.Token.IsNone && number.Class != NumberClass.Irregular)
        {
            return CheckResult.Good;
        }

        number = default;
        return new CheckResult(Rejection.InvalidNumber, field);
    }

    /// <summary>A caller's number: one that is irregular, or no number at all, is evidence and no error.</summary>
    public KnownNumber? Caller(Utf8Text text)
    {
        if (text.Length == 0)
        {
            return null;
        }

        if (!_numbers.TryGet(text, out var known))
        {
            known = _numbers.Keep(text, numbers.Normalise(text.ToString()) is { } number
                ? new KnownNumber(tokens.Number(number.Text), number.Class, wellKnown.Contains(number)) : default);
        }

        return known.Token.IsNone ? null : known;
    }

    /// <summary>The registered number of a line where it is known; none where it is empty.</summary>
    public CheckResult Line(Utf8Text text, string field, out Token line)
    {
        var result = Number(text, field, required: false, out var number);
        line = number.Token;
        return result;
    }

    /// <summary>What a caller or sender shows that is no number: letters, or too few digits.</summary>
    public Token Sender(Utf8Text text) => Known(_senders, EntityKind.Sender, text, PlainText.Sender);

    /// <summary>What a call showed in the place of a number: a sender that no SMS has.</summary>
    public Token HiddenCaller(Utf8Text text) => text.Length == 0
        ? Sender(Withheld) : Known(_hiddenCallers, EntityKind.Sender, text, static shown => PlainText.Sender($"{Withheld}{shown}"));

    /// <summary>None where it is empty.</summary>
    public Token Domain(Utf8Text text) => Known(_domains, EntityKind.Domain, text, PlainText.Domain);

    /// <summary>64 bits that tell a device apart, of its first 14 digits: the 15th is a check or spare digit, a 16th the software's.
    /// 0 where it is empty. Keyed, for the numbers of devices are few enough to be tried.</summary>
    public ulong Device(Utf8Text imei) =>
        imei.Length == 0 ? 0
        : _devices.TryGet(imei, out var known) ? known.High
        : _devices.Keep(imei, tokens.Identifier(EntityKind.Device, imei.ToString()[..Math.Min(DeviceDigits, imei.Length)])).High;

    /// <summary>The token of an account, however it was grouped. None where it is empty.</summary>
    public Token Account(Utf8Text text) => Known(_accounts, EntityKind.Account, text, PlainText.Account);

    /// <summary>Of a list entry, or what an agent confirmed. A sender of SMS that shows a number is that number, here as in its messages.</summary>
    public CheckResult Counterpart(
        EntityKind said, Utf8Text value, string kindField, string valueField, out EntityKind kind, out Token token)
    {
        (kind, token) = (said, Token.None);
        var result = Checks.Text(value, valueField, required: true, said == EntityKind.Domain ? Limits.DomainMax : Limits.TextFieldMax);
        if (!result.IsGood)
        {
            return result;
        }

        kind = said == EntityKind.Sender && Caller(value) is not null ? EntityKind.Number : said;
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

    /// <summary>Whom an agent confirmed, by the token that a warning has of it.</summary>
    public static CheckResult Confirmed(
        EntityKind said, Utf8Text text, string kindField, string tokenField, out EntityKind kind, out Token token)
    {
        (kind, token) = (said, Token.None);
        return said is not (EntityKind.Number or EntityKind.Account or EntityKind.Domain or EntityKind.Sender) ? new CheckResult(Rejection.MissingField, kindField)
            : Token.TryParse(text.ToString(), out token) && !token.IsNone ? CheckResult.Good : new CheckResult(Rejection.InvalidToken, tokenField);
    }

    /// <summary>A person's token as the console and queue entries show it; none where it is empty.</summary>
    public static CheckResult Person(Utf8Text text, string field, out Token person)
    {
        person = Token.None;
        return text.Length == 0 || (Token.TryParse(text.ToString(), out person) && !person.IsNone)
            ? CheckResult.Good : new CheckResult(Rejection.InvalidToken, field);
    }

    public void Dispose()
    {
        _numbers.Dispose();
        _senders.Dispose();
        _hiddenCallers.Dispose();
        _domains.Dispose();
        _devices.Dispose();
        _accounts.Dispose();
    }

    /// <summary>The token of what is no number; its text goes to the vault, once. None where nothing is left of it, but of a sender: somebody wrote the message.</summary>
    /// <param name="memory">Of texts of this kind.</param>
    /// <param name="kind">Tokens of one text differ by it.</param>
    /// <param name="text">As it came.</param>
    /// <param name="plain">Its one form.</param>
    private Token Known(Remembered<KnownText> memory, EntityKind kind, Utf8Text text, Func<string, string> plain)
    {
        if (!memory.TryGet(text, out var known))
        {
            var one = plain(text.ToString());
            if (one.Length == 0 && kind != EntityKind.Sender)
            {
                return Token.None;
            }

            known = memory.Keep(text, new KnownText(tokens.Identifier(kind, one), KeptIn: 0));
        }

        if (legs.Vault is { } vault && !IsKept(known, vault))
        {
            // Once: sealing costs more than all the rest of an event.
            vault.Keep(known.Token, tokens.Seal(known.Token, plain(text.ToString())));
            memory.Keep(text, known with { KeptIn = _vaults });
        }

        return known.Token;
    }

    private bool IsKept(KnownText known, IVaultSink vault)
    {
        if (vault != _vault)
        {
            (_vault, _vaults) = (vault, _vaults + 1);
        }

        return known.KeptIn == _vaults;
    }

    /// <param name="Token">Of its text in one form.</param>
    /// <param name="KeptIn">Number of the vault that has it; 0: none.</param>
    private readonly record struct KnownText(Token Token, uint KeptIn);
}
