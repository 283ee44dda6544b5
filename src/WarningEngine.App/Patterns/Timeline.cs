using System.Globalization;
using WarningEngine.App.Replay;
using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;
using WarningEngine.Core.Profiles;
using WarningEngine.Kafka.Wire;

namespace WarningEngine.App.Patterns;

/// <summary>The records of a test as operators and banks send them.</summary>
internal sealed class Timeline(TimelinePerson person) : ITimeline
{
    public const long DayMs = ProfileTime.DayMs;

    /// <summary>Day 1: Monday, 2026-03-02, midnight in UTC+8.</summary>
    private static readonly long FirstDayMs =
        new DateTimeOffset(2026, 3, 2, 0, 0, 0, TimeSpan.FromHours(8)).ToUnixTimeMilliseconds();

    /// <summary>Networks write a partial record of a long call every half hour or so (3GPP TS 32.298).</summary>
    private const long PartialEveryMs = 30 * 60_000;
    private const long PhaseDelayMs = 1_000;
    private readonly List<(RawTopic Topic, RawRecord Record)> _records = [];

    /// <summary>ms since epoch.</summary>
    public static long At(int day, long timeOfDayMs) => FirstDayMs + ((day - 1) * DayMs) + timeOfDayMs;

    /// <summary>"day 2 10:02:30" of ms since epoch.</summary>
    public static string Clock(long ms)
    {
        var since = ms - FirstDayMs;
        var day = (long)Math.Floor((double)since / DayMs) + 1;
        var time = TimeSpan.FromMilliseconds(since - ((day - 1) * DayMs));
        return string.Create(CultureInfo.InvariantCulture, $"day {day} {time:hh\\:mm\\:ss}");
    }

    /// <summary>All records, in the order of arrival.</summary>
    public List<RecordedRecord> Sorted() =>
    [
        .. _records.OrderBy(x => x.Record.ArrivalTimeMs)
            .Select((x, i) => new RecordedRecord(x.Topic, i, x.Record.ArrivalTimeMs ?? 0, x.Record, CheckResult.Good)),
    ];

    /// <summary>Three weeks of an ordinary life: without them nobody can be told to be a stranger.</summary>
    public void History()
    {
        var balance = person.Balance;
        foreach (var (day, hour) in new[] { (-20, 9), (-12, 18), (-6, 12), (-2, 20) })
        {
            var at = At(day, hour * 3_600_000L);
            Call(at, CallDirection.Outgoing, TimelinePerson.Contact, 180_000, new CallDetails());
            Transfer(at + 7_200_000, person.UsualAmount, new MoneyDetails { Other = TimelinePerson.KnownPayee });
            person.Balance = balance;
        }

        if (person.AgeBand != AgeBand.Unknown)
        {
            Add(RawTopic.Registry, At(-20, 0), new RegistryRecord
            {
                Fact = RegistryFact.AgeBand,
                Number = TimelinePerson.Number,
                AgeBand = person.AgeBand,
                TimeMs = At(-20, 0),
            });
        }
    }

