using WarningEngine.App.Patterns;
using WarningEngine.Core.Events;

namespace WarningEngine.App.City;

/// <summary>One time line as somebody of the city lives it: its names become numbers and accounts of the crew or of strangers, and its records those that
/// this person's operator and bank ship.</summary>
/// <param name="world">Where.</param>
/// <param name="crew">Who defrauds.</param>
/// <param name="random">A chance of its own.</param>
/// <param name="person">Whom it befalls.</param>
/// <param name="pace">When, and how much.</param>
/// <param name="fraud">What the person loses; null where it is none.</param>
internal sealed class CityCase(CityWorld world, CityCrew crew, CityRandom random, CityPerson person, CasePace pace, CityFraud? fraud) : ITimeline
{
    /// <summary>A number of the crew that has called hundreds, or one that nobody has seen.</summary>
    private const double KnownToOthers = 0.5;

    private readonly Dictionary<string, CityCaller> _callers = [];
    private readonly Dictionary<string, Payee> _payees = [];
    private readonly Dictionary<string, int> _lenders = [];

    private CityPerson Friend => person.Contacts[0];

    public void Call(long startMs, CallDirection direction, string peer, long talkMs, in CallDetails details)
    {
        var (incoming, ringMs) = (direction == CallDirection.Incoming, random.Between(4_000, 15_000));
        if (peer == TimelinePerson.Contact)
        {
            var (caller, called) = incoming ? (Friend, person) : (person, Friend);
            At(startMs, now => world.Calls.Between(caller, called, now, ringMs, pace.Talk(talkMs)));
            return;
        }

        var isForeign = details.Gateway;
        var attestation = details.Attestation switch
        {
            Attestation.Absent => null, Attestation.Full => "A", Attestation.Partial => "B", Attestation.Gateway => "C", var failed => Words(failed),
        };
        At(startMs, now =>
        {
            var other = Caller(peer, now);
            if (incoming)
            {
                world.Calls.From(
                    other with { Gateway = other.Gateway || isForeign, Attestation = attestation ?? other.Attestation }, person, now, ringMs,
                    pace.Talk(talkMs), insists: talkMs > 0);
            }
            else
            {
                world.Calls.To(person, other.Text, now, ringMs, pace.Talk(talkMs), insists: true);
            }
        });
    }

    public void Sms(long timeMs, string sender, SmsTemplate template, string? domain) => At(timeMs, now =>
    {
        if (template == SmsTemplate.Otp)
        {
            _callers.TryAdd(sender, new CityCaller(world.Writer.Issuer()));
        }

        if (fraud is not null && domain is not null && !_callers.ContainsKey(sender) && random.Chance(KnownToOthers))
        {
            crew.Message(person, Words(template), link: true, now);
            return;
        }

        var from = Caller(sender, now);
        world.Writer.Sms(from.Text, person, Words(template), domain is null ? null : $"s{world.Writer.Reference():x}.example.net", now);
    });

    public void Transfer(long timeMs, long amount, in MoneyDetails details)
    {
        var of = details;
        At(timeMs, now =>
        {
            var isKnown = of.Other == TimelinePerson.KnownPayee || of.OtherNumber.Length > 0;
            var check = of.NameCheck == NameCheck.Unknown ? null : Words(of.NameCheck);
            var payee = isKnown ? Payee.Of(Friend) with { NameCheck = check } : Paid(of.Other, of.Kind, now) with { NameCheck = check };
            var fen = Math.Min(pace.Amount(amount), person.Main.Balance);
            var sent = world.Money.Transfer(person, person.Main, payee, fen, now, of.Rejected);
            if (fraud is not null && !isKnown && sent > 0)
            {
                fraud.Lost(now, sent);
                crew.PassOn(payee, sent, now);
            }
        });
    }

    public void Receive(long timeMs, long amount, string payer) =>
        At(timeMs, now => world.Money.Receive(person, crew.Payer(), "BANK06", pace.Amount(amount), now));

    public void Loan(long timeMs, long amount, string lender, bool rejected)
    {
        if (rejected)
        {
            // As of the other events below.
            return;
        }

        At(timeMs, now =>
        {
            if (!_lenders.TryGetValue(lender, out var one))
            {
                _lenders[lender] = one = random.Below(CitySpending.Lenders);
            }

            world.Money.Loan(person, one, pace.Amount(amount), now);
        });
    }

