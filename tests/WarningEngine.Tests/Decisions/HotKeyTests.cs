using WarningEngine.App.City;
using WarningEngine.Core;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Events;
using WarningEngine.Core.Profiles;
using WarningEngine.Testing;

namespace WarningEngine.Tests.Decisions;

/// <summary>One line gets, and one sender on a list sends, twenty thousand messages in a second, in the midst of a city. There is
/// no cap: each costs what any other does, and what is remembered of the two stays as small as of anybody.</summary>
public sealed class HotKeyTests
{
    private const int Count = 20_000;
    private const byte FirstEntityKey = 1;
    private const byte LastEntityKey = 3;
    private static readonly Token HotLine = new(0xA, 0xA);
    private static readonly Token HotSender = new(0xB, 0xB);
    private static readonly Lazy<FixedArtifacts> Rules = new(ShippedRules.Alone);
    private static readonly Lazy<List<Leg>> City = new(() => CityLegs.Of(new CityOptions(150, 1, 5, 0.2, CityOptions.DefaultStartMs)));
    private static readonly Lazy<Scored> Calm = new(() => Score(City.Value));
    private static readonly Lazy<Scored> Hot = new(() => Score(WithHotKeys(City.Value)));

    [Fact]
    public void Warnings_of_everybody_else_are_those_of_a_run_without_it()
    {
        Assert.NotEmpty(Calm.Value.Said.Warnings);

        Assert.Equal(
            Calm.Value.Said.Warnings.Select(x => (x.Id, x.Tier, x.EventTimeMs)),
            Hot.Value.Said.Warnings.Where(x => x.Person != HotLine).Select(x => (x.Id, x.Tier, x.EventTimeMs)));
    }

    [Fact]
    public void What_is_remembered_of_everybody_else_is_the_same_to_the_last_byte()
    {
        var (calm, hot) = (Calm.Value.Entities, Hot.Value.Entities);

        Assert.All(calm, x => Assert.Equal(x.Value, hot[x.Key]));
    }

    [Fact]
    public void The_two_have_a_record_each_as_large_as_anybodys()
    {
        var calm = Calm.Value.Entities;
        var added = Hot.Value.Entities.Where(x => !calm.ContainsKey(x.Key)).ToArray();

        // A profile, a counterpart, and for a line under suspicion an episode.
        Assert.InRange(added.Length, 2, 3);
        Assert.All(added, x => Assert.InRange(x.Value.Length, 1, calm.Where(y => y.Key[..2] == x.Key[..2]).Max(y => y.Value.Length)));
        var episodes = Hot.Value.Partition.State.Episodes;
        Assert.All(episodes.Persons.Select(x => episodes[x]), x =>
        {
            Assert.InRange(x.Evidence.Length, 0, Limits.EvidencePerEpisodeMax);
            Assert.InRange(x.GradedContacts.Length, 0, Limits.GradedContactsMax);
        });
    }

    [Fact]
    public void Lines_that_a_counterpart_touched_are_kept_up_to_their_limit_and_the_others_are_counted()
    {
        var counterparts = Hot.Value.Partition.State.Counterparts;
        var sender = counterparts.Table[counterparts.Table.Find(HotSender)];
        var kept = counterparts.Touched.CountLive(sender, HotSender, sender.LastSeenMin, atMost: int.MaxValue);

        Assert.InRange(kept, 1, Limits.TouchedPerCounterpartMax + FirstTouched.Count);
        Assert.Equal(Count - kept, sender.TouchedOverflow);
        Assert.NotEqual(0, sender.TouchedOverflow);
        Assert.InRange(counterparts.Touched.Blocks.Count, 1, Limits.TouchedPerPartitionMax / BlockLines.Count);
    }

    [Fact]
    public void Each_line_that_a_listed_sender_reaches_hears_of_it_once_however_many_there_are() =>
        Assert.Equal(Count, Hot.Value.Said.Legs.Count(x => x.Kind == LegKind.Reputation && x.Other == HotSender));

    private static Token Line(int number) => new(0xC, (ulong)number + 1);

    private static List<Leg> WithHotKeys(List<Leg> city)
    {
        // Frauds are of the last of fifteen days: before it and after it there is something to warn of.
        var at = city.Count * 59 / 60;
        var call = city.Take(at).Last(x => x is { Kind: LegKind.Call, Call: { Direction: CallDirection.Incoming, Answered: true } });
        var log = new List<Leg>(city.Take(at))
        {
            Own(0, new Leg
            {
                Kind = LegKind.Indicator, Entity = HotSender, EntityKind = EntityKind.Sender, EventTimeMs = call.ArrivalTimeMs,
                ArrivalTimeMs = call.ArrivalTimeMs, Indicator = new IndicatorFacts { Level = Grade.High },
            }),
        };
        for (var i = 0; i < Count; i++)
        {
            var inSecond = call.ArrivalTimeMs + (i * 1_000L / Count);
            log.Add(Own((2 * i) + 1, call with
            {
                Entity = HotLine, Other = Line(i), EventTimeMs = inSecond, ArrivalTimeMs = inSecond,
                Call = call.Call with
                {
                    Reference = (ulong)i + 1, StartMs = inSecond, AnswerMs = inSecond, ReleaseMs = inSecond + call.Call.DurationMs,
                },
            }));
            log.Add(Own((2 * i) + 2, new Leg
            {
                Kind = LegKind.SmsCounterpart, Entity = HotSender, EntityKind = EntityKind.Sender, Other = Line(i),
                OtherKind = EntityKind.Number, EventTimeMs = inSecond, ArrivalTimeMs = inSecond,
            }));
        }

        log.AddRange(city.Skip(at));
        return log;
    }

    /// <summary>Of a raw partition of its own: nobody else's marks move.</summary>
    private static Leg Own(int number, Leg leg) => leg with
    {
        Stamp = new Stamp(new Source(RawStreams.Calls, 1, 1), new Position(number, 0, 0)), EventId = ((UInt128)0xF << 120) + (UInt128)number,
    };

    private static Scored Score(List<Leg> log)
    {
        var said = new ScoredItems();
        var partition = new ScoringPartition(new Source("legs", 1, 0), Rules.Value);
        for (var i = 0; i < log.Count; i++)
        {
            partition.Apply(log[i], new Position(i, 0, 0), said);
        }

        return new Scored(partition, said, StateRecords.Of(partition).All
            .Where(x => x.Key[0] is >= FirstEntityKey and <= LastEntityKey)
            .ToDictionary(x => Convert.ToHexString(x.Key), x => Convert.ToHexString(x.Value)));
    }

    /// <param name="Entities">Profiles, counterparts and episodes, in hexadecimal; a key begins with what it is.</param>
    private sealed record Scored(ScoringPartition Partition, ScoredItems Said, IReadOnlyDictionary<string, string> Entities);
}
