using System.Text;
using WarningEngine.Core.Intake;
using WarningEngine.Kafka.Wire;
using WarningEngine.Simulation.Kernel;

namespace WarningEngine.Simulation.Input;

/// <summary>A few tens of people: three weeks of ordinary life, then frauds that warn, lists, findings and commands, drawn
/// from the seed.</summary>
internal sealed class Script
{
    /// <summary>The last of it is sent by then.</summary>
    public const long EndUs = 18_000_000;

    private const long MinuteMs = 60_000;
    private const long DayMs = 1_440 * MinuteMs;

    private readonly Random _chance;
    private readonly Tokeniser _tokens;
    private readonly int _speed;
    private readonly int _feedPartitions;
    private readonly List<Sending> _history = [];
    private readonly List<Sending> _sendings = [];
    private int _fresh;

    public Script(Random chance, Tokeniser tokens, int speed, int feedPartitions)
    {
        (_chance, _tokens, _speed, _feedPartitions) = (chance, tokens, speed, feedPartitions);
        var people = 10 + chance.Next(20);
        for (var person = 0; person < people; person++)
        {
            History(person);
        }

        for (var person = 0; person < people; person++)
        {
            Live(person);
        }

        Orders();
    }

    /// <summary>What is in the topics before anybody reads, with the timestamps of then, in order.</summary>
    public IEnumerable<Sending> Past => _history.OrderBy(x => x.TimestampMs);

    /// <summary>What is sent while the engine runs, in order.</summary>
    public IEnumerable<Sending> Sendings => _sendings.OrderBy(x => x.AtUs);

    private static long StartMs => VirtualClock.Start.ToUnixTimeMilliseconds();

    private static string Number(int person) => $"+8613800{person:000000}";

    private static string Account(int person) => $"62170000{person:00000000}";

    private string Fresh(string what) => $"{what}{_fresh++}";

    /// <summary>Without three weeks of life nobody can be told to be a stranger.</summary>
    private void AddHistory(RawTopic topic, int person, long timeMs, string record) =>
        _history.Add(new Sending(topic, Partition(topic, person), 0, timeMs, Encoding.UTF8.GetBytes(record)));

    private void Add(RawTopic topic, int person, long atUs, params string[] records) =>
        _sendings.Add(new Sending(topic, Partition(topic, person), atUs, null, Encoding.UTF8.GetBytes(string.Join('\n', records))));

    private int Partition(RawTopic topic, int person) =>
        topic == RawTopic.Calls || topic == RawTopic.Transfers ? person % _feedPartitions : 0;

    private void History(int person)
    {
        foreach (var day in new[] { 20, 9 })
        {
            var at = StartMs - (day * DayMs) + (person * MinuteMs);
            AddHistory(RawTopic.Calls, person, at + MinuteMs, RecordText.Call(
                "RECORD", Fresh("h"), Number(person), "+8613999000001", at, 60_000, incoming: false));
            AddHistory(RawTopic.Transfers, person, at + MinuteMs, RecordText.Transfer(
                Fresh("h"), "SETTLED", Account(person), Number(person), "KNOWN-PAYEE", 200, at));
        }

        AddHistory(RawTopic.Registry, person, StartMs - (8 * DayMs), person % 2 == 0
            ? RecordText.Linked(Number(person), Account(person), StartMs - (8 * DayMs))
            : RecordText.Home(Number(person), person % 3 == 0 ? "440100" : "510107", StartMs - (8 * DayMs)));
    }

    private void Live(int person)
    {
        var atUs = _chance.NextInt64(EndUs * 2 / 3);
        switch (_chance.Next(6))
        {
            case 0:
                OnThePhone(person, atUs, inOneMessage: _chance.Next(2) == 0);
                break;
            case 1:
                Fee(person, atUs);
                break;
            case 2:
                BadContact(person, atUs);
                break;
            case 3:
                LinkedAccount(person, atUs);
                break;
            case 4:
                OnThePhone(person, atUs, inOneMessage: false);
                Fee(person, atUs + _chance.NextInt64(EndUs / 4));
                break;
            default:
                Batch(person, atUs);
                break;
        }
    }

    /// <summary>The event's time: as if everything had been under way for half an hour before it was sent.</summary>
    private long EventMs(long atUs) => StartMs + (atUs / 1_000 * _speed) - (30 * MinuteMs);