    public void Call(long startMs, CallDirection direction, string peer, long talkMs, in CallDetails details)
    {
        var endMs = startMs + talkMs;
        var reference = $"call-{person.Fresh()}";
        var sequence = 0;
        if (talkMs == 0 || details.RecordDelayMs is not null)
        {
            Record(CallPhase.Record, endMs, endMs + (details.RecordDelayMs ?? PhaseDelayMs), details);
            return;
        }

        Record(CallPhase.Answer, startMs, startMs + PhaseDelayMs, details);
        for (var at = startMs + PartialEveryMs; at < endMs; at += PartialEveryMs)
        {
            Record(CallPhase.Partial, at, at + PhaseDelayMs, details);
        }

        Record(CallPhase.End, endMs, endMs + PhaseDelayMs, details);

        void Record(CallPhase phase, long knownMs, long arrivalMs, in CallDetails of)
        {
            var outgoing = direction == CallDirection.Outgoing;
            Add(RawTopic.Calls, arrivalMs, new CallRecord
            {
                RecordType = outgoing ? CallRecordType.Originating : CallRecordType.Terminating,
                Phase = phase,
                CallReference = reference,
                SequenceNumber = sequence++,
                ServedMsisdn = TimelinePerson.Number,
                CallingNumber = outgoing ? TimelinePerson.Number : peer,
                CalledNumber = outgoing ? peer : TimelinePerson.Number,
                SeizureTimeMs = startMs,
                AnswerTimeMs = talkMs > 0 ? startMs : null,
                ReleaseTimeMs = phase is CallPhase.Answer or CallPhase.Partial ? null : endMs,
                CallDuration = (Math.Min(knownMs, endMs) - startMs) / 1000,
                InternationalGateway = of.Gateway,
                Attestation = of.Attestation,
            });
        }
    }

    public void Sms(long timeMs, string sender, SmsTemplate template, string? domain) =>
        Add(RawTopic.Sms, timeMs + PhaseDelayMs, new SmsRecord
        {
            MessageReference = $"sms-{person.Fresh()}",
            OriginatingAddress = sender,
            DestinationAddress = TimelinePerson.Number,
            Template = template,
            UrlDomain = domain ?? "",
            Segments = 1,
            TimeMs = timeMs,
        });

    /// <summary>Money leaves: attempted, then settled or rejected two seconds later.</summary>
    public void Transfer(long timeMs, long amount, in MoneyDetails details)
    {
        var id = $"tx-{person.Fresh()}";
        foreach (var (phase, at) in new[]
        {
            (MoneyPhase.Attempted, timeMs),
            (details.Rejected ? MoneyPhase.Rejected : MoneyPhase.Settled, timeMs + 2_000),
        })
        {
            var record = Money(at, id, MoneyEvent.Transfer, phase, amount);
            record.CreditorAccount = details.Other;
            record.CreditorNumber = details.OtherNumber;
            record.PayeeKind = details.Kind;
            record.NameCheck = details.NameCheck;
            Add(RawTopic.Transfers, at + details.DelayMs + PhaseDelayMs, record);
        }

        person.Balance -= details.Rejected || person.Balance < 0 ? 0 : Math.Min(amount, person.Balance);
    }

    /// <summary>Money arrives from somebody.</summary>
    public void Receive(long timeMs, long amount, string payer)
    {
        Add(RawTopic.Transfers, timeMs + PhaseDelayMs, new TransferRecord
        {
            TxId = $"tx-{person.Fresh()}",
            Event = MoneyEvent.Transfer,
            Phase = MoneyPhase.Settled,
            DebtorAccount = payer,
            CreditorAccount = TimelinePerson.Account,
            CreditorNumber = TimelinePerson.Number,
            Amount = Decimal(amount),
            Currency = "CNY",
            AcceptanceTimeMs = timeMs,
        });
        person.Balance += person.Balance < 0 ? 0 : amount;
    }

    public void Loan(long timeMs, long amount, string lender, bool rejected)
    {
        Add(RawTopic.Transfers, timeMs + PhaseDelayMs, new TransferRecord
        {
            TxId = $"loan-{person.Fresh()}",
            Event = MoneyEvent.LoanDisbursed,
            Phase = rejected ? MoneyPhase.Rejected : MoneyPhase.Settled,
            DebtorAccount = $"LENDER-{lender}",
            DebtorAgent = lender,
            CreditorAccount = TimelinePerson.Account,
            CreditorNumber = TimelinePerson.Number,
            Amount = Decimal(amount),
            Currency = "CNY",
            AcceptanceTimeMs = timeMs,
        });
        person.Balance += rejected || person.Balance < 0 ? 0 : amount;
    }

