using System.Collections.Concurrent;
using WarningEngine.Kafka.Wire;

namespace WarningEngine.App.City;

/// <summary>Writes what happens as records of the contracts, and hands them out in the order of their arrival. Some
/// records come late and some twice, as feeds of records do; how many is of our own making, since nobody publishes
/// it.</summary>
internal sealed class CityWriter(CityRandom random, CityCoverage tells)
{
    /// <summary>One record in so many hundred is sent again: a file that is shipped twice, an acknowledgement that
    /// was lost.</summary>
    private const double Doubled = 0.01;

    /// <summary>This share of records waits somewhere for minutes or hours.</summary>
    private const double Late = 0.004;

    /// <summary>Addresses of one another's senders of codes: shops, banks, lenders, offices.</summary>
    private static readonly string[] Issuers = [.. Enumerable.Range(0, 60).Select(x => $"1069{x:0000}0001")];

    private readonly CityJson _json = new();
    private readonly Dictionary<long, CityHour> _pending = [];
    private readonly ConcurrentBag<CityHour> _empty = [];
    private long _handedOutMs;
    private long _reference = 1;

    /// <summary>What arrives in one hour, unsorted; null where nothing does. Must be asked for hour after hour: nothing
    /// arrives any more before one that was handed out.</summary>
    public CityHour? Due(long hour)
    {
        _handedOutMs = (hour + 1) * CityHour.Ms;
        return _pending.Remove(hour, out var due) ? due : null;
    }

    /// <summary>The last hour in which something arrives.</summary>
    public long LastHour => _pending.Count == 0 ? -1 : _pending.Keys.Max();

    /// <summary>Gives memory back to be used again, from any thread.</summary>
    public void Return(CityHour hour) => _empty.Add(hour);

    /// <summary>A reference that no other record has.</summary>
    public long Reference() => _reference++;

    /// <summary>The record that was begun last.</summary>
    public CityJson Current => _json;

    /// <summary>A record to be written field by field, up to <see cref="End"/>.</summary>
    public CityJson Begin() => _json.Begin();

    /// <summary>Ends the record that was begun.</summary>
    /// <param name="topic">Where it arrives.</param>
    /// <param name="arrivalMs">When, ms since epoch, unless it is late.</param>
    public void End(RawTopic topic, long arrivalMs) => End(topic, arrivalMs, random, isTold: true);

    private void End(RawTopic topic, long arrivalMs, CityRandom chance, bool isTold)
    {
        if (chance.Chance(Late))
        {
            arrivalMs += Math.Min(chance.Minutes(25, 1.4), CityStream.DayMs);
        }

        var length = _json.Written.Length;
        if (isTold)
        {
            Arrive(topic, arrivalMs);
        }

        if (chance.Chance(Doubled))
        {
            var againMs = arrivalMs + Math.Min(chance.Minutes(2, 1.5), CityStream.DayMs);
            if (isTold)
            {
                _json.Back(length);
                Arrive(topic, againMs);
            }
        }
    }

    private void Arrive(RawTopic topic, long arrivalMs)
    {
        // What came before has been handed out: nothing arrives before it any more.
        arrivalMs = Math.Max(arrivalMs, _handedOutMs);
        _json.Time("arrivalTime"u8, arrivalMs).End();
        var hour = arrivalMs / CityHour.Ms;
        if (!_pending.TryGetValue(hour, out var lines))
        {
            if (!_empty.TryTake(out lines))
            {
                lines = new CityHour();
            }

            lines.Reset(hour);
            _pending.Add(hour, lines);
        }

        lines.Add(topic, arrivalMs, _json.Written);
    }

    /// <summary>Metadata of a message.</summary>
    /// <param name="from">As operators write the sender.</param>
    /// <param name="to">Who gets it.</param>
    /// <param name="template">Class of its text.</param>
    /// <param name="domain">Of its link; null without one.</param>
    /// <param name="timeMs">When it was sent.</param>
    /// <param name="sender">Class of the sender; told from the address where null.</param>
    /// <param name="hash">Of the text without its variable parts; null where nobody made one.</param>
    public void Sms(
        string from, CityPerson to, string template, string? domain, long timeMs,
        string? sender = null, string? hash = null)
    {
        sender ??= from.StartsWith("106", StringComparison.Ordinal) ? "PORT_106"
            : from.Length > 8 ? "P2P" : "SERVICE_CODE";
        Begin().Reference("messageReference"u8, 'm', Reference())
            .Text("originatingAddress"u8, from).Text("destinationAddress"u8, to.Number)
            .Text("senderClass"u8, sender).Text("templateClass"u8, template)
            .TextOf("templateHash"u8, hash).TextOf("urlDomain"u8, domain)
            .Number("segments"u8, domain is null ? 1 : 2).Time("time"u8, timeMs);

        // Seconds; the operator that ships its calls as files ships these as files, too.
        var delay = random.Between(500, 5_000);
        End(RawTopic.Sms, to.Feed == CallFeed.Files ? CityCalls.FileMs(timeMs, 5) + (4 * delay) : timeMs + delay);
    }