    public void Own(long timeMs, MoneyEvent kind, long amount, string payee, bool rejected)
    {
        if (rejected)
        {
            // What is refused moves nothing, and the banks of the city tell nothing of it.
            return;
        }

        At(timeMs, now =>
        {
            var fen = pace.Amount(amount);
            switch (kind)
            {
                case MoneyEvent.PayeeAdded:
                    world.Money.Add(person, Paid(payee, PayeeKind.Bank, now), now);
                    break;
                case MoneyEvent.OwnAccountsConsolidated when person.Second is { } second:
                    second.Balance = Math.Max(second.Balance, fen);
                    world.Money.Consolidate(person, now);
                    break;
                case MoneyEvent.DepositBroken:
                    person.Deposit = Math.Max(person.Deposit, fen);
                    world.Money.BreakDeposit(person, now);
                    break;
                case MoneyEvent.CashWithdrawn when world.Money.Withdraw(person, Math.Min(fen, person.Main.Balance), now) is var gone and > 0:
                    fraud?.Lost(now, gone);
                    break;
                case MoneyEvent.LimitRaised or MoneyEvent.WalletOpened or MoneyEvent.CashReserved:
                    world.Money.Mark(person, Words(kind), now, fen);
                    break;
            }
        });
    }

    public void Fact(long timeMs, RegistryFact fact) => At(timeMs, now => world.Writer.Fact(person, Words(fact), now));

    public void List(long timeMs, EntityKind kind, string value, Grade level) => At(timeMs, now =>
    {
        var text = kind == EntityKind.Number ? Caller(value, now).Text : Paid(value, PayeeKind.Bank, now).Account;
        world.Writer.Listed(world.Writer.Reference(), Words(kind), text, Words(level), now);
    });

    public void Finding(long timeMs, DispositionCode code) => At(timeMs, now => world.Writer.Disposition(person, Words(code), confirmed: false, now));

    private void At(long timeMs, Action<long> happen) => world.Agenda.At(pace.At(timeMs), happen);

    /// <summary>Who stands behind a name of the time line: whoever it was before, else somebody of the same class of numbers.</summary>
    private CityCaller Caller(string name, long now)
    {
        if (!_callers.TryGetValue(name, out var caller))
        {
            _callers[name] = caller = name switch
            {
                _ when name.StartsWith("+853", StringComparison.Ordinal) => new CityCaller($"0085362{Digits(6)}", Gateway: true),
                _ when name.StartsWith("+86170", StringComparison.Ordinal) => new CityCaller($"170{Digits(8)}"),
                _ when name.StartsWith("+86400", StringComparison.Ordinal) => new CityCaller($"400{Digits(7)}"),
                _ when name.StartsWith("+8610", StringComparison.Ordinal) => world.Strangers.NewLandline(),
                _ when name.StartsWith("1069", StringComparison.Ordinal) => new CityCaller($"1069{Digits(8)}"),
                _ when !name.StartsWith('+') => new CityCaller(name),

                // One that is spoofed is somebody else's: nobody lists it, and who rings it reaches others.
                _ => fraud is not null && random.Chance(KnownToOthers) && crew.Number(now) is var known && !CityCrew.IsSpoofed(known)
                    ? known : world.Strangers.NewMobile(),
            };
        }

        return caller;
    }

    /// <summary>The account behind a name; added by the payer once.</summary>
    private Payee Paid(string name, PayeeKind kind, long now)
    {
        if (_payees.TryGetValue(name, out var payee))
        {
            return payee with { IsNew = false };
        }

        return _payees[name] = fraud is null ? world.Strangers.NewPayee(Words(kind)) : crew.Mule(now, Words(kind));
    }

    private string Digits(int count) => string.Concat(Enumerable.Range(0, count).Select(_ => (char)('0' + random.Below(10))));

    /// <summary>A member as contracts write it: LOAN_ADVERTISEMENT.</summary>
    private static string Words<T>(T member)
        where T : struct, Enum =>
        string.Concat($"{member}".Select((x, i) => i > 0 && char.IsUpper(x) ? $"_{x}" : $"{char.ToUpperInvariant(x)}"));
}
