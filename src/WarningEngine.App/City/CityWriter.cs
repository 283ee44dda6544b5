using System.Buffers;
using System.Globalization;
using System.Text.Json;
using WarningEngine.Kafka.Wire;

namespace WarningEngine.App.City;

/// <summary>One record of the city on its way: a line of a recorded directory and a value of a raw topic.</summary>
/// <param name="ArrivalMs">Arrival at the source's edge, ms since epoch.</param>
/// <param name="Order">Tells records of one arrival time apart.</param>
/// <param name="Topic">Its raw topic.</param>
/// <param name="Json">UTF-8, without a line end.</param>
public readonly record struct CityRecord(long ArrivalMs, long Order, RawTopic Topic, byte[] Json);

/// <summary>Writes what happens as records of the contracts.</summary>
internal sealed class CityWriter(CityRandom random)
{
    private readonly ArrayBufferWriter<byte> _buffer = new();
    private readonly List<CityRecord> _records = [];
    private long _order;
    private long _reference = 1;

    /// <summary>Records in the order in which they were written.</summary>
    public List<CityRecord> Records => _records;

    /// <summary>A call between two numbers; the records that the operators of city people ship of it.</summary>
    public void Call(
        string caller, CityPerson? callerPerson, string called, CityPerson? calledPerson, long startMs, long ringMs, long talkMs,
        bool gateway = false)
    {
        var reference = $"c{_reference++}";
        if (callerPerson is not null)
        {
            Leg(callerPerson, "MO_CALL_RECORD", reference, caller, called, startMs, ringMs, talkMs, gateway: false);
        }

        // Both operators' records are usual on net; off net, only one side's reaches us.
        if (calledPerson is not null && (callerPerson is null || random.Chance(0.7)))
        {
            Leg(calledPerson, "MT_CALL_RECORD", reference, caller, called, startMs, ringMs, talkMs, gateway);
        }
    }

    public void Sms(string from, CityPerson to, string template, string? domain, long timeMs, string senderClass = "PORT_106") =>
        Add(RawTopic.Sms, timeMs + random.Between(500, 5_000), json =>
        {
            json.WriteString("messageReference", $"m{_reference++}");
            json.WriteString("originatingAddress", from);
            json.WriteString("destinationAddress", to.Number);
            json.WriteString("senderClass", senderClass);
            json.WriteString("templateClass", template);
            if (domain is not null)
            {
                json.WriteString("urlDomain", domain);
            }

            json.WriteNumber("segments", 1);
            Time(json, "time", timeMs);
        });

    /// <summary>A transfer: attempted, then settled or rejected seconds later. Keeps the payer's balance.</summary>
    public void Pay(
        CityPerson from, string account, string agent, string? number, string kind, long amount, long timeMs,
        bool rejected = false, string nameCheck = "MATCH")
    {
        if (amount <= 0)
        {
            return;
        }

        var txId = $"t{_reference++}";
        var before = from.Balance;
        foreach (var (phase, at) in new[] { ("ATTEMPTED", timeMs), (rejected ? "REJECTED" : "SETTLED", timeMs + random.Between(800, 4_000)) })
        {
            Add(RawTopic.Transfers, at + random.Between(300, 1_500), json =>
            {
                json.WriteString("txId", txId);
                json.WriteString("phase", phase);
                Debtor(json, from);
                json.WriteString("creditorAccount", account);
                json.WriteString("creditorAgent", agent);
                if (number is not null)
                {
                    json.WriteString("creditorNumber", number);
                }

                json.WriteString("payeeKind", kind);
                json.WriteString("nameCheck", nameCheck);
                Amount(json, "instructedAmount", amount);
                Amount(json, "balanceBefore", Math.Max(0, before));
                Time(json, "acceptanceDateTime", at);
            });
        }

        if (!rejected)
        {
            from.Balance = Math.Max(0, from.Balance - amount);
        }
    }

    /// <summary>Money from somebody outside to a person: salary, rebate, gift.</summary>
    public void Receive(CityPerson to, string fromAccount, string fromAgent, long amount, long timeMs)
    {
        var txId = $"t{_reference++}";
        Add(RawTopic.Transfers, timeMs + random.Between(300, 1_500), json =>
        {
            json.WriteString("txId", txId);
            json.WriteString("phase", "SETTLED");
            json.WriteString("debtorAccount", fromAccount);
            json.WriteString("debtorAgent", fromAgent);
            json.WriteString("creditorAccount", to.Account);
            json.WriteString("creditorAgent", to.Agent);
            if (to.BankNamesNumber)
            {
                json.WriteString("creditorNumber", to.E164);
            }

            json.WriteString("payeeKind", "BANK");
            Amount(json, "instructedAmount", amount);
            Time(json, "acceptanceDateTime", timeMs);
        });
        to.Balance += amount;
    }

    public void Loan(CityPerson to, int lender, long amount, long timeMs)
    {
        Add(RawTopic.Transfers, timeMs + random.Between(300, 2_000), json =>
        {
            json.WriteString("txId", $"l{_reference++}");
            json.WriteString("event", "LOAN_DISBURSED");
            json.WriteString("phase", "SETTLED");
            json.WriteString("debtorAccount", $"LEND{lender:0000}");
            json.WriteString("debtorAgent", $"LENDER{lender}");
            json.WriteString("creditorAccount", to.Account);
            json.WriteString("creditorAgent", to.Agent);
            json.WriteString("creditorNumber", to.E164);
            Amount(json, "instructedAmount", amount);
            Time(json, "acceptanceDateTime", timeMs);
        });
        to.Balance += amount;
    }