    /// <summary>A code of one of 60 senders.</summary>
    public void Code(CityPerson to, long timeMs) => Sms(Issuer(), to, "OTP", null, timeMs);

    /// <summary>Some sender of codes.</summary>
    public string Issuer() => random.Pick(Issuers);

    /// <summary>A slow fact of a line.</summary>
    public void Fact(CityPerson person, string fact, long timeMs, string? field = null, string? value = null) =>
        Fact(person, fact, timeMs, field, value, random, isTold: true);

    /// <summary>That somebody is registered who looks after the owner of a line.</summary>
    /// <param name="person">Who is looked after.</param>
    /// <param name="timeMs">Since when.</param>
    /// <param name="chance">Of how it arrives; null: the city's own.</param>
    /// <param name="isTold">False: nothing arrives, and what the city draws is the same.</param>
    public void Guardian(CityPerson person, long timeMs, CityRandom? chance, bool isTold) =>
        Fact(person, "GUARDIAN", timeMs, field: null, value: null, chance ?? random, isTold);

    private void Fact(CityPerson person, string fact, long timeMs, string? field, string? value, CityRandom chance, bool isTold)
    {
        var json = Begin().Text("fact"u8, fact).Text("number"u8, person.E164);
        if (field is not null && value is not null)
        {
            json.Text(System.Text.Encoding.ASCII.GetBytes(field), value);
        }

        json.Time("time"u8, timeMs);
        End(RawTopic.Registry, timeMs + chance.Between(1_000, 60_000), chance, isTold);
    }

    /// <summary>An entry of a list of the authorities.</summary>
    /// <param name="entry">Its id; the same for an entry and its appeal.</param>
    /// <param name="kind">NUMBER, SENDER, ACCOUNT or DOMAIN.</param>
    /// <param name="value">In the form in which records carry it.</param>
    /// <param name="level">MEDIUM, HIGH or VERY_HIGH.</param>
    /// <param name="timeMs">When it was made.</param>
    /// <param name="appeal">UPHELD lifts it; null for the entry itself.</param>
    public void Listed(long entry, string kind, string value, string level, long timeMs, string? appeal = null)
    {
        if (!tells.Lists)
        {
            return;
        }

        Begin().Reference("entryId"u8, 'i', entry).Text("kind"u8, kind).Text("value"u8, value).Text("level"u8, level)
            .Text("basis"u8, "reported by victims"u8).Text("issuer"u8, "city-antifraud-centre"u8)
            .Time("from"u8, timeMs).Time("to"u8, timeMs + (90 * CityStream.DayMs))
            .TextOf("appeal"u8, appeal).Time("time"u8, timeMs);
        End(RawTopic.Intelligence, timeMs + random.Between(1_000, 120_000));
    }

    /// <summary>What an agent of the centre found out about somebody.</summary>
    /// <param name="person">About whom.</param>
    /// <param name="code">As in the contract.</param>
    /// <param name="confirmed">It was a fraud.</param>
    /// <param name="timeMs">When it was found out.</param>
    /// <param name="kind">NUMBER or ACCOUNT: what the agent confirms to be the fraudster's; null where nothing.</param>
    /// <param name="value">In the form in which records carry it.</param>
    public void Disposition(
        CityPerson person, string code, bool confirmed, long timeMs, string? kind = null, string? value = null)
    {
        if (!tells.Findings)
        {
            return;
        }

        var json = Begin().Reference("dispositionId"u8, 'd', Reference()).Text("person"u8, person.E164)
            .Text("code"u8, code);
        if (confirmed)
        {
            json.True("fraudConfirmed"u8);
        }

        if (kind is not null)
        {
            json.Text("confirmedKind"u8, kind).Text("confirmedValue"u8, value!);
        }

        json.Text("agent"u8, "a01"u8).Time("time"u8, timeMs);
        End(RawTopic.Dispositions, timeMs + random.Between(1_000, 120_000));
    }
}
