using System.Security.Cryptography;
using WarningEngine.App.Artifacts;
using WarningEngine.App.City;
using WarningEngine.App.Patterns;
using WarningEngine.App.Snapshots;
using WarningEngine.Core;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Events;
using WarningEngine.Core.Patterns;
using WarningEngine.Kafka.Frames;
using WarningEngine.Testing;

namespace WarningEngine.Tests.Decisions;

/// <summary>One partition's log of a small city, scored in different ways: the warnings and the state must be the same.</summary>
public sealed class ScoringDeterminismTests
{
    private static readonly Source Legs = new("legs", 1, 0);
    private static readonly RuleSet Shipped = ShippedRules.Set();
    private static readonly RuleSet Fewer = RuleSetFiles.Of(
        RuleSetFiles.Read(PatternFiles.Shipped).Files.Where(x => x.Name.StartsWith('M'))).Compile(out _);
    private static readonly MemoryRuleSets Rules = MemoryRuleSets.Of(Shipped, Fewer);
    private static readonly Lazy<List<Leg>> City = new(() => CityLegs.Of(new CityOptions(150, 1, 5, 0.2, CityOptions.DefaultStartMs)));

    /// <summary>Long enough for steps to leave their windows while their episode goes on.</summary>
    private static readonly Lazy<List<Leg>> Weeks = new(() => CityLegs.Of(new CityOptions(50, 12, 5, 0.4, CityOptions.DefaultStartMs)));

    [Fact]
    public void The_city_warns_of_something() => Assert.NotEmpty(Score(City.Value, _ => false).Warnings);

    /// <summary>What models ask of it is computed from what this writes.</summary>
    [Fact]
    public void Diaries_hold_payments_to_and_from_unfamiliar_parties_and_talks_and_messages_of_strangers()
    {
        var partition = new ScoringPartition(Legs, Rules);
        for (var i = 0; i < City.Value.Count; i++)
        {
            partition.Apply(City.Value[i], new Position(i, 0, 0), new Collected());
        }

        var state = new ScoringState();
        foreach (var (key, value) in StateImage.Of(partition).InOrder())
        {
            state.Read(key, value);
        }

        Move[] moves = [.. state.Episodes.Persons.SelectMany(x => state.Episodes[x].Diary.Moves.ToArray())];
        Assert.Contains(moves, x => x.IsOfUnfamiliar && x.Is(MoveMarks.Outgoing));
        Assert.Contains(moves, x => x.IsOfUnfamiliar && !x.Is(MoveMarks.Outgoing));
        Assert.Contains(moves, x => x.Event == MoneyEvent.LoanDisbursed);
        Meeting[] meetings = [.. state.Episodes.Persons.SelectMany(x => state.Episodes[x].Diary.Meetings.ToArray())];
        Assert.Equal([MeetingKind.Called, MeetingKind.Calling, MeetingKind.Sms], meetings.Select(x => x.Kind).Distinct().Order());
        Assert.All(meetings.Where(x => x.Kind == MeetingKind.Sms), x => Assert.NotEqual(SmsTemplate.Otp, x.Template));
    }

    [Fact]
    public void A_restored_checkpoint_goes_on_as_if_nothing_had_happened()
    {
        var (warnings, state) = Score(City.Value, _ => false);
        var (again, stateAgain) = Score(City.Value, i => i % 5_003 == 0);

        Assert.Equal(warnings, again);
        Assert.Equal(state, stateAgain);
    }

    [Fact]
    public void Checkpoints_of_changes_alone_hold_everything()
    {
        var log = Weeks.Value;
        var partition = new ScoringPartition(Legs, Rules);
        var restored = new ScoringPartition(Legs, Rules);
        for (var i = 0; i < log.Count; i++)
        {
            partition.Apply(log[i], new Position(i, 0, 0), new Collected());
            if (i % 97 == 0 || i == log.Count - 1)
            {
                var records = new StateRecords();
                partition.WriteChanged(records);
                records.LoadInto(restored);
            }
        }

        Assert.Equal(Hash(partition), Hash(restored));
    }

    /// <summary>Batches end where they end, and a checkpoint or a crash comes when it comes: neither is to be seen in what is
    /// remembered and told, to the last byte.</summary>
    [Theory]
    [InlineData(997, 2)]
    [InlineData(5_003, 1)]
    [InlineData(20_011, 3)]
    public void Checkpoints_of_changes_and_restores_leave_no_trace(int checkpointEvery, int restoreEvery)
    {
        var sink = new Collected();
        var partition = new ScoringPartition(Legs, Rules);
        var segments = new StateRecords();
        for (var i = 0; i < City.Value.Count; i++)
        {
            partition.Apply(City.Value[i], new Position(i, 0, 0), sink);
            if (i % checkpointEvery != 0)
            {
                continue;
            }

            partition.WriteChanged(segments);
            if (i / checkpointEvery % restoreEvery == 0)
            {
                partition = new ScoringPartition(Legs, Rules);
                segments.LoadInto(partition);
            }
        }

        var (warnings, state) = Score(City.Value, _ => false);
        Assert.Equal(warnings, sink.Warnings);
        Assert.Equal(state, Hash(partition));
    }

    [Fact]
    public void Any_number_of_threads_leaves_the_same_state_and_warnings()
    {
        string[] Run(int threads)
        {
            var results = new string[4];
            Parallel.For(0, results.Length, new ParallelOptions { MaxDegreeOfParallelism = threads }, partition =>
            {
                var (warnings, state) = Score(
                    [.. City.Value.Where(x => x.Entity.IsNone || x.Entity.Partition(results.Length) == partition)], _ => false);
                results[partition] = $"{state} {string.Join(' ', warnings)}";
            });
            return results;
        }

        Assert.Equal(Run(threads: 1), Run(threads: 4));
    }

