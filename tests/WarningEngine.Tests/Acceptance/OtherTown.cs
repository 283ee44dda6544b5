using System.Globalization;
using WarningEngine.App.Evaluation;
using WarningEngine.App.Replay;
using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;
using WarningEngine.Kafka.Wire;

namespace WarningEngine.Tests.Acceptance;

/// <summary>A small town that has nothing of the cities of <c>simulate</c>, by which patterns were tried and from which models have learned: written
/// from the reports alone, as somebody else would. Its life is simpler, its frauds keep to what is documented, the spread of lags and amounts is its own.
/// What the engine finds here is nearer to what it finds elsewhere.</summary>
/// <param name="seed">Of all chance.</param>
internal sealed class OtherTown(int seed)
{
    public const int HistoryDays = 14;
    public const int Days = 6;
    public const long Minute = 60_000;
    public const long Hour = 60 * Minute;
    public const long Day = 24 * Hour;

    private const int Inhabitants = 900;

    /// <summary>2026-03-01, midnight UTC+8.</summary>
    private const long Start = 1_772_294_400_000;

    private readonly List<(RawTopic Topic, long ArrivalMs, RawRecord Record)> _records = [];
    private Dictionary<string, Inhabitant> _byNumber = [];
    private int _serial;

    public Random Random { get; } = new(seed);

    public List<Label> Labels { get; } = [];

    public Inhabitant[] People { get; private set; } = [];

    public IEnumerable<RecordedRecord> Records() =>
        _records.OrderBy(x => x.ArrivalMs).Select((x, i) => new RecordedRecord(x.Topic, i, x.ArrivalMs, x.Record, CheckResult.Good));

    public void Live()
    {
        People = [.. Enumerable.Range(0, Inhabitants).Select(i => new Inhabitant(this, i))];
        _byNumber = People.ToDictionary(x => x.Number);
        foreach (var person in People)
        {
            person.Settle(this);
        }

        for (var day = 0; day < HistoryDays + Days; day++)
        {
            foreach (var person in People)
            {
                OtherTownLife.Day(this, person, Start + (day * Day));
            }
        }
    }

    /// <summary>A moment of the labelled days, 9 to 20 h.</summary>
    public long Moment() => Start + ((HistoryDays + Random.Next(Days)) * Day) + (long)(Between(9, 20) * Hour);

    public double Between(double from, double to) => from + (Random.NextDouble() * (to - from));

    public long Minutes(double from, double to) => (long)(Between(from, to) * Minute);

    /// <summary>A lag with a heavy tail.</summary>
    public long Lag(double medianMinutes) => (long)(LogNormal(medianMinutes, 0.7) * Minute);

    public double LogNormal(double median, double sigma) =>
        median * Math.Exp(sigma * Math.Sqrt(-2 * Math.Log(1 - Random.NextDouble())) * Math.Cos(2 * Math.PI * Random.NextDouble()));

    public bool Chance(double share) => Random.NextDouble() < share;

    public int Times(double mean)
    {
        var count = 0;
        for (var left = Math.Exp(-mean); (left /= Math.Max(double.Epsilon, Random.NextDouble())) < 1;)
        {
            count++;
        }

        return count;
    }

    public T Pick<T>(params T[] of) => of[Random.Next(of.Length)];

    public string Mobile() => string.Create(CultureInfo.InvariantCulture, $"+861{Pick(37, 58, 77, 88, 99)}{Random.Next(90_000_000, 99_999_999)}");

    public string Hotline() => string.Create(CultureInfo.InvariantCulture, $"400{Random.Next(6_000_000, 8_000_000)}");

    public string Abroad() => string.Create(CultureInfo.InvariantCulture, $"00{Pick("8536", "8551", "9560")}{Random.Next(1_000_000, 9_999_999)}");

    public string Account() => string.Create(CultureInfo.InvariantCulture, $"6228{Random.NextInt64(100_000_000_000, 999_999_999_999)}");

    public void Add(RawTopic topic, long arrivalMs, RawRecord record)
    {
        record.ArrivalTimeMs = arrivalMs;
        _records.Add((topic, arrivalMs, record));
    }

    /// <summary>An answered call is told of when it begins and when it ends; of any other there is a record.</summary>
    public long Call(string from, string to, long atMs, double seconds, Attestation attestation = Attestation.Absent)
    {
        var reference = string.Create(CultureInfo.InvariantCulture, $"call-{_serial++}");
        var endMs = atMs + (long)(seconds * 1000);
        foreach (var number in new[] { from, to })
        {
            if (!_byNumber.TryGetValue(number, out var served))
            {
                continue;
            }

            if (seconds > 0)
            {
                Side(served, CallPhase.Answer, atMs);
            }

            Side(served, seconds > 0 ? CallPhase.End : CallPhase.Record, endMs);
        }

        return endMs;

        void Side(Inhabitant served, CallPhase phase, long knownMs) => Add(RawTopic.Calls, knownMs + (long)Between(500, 8_000), new CallRecord
        {
            RecordType = served.Number == from ? CallRecordType.Originating : CallRecordType.Terminating,
            Phase = phase, CallReference = reference, SequenceNumber = phase == CallPhase.Answer ? 0 : 1, ServedMsisdn = served.Number,
            CallingNumber = from, CalledNumber = to, SeizureTimeMs = atMs - 8_000, AnswerTimeMs = seconds > 0 ? atMs : null,
            ReleaseTimeMs = phase == CallPhase.Answer ? null : endMs, CallDuration = phase == CallPhase.Answer ? 0 : (long)seconds,
            InternationalGateway = from.StartsWith("00", StringComparison.Ordinal), Attestation = attestation,
        });
    }

