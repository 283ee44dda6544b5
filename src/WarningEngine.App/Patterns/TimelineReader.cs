using System.Globalization;
using WarningEngine.App.Replay;
using WarningEngine.Core.Events;
using WarningEngine.Core.Patterns;

namespace WarningEngine.App.Patterns;

/// <summary>Reads the tests of a pattern file. A test has a name, may describe the person, and is a time line:
/// <code>
/// line    := ["day" N] "at" HH:MM[":"SS] event ("," detail)*  |  "expect" expectation
/// event   := "call in" | "call out" | "sms" TEMPLATE | "transfer" MONEY | "receive" MONEY | "loan" MONEY
///          | "consolidate" MONEY | "break deposit" MONEY | "reserve cash" MONEY | "withdraw cash" MONEY
///          | "raise limit" | "open wallet" | "add payee" | "registry" FACT | "list number" NAME GRADE
///          | "list account" NAME GRADE | "finding" CODE
/// expectation := TIER bound | "nothing" ["above" TIER] bound | "no pattern" ["above" TIER] bound
/// bound   := ["stage" STAGE] ["before" ["day" N] HH:MM]
/// </code>
/// The details of each event are named by the error that an unknown one gets. "expect P1" wants P1 or more urgent
/// from this file's pattern, said on day 1 or later; "nothing" is about this pattern, "no pattern" about all that are loaded with
/// it. Lines stand in the order of time.</summary>
internal sealed class TimelineReader
{
    private readonly TimelinePerson _person = new();
    private readonly List<Expectation> _expectations = [];
    private readonly List<PatternError> _errors;
    private readonly TimelineEvents _events;
    private readonly TimelineSteps _steps = new();
    private int _day = 1;
    private long _lastMs = long.MinValue;

    private TimelineReader(List<PatternError> errors)
    {
        _errors = errors;
        _events = new TimelineEvents(_person, _steps, errors);
    }

    public static PatternTest Read(PatternDefinition pattern, YamlMap map, List<PatternError> errors)
    {
        var reader = new TimelineReader(errors);
        var name = map.Text("name");
        if (map.Optional("person") is { } person)
        {
            reader.Person(new TimelineLine(person));
        }

        foreach (var line in map.Texts("timeline"))
        {
            reader.Line(line);
        }

        map.RefuseUnknown();
        if (reader._expectations.Count == 0)
        {
            errors.Add(new PatternError(
                map.Place, "A test expects something: its time line has no line 'expect ...'."));
        }

        return new PatternTest(pattern.Id, name.Text, name.Place, reader.Records(), reader._expectations)
        {
            ScamType = pattern.ScamType, AgeBand = reader._person.AgeBand, Steps = reader._steps,
        };
    }

    private List<RecordedRecord> Records()
    {
        var timeline = new Timeline(_person);
        if (_person.HasHistory)
        {
            timeline.History();
        }

        _steps.Play(timeline);
        return timeline.Sorted();
    }

    private void Person(TimelineLine line)
    {
        const string known = "minor, young, adult, elderly, 'balance N CNY', 'balance unknown', 'usual amount N CNY' "
            + "or 'no history'";
        foreach (var band in new[] { AgeBand.Minor, AgeBand.Young, AgeBand.Adult, AgeBand.Elderly })
        {
            _person.AgeBand = line.Take(band.ToString().ToLowerInvariant()) ? band : _person.AgeBand;
        }

        _person.HasHistory = !line.Take("no history");
        _person.Balance = line.Take("balance unknown") ? -1 : Amount(line.After("balance"), _person.Balance);
        _person.UsualAmount = Amount(line.After("usual amount"), _person.UsualAmount);
        line.Finish(_errors, known);

        long Amount(string? text, long otherwise)
        {
            if (text is null)
            {
                return otherwise;
            }

            if (TimelineLine.Money(text) is { } amount)
            {
                return amount;
            }

            _errors.Add(new PatternError(line.Place, $"'{text}' is no amount like 3000 CNY."));
            return otherwise;
        }
    }

    private void Line(PlacedText text)
    {
        var words = text.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToList();
        if (words.Count > 0 && words[0] == "expect")
        {
            Expect(text, words[1..]);
            return;
        }

        if (Moment(words) is not { } timeMs)
        {
            _errors.Add(new PatternError(text.Place, "A line begins with 'at 10:02', 'day 2 at 10:02' or 'expect'; the first day is 1."));
            return;
        }

        if (timeMs < _lastMs)
        {
            _errors.Add(new PatternError(
                text.Place, $"{Timeline.Clock(timeMs)} is before the line above, {Timeline.Clock(_lastMs)}: the next day is 'day {_day + 1} at ...'."));
        }

        _lastMs = timeMs;

        // Blanks are kept, so that the places in errors stay right.
        var clock = text.Text.IndexOf(':', StringComparison.Ordinal);
        var from = text.Text.IndexOf(words[0], clock, StringComparison.Ordinal);
        _events.Add(timeMs, new TimelineLine(new PlacedText(text.Text[from..], text.At(from))));
    }

    /// <summary>Takes "[day N] at HH:MM" off the words.</summary>
    private long? Moment(List<string> words)
    {
        if (words is ["day", var number, ..] && Day(number) is { } day)
        {
            _day = day;
            words.RemoveRange(0, 2);
        }

        if (words is not ["at", var clock, _, ..] || TimeWords.TimeOfDay(clock) is not { } time)
        {
            return null;
        }

        words.RemoveRange(0, 2);
        return Timeline.At(_day, time);
    }

    private static int? Day(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var day) && day > 0 ? day : null;

    private void Expect(PlacedText text, List<string> words)
    {
        var day = _day;
        var (forbids, any, tier) = (false, false, (Tier?)Tier.None);
        switch (words)
        {
            case ["nothing", ..]:
                forbids = true;
                words.RemoveAt(0);
                break;
            case ["no", "pattern", ..]:
                (forbids, any) = (true, true);
                words.RemoveRange(0, 2);
                break;
            case [var urgent, ..]:
                tier = TimelineLine.Member<Tier>(urgent);
                words.RemoveAt(0);
                break;
            default:
                tier = null;
                break;
        }

        if (forbids && words is ["above", var bound, ..])
        {
            tier = TimelineLine.Member<Tier>(bound);
            words.RemoveRange(0, 2);
        }

        var stage = (Stage?)Stage.None;
        if (!forbids && words is ["stage", var name, ..])
        {
            stage = TimelineLine.Member<Stage>(name);
            words.RemoveRange(0, 2);
        }

        var beforeMs = (long?)long.MaxValue;
        if (words is ["before", ..])
        {
            words[0] = "at";
            if (words is ["at", "day", var number, ..] && Day(number) is { } other)
            {
                day = other;
                words.RemoveRange(1, 2);
            }

            beforeMs = words is ["at", var clock] && TimeWords.TimeOfDay(clock) is { } time
                ? Timeline.At(day, time) : null;
            words.Clear();
        }

        if (tier is null || stage is null || beforeMs is null || words.Count > 0)
        {
            _errors.Add(new PatternError(
                text.Place,
                "Expected 'expect P0', 'expect nothing' or 'expect no pattern', then 'above P2' or 'stage transfer', "
                + "then 'before 10:41'."));
            return;
        }

        _expectations.Add(
            new Expectation(text.Place, text.Text, forbids, any, tier.Value, stage.Value, beforeMs.Value));
    }
}