    [Fact]
    public void Episodes_that_end_at_once_end_in_the_same_order_after_a_restore()
    {
        var whole = new ScoringPartition(Legs, Rules);
        for (var i = 0; i < Weeks.Value.Count; i++)
        {
            whole.Apply(Weeks.Value[i], new Position(i, 0, 0), new ScoredItems());
        }

        var restored = new ScoringPartition(Legs, Rules);
        StateRecords.Of(whole).LoadInto(restored);
        var (ends, endsRestored) = (new ScoredItems(), new ScoredItems());
        var jump = CityLegs.Progress(Weeks.Value.Max(x => x.ArrivalTimeMs) + (30 * 24 * 3_600_000L));
        whole.Apply(jump, new Position(Weeks.Value.Count, 0, 0), ends);
        restored.Apply(jump, new Position(Weeks.Value.Count, 0, 0), endsRestored);

        Assert.True(ends.Items.Count > 2, $"Only {ends.Items.Count} items.");
        Assert.Equal(ends.Items, endsRestored.Items);
    }

    [Fact]
    public void The_end_of_an_episode_is_told_and_no_warning_names_it_after()
    {
        var sink = new Collected();
        var partition = new ScoringPartition(Legs, Rules);
        var longest = Math.Max(Episode.QuietMs, Shipped.Patterns.Patterns.Max(x => x.Definition.WindowMs));
        for (var i = 0; i < City.Value.Count; i++)
        {
            partition.Apply(City.Value[i], new Position(i, 0, 0), sink);
        }

        partition.Apply(CityLegs.Progress(City.Value.Max(x => x.ArrivalTimeMs) + longest + 1), new Position(City.Value.Count, 0, 0), sink);

        var ended = new HashSet<UInt128>();
        foreach (var item in sink.Items)
        {
            Assert.False(item is WarningItem warned && ended.Contains(warned.Warning.EpisodeId));
            _ = item is EpisodeEndedItem end && ended.Add(end.EpisodeId);
        }

        Assert.Superset(sink.Items.OfType<WarningItem>().Select(x => x.Warning.EpisodeId).ToHashSet(), ended);
    }

    [Fact]
    public void What_is_delivered_twice_changes_nothing()
    {
        var twice = new List<Leg>();
        for (var i = 0; i < City.Value.Count; i += 100)
        {
            var part = City.Value[i..Math.Min(City.Value.Count, i + 100)];
            twice.AddRange(part);
            twice.AddRange(part.Where(x => x.Kind != LegKind.Progress));
        }

        Assert.Equal(Score(City.Value, _ => false).Warnings, Score(twice, _ => false).Warnings);
    }

    [Fact]
    public void Where_sets_change_on_the_way_two_replays_are_equal_and_restarts_change_nothing()
    {
        var log = new List<Leg>(City.Value);

        // Frauds are of the last of fifteen days.
        log.Insert(log.Count * 59 / 60, Activate(Shipped, 1));
        log.Insert(log.Count * 57 / 60, Activate(Fewer, 0));

        var (warnings, state) = Score(log, _ => false);

        Assert.NotEqual(Score(City.Value, _ => false).Warnings, warnings);
        foreach (var again in new[] { Score(log, _ => false), Score(log, i => i % 5_003 == 0) })
        {
            Assert.Equal(warnings, again.Warnings);
            Assert.Equal(state, again.State);
        }
    }

    [Fact]
    public void The_wire_carries_every_leg_unchanged()
    {
        var writer = new FrameWriter();
        var read = new List<Leg>();
        foreach (var leg in City.Value)
        {
            writer.Add(leg);
            if (writer.IsFull)
            {
                FrameWriter.Read(writer.Take(), read);
            }
        }

        FrameWriter.Read(writer.Take(), read);

        Assert.Equal(City.Value.Count, read.Count);
        Assert.Equal(Score(City.Value, _ => false).Warnings, Score(read, _ => false).Warnings);
    }

    private static Leg Activate(RuleSet set, int number) => new()
    {
        Kind = LegKind.Command, Stamp = new Stamp(new Source("commands", 1, 0), new Position(number, 0, 0)), EventId = set.Hash,
        Command = new CommandFacts { Kind = CommandKind.Activate, ArtifactHash = set.Hash },
    };

    private static (List<UInt128> Warnings, string State) Score(List<Leg> log, Func<int, bool> restart)
    {
        var sink = new Collected();
        var partition = new ScoringPartition(Legs, Rules);
        for (var i = 0; i < log.Count; i++)
        {
            if (restart(i))
            {
                var records = StateRecords.Of(partition);
                partition = new ScoringPartition(Legs, Rules);
                records.LoadInto(partition);
            }

            partition.Apply(log[i], new Position(i, 0, 0), sink);
        }

        return (sink.Warnings, Hash(partition));
    }

    /// <summary>Of all records by key: the order of slots and of parts of sets is no state.</summary>
    private static string Hash(ScoringPartition partition)
    {
        var records = StateRecords.Of(partition).All
            .Select(x => $"{Convert.ToHexString(x.Key)} {Convert.ToHexString(x.Value)}").Order(StringComparer.Ordinal);
        return Convert.ToHexString(SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(string.Join("\n", records))));
    }

    private sealed class Collected : IScoringSink
    {
        public List<DispatchItem> Items { get; } = [];

        public List<UInt128> Warnings => [.. Items.OfType<WarningItem>().Select(x => x.Warning.Id)];

        public void Leg(in Leg leg)
        {
            // One partition is scored alone: what it tells others is not delivered.
        }

        public void Item(DispatchItem item) => Items.Add(item);
    }
}
