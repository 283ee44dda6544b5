using WarningEngine.App.City;
using WarningEngine.App.Numbers;
using WarningEngine.Core;
using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;
using WarningEngine.Kafka.Wire;

namespace WarningEngine.Tests.City;

/// <summary>A city with so many frauds that all types occur, read once: what intake says of its records, and the money
/// that left accounts.</summary>
public sealed class CrowdedCity
{
    public const int People = 2_000;
    public const int Days = 5;
    public const double FraudRate = 0.1;

    public CrowdedCity()
    {
        Options = new CityOptions(People, Days, Seed: 23, FraudRate, CityOptions.DefaultStartMs);
        var city = new CityStream(Options);
        using var tokens = new Tokeniser(new byte[Tokeniser.KeySize]);
        var intake = new IntakeSplitter(tokens, new(new LibPhoneNumberPlan("CN")), new([]));
        var taken = new Taken();
        var decoders = RawTopic.All.ToDictionary(x => x, x => new RecordDecoder(x));
        foreach (var record in city.Records())
        {
            Records++;
            decoders[record.Topic].Decode(record.Json, null, taken);
            var context = new RecordContext(
                new Source(record.Topic.Name, 1, 0), record.Order, 0, null, null, record.ArrivalMs);
            if (taken.Last is not { } decoded || intake.Split(decoded, context, taken, taken) is not { IsGood: true })
            {
                Rejected.Add(System.Text.Encoding.UTF8.GetString(record.Json));
            }

            Keep(record);
        }

        (Legs, Unknown, Clamped) = (taken.Legs, taken.Unknown, intake.Clamped);
        Labels = city.Labels;
    }

    public CityOptions Options { get; }

    public IReadOnlyList<CityLabel> Labels { get; }

    public IReadOnlyList<CityLabel> Frauds => [.. Labels.Where(x => x.ScamType is not null)];

    public long Records { get; private set; }

    public long Legs { get; }

    public long Clamped { get; }

    /// <summary>Records that intake does not take.</summary>
    public List<string> Rejected { get; } = [];

    /// <summary>Values of the contracts' enums that nobody knows.</summary>
    public IReadOnlyList<string> Unknown { get; }

    /// <summary>Accounts of each person.</summary>
    public Dictionary<string, List<string>> Accounts { get; } = [];

    /// <summary>What left each account, once a transaction.</summary>
    public Dictionary<string, HashSet<(string TxId, long Fen, long TimeMs)>> Sent { get; } = [];

    /// <summary>Kinds of events, payees and facts that occur.</summary>
    public HashSet<string> Kinds { get; } = [];

    private void Keep(CityRecord record)
    {
        if (record.Topic != RawTopic.Registry && record.Topic != RawTopic.Transfers)
        {
            return;
        }

        var json = SmallCity.Of([record], record.Topic).Single();
        if (SmallCity.Text(json, "fact") is { } fact)
        {
            Kinds.Add(fact);
            if (SmallCity.Text(json, "account") is { } account)
            {
                Of(Accounts, SmallCity.Text(json, "number")!).Add(account);
            }

            return;
        }

        Kinds.Add(SmallCity.Text(json, "event") ?? SmallCity.Text(json, "payeeKind")!);
        if (SmallCity.Text(json, "phase") == "SETTLED"
            && SmallCity.Text(json, "event") is null or "CASH_WITHDRAWN"
            && SmallCity.Text(json, "debtorAccount") is { } debtor)
        {
            Of(Sent, debtor).Add((
                SmallCity.Text(json, "txId")!, SmallCity.Fen(json, "instructedAmount") ?? 0,
                SmallCity.Time(json, "acceptanceDateTime")));
        }
    }

    private static T Of<T>(Dictionary<string, T> of, string key)
        where T : new()
    {
        if (!of.TryGetValue(key, out var value))
        {
            of[key] = value = new T();
        }

        return value;
    }

    private sealed class Taken : IRecordSink, ILegSink, IVaultSink
    {
        public RawRecord? Last { get; private set; }

        public long Legs { get; private set; }

        public List<string> Unknown { get; } = [];

        public void Record(int index, bool isAlone, RawRecord record) => Last = record;

        public void UnknownValue(string field) => Unknown.Add(field);

        public void Rejected(int index, Rejection reason, string field, string detail) => Last = null;

        public void Add(in Leg leg) => Legs++;

        public void Keep(Token token, byte[] sealedText)
        {
            // Nothing needs to be read back here.
        }
    }
}