    private void OnThePhone(int person, long atUs, bool inOneMessage)
    {
        var at = EventMs(atUs);
        var reference = Fresh("c");
        var stranger = $"+8617099{_chance.Next(1_000_000):000000}";
        Add(RawTopic.Calls, person, atUs, RecordText.Call("ANSWER", reference, Number(person), stranger, at, 0, incoming: true));
        var id = Fresh("t");
        string[] payments =
        [
            Pay(id, "ATTEMPTED", person, "MULE" + id, 12_000, at + (12 * MinuteMs)),
            Pay(id, "SETTLED", person, "MULE" + id, 12_000, at + (12 * MinuteMs) + 2_000),
            Pay(id + "b", "ATTEMPTED", person, "MULE" + id + "b", 4_000, at + (20 * MinuteMs)),
        ];
        if (inOneMessage)
        {
            // Two people warned by one message.
            var other = person + _feedPartitions;
            Add(RawTopic.Calls, other, atUs, RecordText.Call("ANSWER", reference + "o", Number(other), stranger, at, 0, incoming: true));
            Add(RawTopic.Transfers, person, atUs + 900_000, [.. payments, .. payments.Select(
                x => x.Replace(Number(person), Number(other), StringComparison.Ordinal).Replace(id, id + "o", StringComparison.Ordinal))]);
        }
        else
        {
            for (var i = 0; i < payments.Length; i++)
            {
                Add(RawTopic.Transfers, person, atUs + 900_000 + (i * 700_000), payments[i]);
            }
        }

        Add(RawTopic.Calls, person, atUs + 3_000_000, RecordText.Call(
            "END", reference, Number(person), stranger, at, 25 * MinuteMs, incoming: true));
        if (_chance.Next(3) == 0)
        {
            string[] codes = ["REACHED_DISSUADED", "NOT_REACHED_BUSY", "REACHED_DENIES", "ALREADY_LOST"];
            Add(RawTopic.Dispositions, 0, atUs + 3_500_000, RecordText.Finding(
                Fresh("d"), Number(person), codes[_chance.Next(codes.Length)], at + (28 * MinuteMs), "MULE" + id));
        }
    }

    private static string Pay(string id, string phase, int person, string payee, long yuan, long timeMs) =>
        RecordText.Transfer(id, phase, Account(person), Number(person), payee, yuan, timeMs);

    private void Fee(int person, long atUs)
    {
        var at = EventMs(atUs);
        var reference = Fresh("c");
        var stranger = "+85260" + _chance.Next(1_000_000).ToString("000000", System.Globalization.CultureInfo.InvariantCulture);
        Add(RawTopic.Calls, person, atUs, RecordText.Call("ANSWER", reference, Number(person), stranger, at, 0, incoming: true));
        for (var i = 0; i < 3; i++)
        {
            Add(RawTopic.Transfers, person, atUs + (i * 300_000), Pay(Fresh("t"), "REJECTED", person, "PAYEE", 800, at + ((6 + i) * MinuteMs)));
            Add(RawTopic.Sms, person, atUs + (i * 300_000), RecordText.Sms(
                Fresh("s"), "95588", Number(person), "OTP", at + ((6 + i) * MinuteMs) + 10_000));
        }

        var id = Fresh("t");
        Add(RawTopic.Transfers, person, atUs + 1_500_000, Pay(id, "SETTLED", person, "MULE" + id, 40_000, at + (15 * MinuteMs)));
        Add(RawTopic.Calls, person, atUs + 2_000_000, RecordText.Call(
            "END", reference, Number(person), stranger, at, 18 * MinuteMs, incoming: true));
    }