    /// <summary>Another money event of the person's own: limit raised, deposit broken, own accounts consolidated.</summary>
    public void Own(CityPerson person, string kind, long amount, long timeMs)
    {
        Add(RawTopic.Transfers, timeMs + random.Between(300, 1_500), json =>
        {
            json.WriteString("txId", $"o{_reference++}");
            json.WriteString("event", kind);
            json.WriteString("phase", "SETTLED");
            Debtor(json, person);
            if (amount > 0)
            {
                Amount(json, "instructedAmount", amount);
            }

            Time(json, "acceptanceDateTime", timeMs);
        });
        person.Balance += amount;
    }

    /// <summary>Money that a mule's account passes on.</summary>
    public void PassOn(string mule, string agent, string to, long amount, long timeMs) =>
        Add(RawTopic.Transfers, timeMs + random.Between(300, 1_500), json =>
        {
            json.WriteString("txId", $"p{_reference++}");
            json.WriteString("phase", "SETTLED");
            json.WriteString("debtorAccount", mule);
            json.WriteString("debtorAgent", agent);
            json.WriteString("creditorAccount", to);
            json.WriteString("creditorAgent", "CRYPTO01");
            json.WriteString("payeeKind", "CRYPTO");
            Amount(json, "instructedAmount", amount);
            Time(json, "acceptanceDateTime", timeMs);
        });

    public void Registry(CityPerson person, long timeMs)
    {
        Fact(person, timeMs, "ACCOUNT_LINKED", json => json.WriteString("account", person.Account));
        Fact(person, timeMs, "AGE_BAND", json => json.WriteString("ageBand", person.Age.ToString().ToUpperInvariant()));
        Fact(person, timeMs, "HOME_REGION", json => json.WriteString("region", person.Region));
        if (person.Job is "courier" or "call_centre" or "debt_collection")
        {
            Fact(person, timeMs, "BUSINESS_LINE", _ => { });
        }
    }

    private void Fact(CityPerson person, long timeMs, string fact, Action<Utf8JsonWriter> more) =>
        Add(RawTopic.Registry, timeMs, json =>
        {
            json.WriteString("fact", fact);
            json.WriteString("number", person.E164);
            more(json);
            Time(json, "time", timeMs);
        });

    /// <summary>The records of one side: phases where its operator ships them, else the final record, in batches.</summary>
    private void Leg(
        CityPerson served, string type, string reference, string caller, string called, long startMs, long ringMs, long talkMs,
        bool gateway)
    {
        var answerMs = talkMs > 0 ? startMs + ringMs : 0;
        var releaseMs = startMs + ringMs + talkMs;
        void Record(string? phase, int sequence, long knownMs, long delayMs, bool ended) => Add(RawTopic.Calls, knownMs + delayMs, json =>
        {
            json.WriteString("recordType", type);
            json.WriteString("callReference", reference);
            json.WriteNumber("sequenceNumber", sequence);
            json.WriteString("servedMSISDN", served.E164);
            json.WriteString("callingNumber", caller);
            json.WriteString("calledNumber", called);
            Time(json, "seizureTime", startMs);
            if (answerMs != 0)
            {
                Time(json, "answerTime", answerMs);
                json.WriteNumber("callDuration", Math.Max(0, (Math.Min(knownMs, releaseMs) - answerMs) / 1000));
            }

            if (ended)
            {
                Time(json, "releaseTime", releaseMs);
            }

            if (phase is not null)
            {
                json.WriteString("phase", phase);
            }

            json.WriteString("location", served.Region);
            if (gateway)
            {
                json.WriteBoolean("internationalGateway", true);
            }
        });

        if (!served.FeedSendsPhases || talkMs == 0)
        {
            Record(null, 0, releaseMs, random.Between(20_000, 180_000), ended: true);
            return;
        }

        Record("ANSWER", 0, answerMs, random.Between(800, 3_000), ended: false);
        var sequence = 1;
        for (var at = answerMs + 1_800_000; at < releaseMs; at += 1_800_000)
        {
            Record("PARTIAL", sequence++, at, random.Between(1_000, 5_000), ended: false);
        }

        Record("END", sequence, releaseMs, random.Between(1_000, 5_000), ended: true);
    }

    private static void Debtor(Utf8JsonWriter json, CityPerson person)
    {
        json.WriteString("debtorAccount", person.Account);
        json.WriteString("debtorAgent", person.Agent);
        if (person.BankNamesNumber)
        {
            json.WriteString("debtorNumber", person.E164);
        }
    }

    private static void Amount(Utf8JsonWriter json, string name, long fen)
    {
        json.WriteStartObject(name);
        json.WriteString("amount", string.Create(CultureInfo.InvariantCulture, $"{fen / 100}.{fen % 100:00}"));
        json.WriteString("currency", "CNY");
        json.WriteEndObject();
    }

    private static void Time(Utf8JsonWriter json, string name, long ms) =>
        json.WriteString(name, DateTimeOffset.FromUnixTimeMilliseconds(ms).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));

    private void Add(RawTopic topic, long arrivalMs, Action<Utf8JsonWriter> write)
    {
        _buffer.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(_buffer))
        {
            json.WriteStartObject();
            write(json);
            Time(json, "arrivalTime", arrivalMs);
            json.WriteEndObject();
        }

        _records.Add(new CityRecord(arrivalMs, _order++, topic, _buffer.WrittenSpan.ToArray()));
    }
}