    public void Text(string from, Inhabitant to, long atMs, SmsTemplate template, string? domain = null) =>
        Add(RawTopic.Sms, atMs + (long)Between(300, 4_000), new SmsRecord
        {
            MessageReference = string.Create(CultureInfo.InvariantCulture, $"sms-{_serial++}"), OriginatingAddress = from,
            DestinationAddress = to.Number, Template = template, UrlDomain = domain ?? "", Segments = 1, TimeMs = atMs,
        });

    /// <summary>Money leaves.</summary>
    public void Pay(
        Inhabitant payer, string to, long atMs, double yuan, PayeeKind kind = PayeeKind.Bank, NameCheck? check = null, bool refused = false, string? number = null)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"tx-{_serial++}");
        yuan = Math.Max(0.01, yuan);
        var found = check ?? Pick(NameCheck.Match, NameCheck.Match, NameCheck.Match, NameCheck.Match, NameCheck.CloseMatch, NameCheck.Unavailable);
        foreach (var phase in new[] { MoneyPhase.Attempted, refused ? MoneyPhase.Rejected : MoneyPhase.Settled })
        {
            Add(RawTopic.Transfers, atMs + (long)Between(200, 1_500), new TransferRecord
            {
                TxId = id, Event = MoneyEvent.Transfer, Phase = phase, DebtorAccount = payer.Account, DebtorNumber = payer.Number, CreditorAccount = to, CreditorNumber = number ?? "",
                PayeeKind = kind, NameCheck = found, Amount = Money(yuan), Currency = "CNY", BalanceBefore = Money(Math.Max(payer.Balance, yuan)),
                BalanceCurrency = "CNY", AcceptanceTimeMs = atMs,
            });
            atMs += 2_000;
        }

        payer.Balance -= refused ? 0 : Math.Min(yuan, payer.Balance);
    }

    /// <summary>Money comes, or something else happens to an account.</summary>
    public void Tell(Inhabitant owner, MoneyEvent what, long atMs, double yuan, string? from = null)
    {
        Add(RawTopic.Transfers, atMs + (long)Between(300, 2_000), new TransferRecord
        {
            TxId = string.Create(CultureInfo.InvariantCulture, $"tx-{_serial++}"), Event = what, Phase = MoneyPhase.Settled,
            DebtorAccount = from ?? owner.Account, DebtorNumber = from is null ? owner.Number : "", CreditorAccount = from is null ? "" : owner.Account,
            CreditorNumber = from is null ? "" : owner.Number, Amount = Money(yuan), Currency = "CNY", AcceptanceTimeMs = atMs,
        });
        owner.Balance += from is null ? 0 : yuan;
    }

    public void Fact(Inhabitant of, RegistryFact fact, long atMs, AgeBand band = AgeBand.Unknown) => Add(RawTopic.Registry, atMs + 1_000, new RegistryRecord
    {
        Fact = fact, Number = of.Number, Account = fact == RegistryFact.AccountLinked ? of.Account : "", AgeBand = band, TimeMs = atMs,
    });

    /// <summary>An agent finds out that somebody has lost money.</summary>
    public void Loss(Inhabitant of, long atMs) => Add(RawTopic.Dispositions, atMs + 1_000, new DispositionRecord
    {
        DispositionId = string.Create(CultureInfo.InvariantCulture, $"finding-{_serial++}"), Person = of.Number, Code = DispositionCode.AlreadyLost,
        FraudConfirmed = true, TimeMs = atMs,
    });

    public static long BeforeAll => Start - Day;

    private static string Money(double yuan) => yuan.ToString("0.00", CultureInfo.InvariantCulture);
}

/// <summary>Somebody who lives there.</summary>
internal sealed class Inhabitant(OtherTown town, int place)
{
    public string Number { get; } = string.Create(CultureInfo.InvariantCulture, $"+861390000{place:0000}");

    public string Account { get; } = string.Create(CultureInfo.InvariantCulture, $"62170000{place:00000000}");

    public AgeBand Band { get; } = town.Pick(
        AgeBand.Young, AgeBand.Young, AgeBand.Young, AgeBand.Adult, AgeBand.Adult, AgeBand.Adult, AgeBand.Adult, AgeBand.Elderly, AgeBand.Elderly, AgeBand.Minor);

    public bool IsShop { get; } = town.Chance(0.05);

    public double Balance { get; set; } = town.LogNormal(30_000, 1);

    public bool IsTaken { get; set; }

    public Inhabitant[] Friends { get; private set; } = [];

    public string[] Shops { get; } = [.. Enumerable.Range(0, 6).Select(_ => $"SHOP{town.Random.Next(400)}")];

    public string[] Issuers { get; } = [.. Enumerable.Range(0, 3).Select(_ => $"10690{town.Random.Next(10, 60)}")];

    public string Bank { get; } = town.Pick("95533", "95566", "95588", "95599");

    public void Settle(OtherTown within)
    {
        Friends = [.. Enumerable.Range(0, within.Random.Next(5, 12)).Select(_ => within.Pick(within.People)).Where(x => x != this)];
        within.Fact(this, RegistryFact.AccountLinked, OtherTown.BeforeAll);
        if (within.Chance(0.8))
        {
            within.Fact(this, RegistryFact.AgeBand, OtherTown.BeforeAll, Band);
        }

        if (IsShop)
        {
            within.Fact(this, RegistryFact.BusinessLine, OtherTown.BeforeAll);
        }
    }
}