    /// <summary>A number calls, turns out bad, and whoever it touched hears of it; so does whoever pays an account.</summary>
    private void BadContact(int person, long atUs)
    {
        var at = EventMs(atUs);
        var bad = $"+8617088{_chance.Next(3):000000}";
        var mule = $"MULE-SHARED-{_chance.Next(3)}";
        Add(RawTopic.Calls, person, atUs, RecordText.Call("RECORD", Fresh("c"), Number(person), bad, at, 9 * MinuteMs, incoming: true));
        Add(RawTopic.Calls, person, atUs + 100_000, RecordText.Call("RECORD", Fresh("c"), bad, Number(person), at, 9 * MinuteMs, incoming: false));
        Add(RawTopic.Transfers, person, atUs + 200_000, Pay(Fresh("t"), "SETTLED", person, mule, 4_000, at + (12 * MinuteMs)));
        Add(RawTopic.Intelligence, 0, atUs + _chance.NextInt64(4_000_000), RecordText.Listed(
            Fresh("i"), "NUMBER", bad, _chance.Next(2) == 0 ? "HIGH" : "VERY_HIGH", at + (14 * MinuteMs)));
        Add(RawTopic.Intelligence, 0, atUs + _chance.NextInt64(4_000_000), RecordText.Listed(
            Fresh("i"), "ACCOUNT", mule, "HIGH", at + (14 * MinuteMs)));
    }

    /// <summary>The bank does not tell the payer's number: the account's owner passes on, and so does the payee's.</summary>
    private void LinkedAccount(int person, long atUs)
    {
        var at = EventMs(atUs);
        var mule = Account(2 * _chance.Next(5));
        Add(RawTopic.Intelligence, 0, atUs, RecordText.Listed(Fresh("i"), "ACCOUNT", mule, "HIGH", at));
        for (var i = 0; i < 3; i++)
        {
            Add(RawTopic.Transfers, person, atUs + 400_000 + (i * 250_000), RecordText.Transfer(
                Fresh("t"), "SETTLED", Account(person), null, mule, 2_000 + (i * 3_000), at + ((5 + i) * MinuteMs)));
        }
    }

    /// <summary>Many records in one message, some of them bad, some sent twice.</summary>
    private void Batch(int person, long atUs)
    {
        var at = EventMs(atUs);
        var records = new List<string>();
        for (var i = 0; i < 20 + _chance.Next(60); i++)
        {
            records.Add(i % 17 == 13 ? "{\"recordType\": nonsense" : RecordText.Call(
                "RECORD", Fresh("c"), Number(_chance.Next(30)), Number(_chance.Next(30)), at + (i * 1_000), 60_000, incoming: i % 2 == 0));
        }

        records.Add(records[0]);
        Add(RawTopic.Calls, person, atUs, [.. records]);
        if (_chance.Next(2) == 0)
        {
            Add(RawTopic.Calls, person, atUs + 500_000, [.. records.Take(10)]);
        }

        OnThePhone(person, atUs + 200_000, inOneMessage: true);
    }

    /// <summary>Modes change, what is held is released, cases are offered to other regions, which accept or are silent.</summary>
    private void Orders()
    {
        if (_chance.Next(2) == 0)
        {
            var atUs = _chance.NextInt64(EndUs / 2);
            foreach (var (afterUs, kind, more) in new[]
            {
                (0L, "SET_MODE", ", \"mode\": \"HOLD\""), (4_000_000L, "RELEASE", ""), (5_000_000L, "SET_MODE", ", \"mode\": \"LIVE\""),
            })
            {
                Add(RawTopic.Commands, 0, atUs + afterUs, RecordText.Command(Fresh("o"), kind, EventMs(atUs + afterUs), more));
            }
        }

        for (var i = 0; i < 4; i++)
        {
            var atUs = (EndUs / 2) + _chance.NextInt64(EndUs / 2);
            var token = _tokens.Number(Number(_chance.Next(20)));
            var whose = $", \"personToken\": \"{token}\", \"region\": \"{(i % 2 == 0 ? "110000" : "330100")}\"";
            Add(RawTopic.Commands, 0, atUs, RecordText.Command(Fresh("o"), "MOVE_CASE", EventMs(atUs), whose));
            if (i > 0)
            {
                var answeredUs = atUs + (i * 400_000);
                Add(RawTopic.Commands, 0, answeredUs, RecordText.Command(Fresh("o"), "ACCEPT_CASE", EventMs(answeredUs), whose));
            }
        }
    }
}

/// <summary>A raw message.</summary>
/// <param name="Topic">Where to.</param>
/// <param name="Partition">Of the topic.</param>
/// <param name="AtUs">When it is sent, in virtual time.</param>
/// <param name="TimestampMs">Kafka's timestamp; null: when it is appended.</param>
/// <param name="Value">One record, or several.</param>
internal sealed record Sending(RawTopic Topic, int Partition, long AtUs, long? TimestampMs, byte[] Value);