    /// <inheritdoc/>
    public void Own(long timeMs, MoneyEvent kind, long amount, string payee, bool rejected)
    {
        var id = $"own-{person.Fresh()}";
        var settledMs = timeMs;
        if (rejected && kind is MoneyEvent.CashReserved or MoneyEvent.CashWithdrawn)
        {
            Phase(MoneyPhase.Attempted, timeMs);
            settledMs += 2_000;
        }

        Phase(rejected ? MoneyPhase.Rejected : MoneyPhase.Settled, settledMs);
        var arrives = kind is MoneyEvent.OwnAccountsConsolidated or MoneyEvent.DepositBroken;
        person.Balance += arrives && !rejected && person.Balance >= 0 ? amount : 0;

        void Phase(MoneyPhase phase, long atMs)
        {
            var record = Money(atMs, id, kind, phase, amount);
            record.CreditorAccount = payee;
            Add(RawTopic.Transfers, atMs + PhaseDelayMs, record);
        }
    }

    /// <summary>A fact of the registry about the person.</summary>
    public void Fact(long timeMs, RegistryFact fact) =>
        Add(RawTopic.Registry, timeMs + PhaseDelayMs, new RegistryRecord
        {
            Fact = fact, Number = TimelinePerson.Number, TimeMs = timeMs,
        });

    /// <summary>A number or account comes onto a list.</summary>
    public void List(long timeMs, EntityKind kind, string value, Grade level) =>
        Add(RawTopic.Intelligence, timeMs + PhaseDelayMs, new IntelligenceRecord
        {
            EntryId = $"entry-{person.Fresh()}",
            Kind = kind,
            Value = value,
            Level = level,
            Basis = "test",
            Issuer = "test",
            TimeMs = timeMs,
        });

    public void Finding(long timeMs, DispositionCode code) =>
        Add(RawTopic.Dispositions, timeMs + PhaseDelayMs, new DispositionRecord
        {
            DispositionId = $"finding-{person.Fresh()}", Person = TimelinePerson.Number, Code = code, TimeMs = timeMs,
        });

    private TransferRecord Money(long timeMs, string id, MoneyEvent kind, MoneyPhase phase, long amount) => new()
    {
        TxId = id,
        Event = kind,
        Phase = phase,
        DebtorAccount = TimelinePerson.Account,
        DebtorNumber = TimelinePerson.Number,
        Amount = amount == 0 ? "" : Decimal(amount),
        Currency = amount == 0 ? "" : "CNY",
        BalanceBefore = person.Balance < 0 || amount == 0 ? "" : Decimal(person.Balance),
        AcceptanceTimeMs = timeMs,
    };

    private static string Decimal(long fen) =>
        string.Create(CultureInfo.InvariantCulture, $"{fen / 100}.{fen % 100:00}");

    private void Add(RawTopic topic, long arrivalMs, RawRecord record)
    {
        record.ArrivalTimeMs = arrivalMs;
        _records.Add((topic, record));
    }
}

/// <summary>What may be said of a call.</summary>
/// <param name="Gateway">Came over an international gateway.</param>
/// <param name="Attestation">STIR/SHAKEN.</param>
/// <param name="RecordDelayMs">Only the final record, this long after the end; null where answer and end are sent at
/// once.</param>
internal readonly record struct CallDetails(bool Gateway, Attestation Attestation, long? RecordDelayMs);

/// <summary>What may be said of a transfer.</summary>
internal readonly record struct MoneyDetails()
{
    /// <summary>The payee's account.</summary>
    public required string Other { get; init; }

    /// <summary>The payee's registered number, empty where the bank does not tell.</summary>
    public string OtherNumber { get; init; } = "";

    public PayeeKind Kind { get; init; } = PayeeKind.Bank;

    public NameCheck NameCheck { get; init; }

    public bool Rejected { get; init; }

    /// <summary>By how much longer than usual the bank's records take, ms.</summary>
    public long DelayMs { get; init; }
}
