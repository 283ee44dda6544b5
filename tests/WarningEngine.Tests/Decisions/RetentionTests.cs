using WarningEngine.Core;
using WarningEngine.App.Snapshots;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Events;
using WarningEngine.Core.Profiles;
using WarningEngine.Testing;

namespace WarningEngine.Tests.Decisions;

/// <summary>Who has been silent for long leaves the state, on the partition's own time.</summary>
public sealed class RetentionTests : IScoringSink
{
    private const long Day = 24 * 3_600_000L;
    private const long Start = Some.TimeMs;
    private static readonly Source Raw = new(RawStreams.Calls, 1, 0);
    private static readonly Lazy<FixedArtifacts> Rules = new(ShippedRules.Alone);

    private readonly List<Leg> _log = [];
    private long _offset;

    [Fact]
    public void A_line_silent_for_180_days_is_forgotten_and_one_that_spoke_is_not()
    {
        Speak(Line(1), Start);
        Speak(Line(2), Start);
        Speak(Line(2), Start + (100 * Day));
        Pass(Start + (181 * Day));

        var state = Score().State;

        Assert.Equal(-1, state.Profiles.Find(Line(1)));
        Assert.True(state.Profiles.Find(Line(2)) >= 0);
    }

    [Fact]
    public void A_line_silent_for_179_days_is_still_known()
    {
        Speak(Line(1), Start);
        Pass(Start + (179 * Day));

        Assert.True(Score().State.Profiles.Find(Line(1)) >= 0);
    }

    [Fact]
    public void A_fact_that_was_years_old_when_it_was_said_is_still_known_a_day_later()
    {
        Add(new Leg
        {
            Kind = LegKind.Registry, Entity = Line(1), EntityKind = EntityKind.Number, EventTimeMs = Start - (2_000 * Day), ArrivalTimeMs = Start,
            Registry = new RegistryFacts { Fact = RegistryFact.AgeBand, AgeBand = AgeBand.Elderly, Active = true },
        });
        for (var i = 0; i <= 24 * 60; i++)
        {
            _log.Add(Progress(Start + (i * 60_000L)));
        }

        var profiles = Score().State.Profiles;

        Assert.True(profiles.Find(Line(1)) >= 0);
        Assert.Equal(AgeBand.Elderly, profiles[profiles.Find(Line(1))].AgeBand);
    }

    [Fact]
    public void A_counterpart_silent_for_30_days_is_forgotten_unless_a_list_names_it()
    {
        Touch(Line(1), Start);
        Touch(Line(2), Start);
        List(Line(2), Start, toMs: 0);
        List(Line(3), Start, toMs: Start + (10 * Day));
        List(Line(4), Start, toMs: Start + (50 * Day));
        Pass(Start + (31 * Day));

        var table = Score().State.Counterparts.Table;

        Assert.Equal(-1, table.Find(Line(1)));
        Assert.True(table.Find(Line(2)) >= 0);
        Assert.Equal(-1, table.Find(Line(3)));
        Assert.True(table.Find(Line(4)) >= 0);
    }

    [Fact]
    public void An_account_that_the_registry_linked_stays()
    {
        Add(new Leg
        {
            Kind = LegKind.Registry, Entity = Line(1), EntityKind = EntityKind.Account, Other = Line(9), OtherKind = EntityKind.Number,
            EventTimeMs = Start, Registry = new RegistryFacts { Fact = RegistryFact.AccountLinked, Active = true },
        });
        Pass(Start + (400 * Day));

        Assert.True(Score().State.Profiles.Find(Line(1)) >= 0);
    }

    [Fact]
    public void What_is_forgotten_hangs_neither_on_batches_nor_on_restores()
    {
        for (ulong i = 0; i < 3_000; i++)
        {
            Speak(Line(i), Start + (long)(i % 50 * Day / 5));
            Touch(Line(i), Start + (long)(i % 40 * Day / 4));
        }

        // Stops in the middle of the sweep, so that it shows where each has come to.
        Pass(Start + (182 * Day), frames: 120);
        var once = StateImage.Of(Score());

        foreach (var every in new[] { 1_000, 97, 13 })
        {
            Assert.Equal(Entities(once), Entities(StateImage.Of(Score(every))));
        }

        Assert.InRange(Entities(once).Count(), 1_000, 5_000);
    }

    [Fact]
    public void One_progress_looks_through_a_small_part_of_the_lines()
    {
        for (ulong i = 0; i < 20_000; i++)
        {
            Speak(Line(i), Start);
        }

        Pass(Start + (400 * Day), frames: 0);

        Assert.InRange(20_000 - Score().State.Profiles.Count, 0, 20_000 / 100);
    }

    [Fact]
    public void What_was_forgotten_is_deleted_from_checkpoints()
    {
        Speak(Line(1), Start);
        Touch(Line(2), Start);
        Pass(Start + (200 * Day));

        var checkpoints = new StateImage();
        Score(1, checkpoints);

        Assert.Empty(Entities(checkpoints));
    }

    void IScoringSink.Leg(in Leg leg)
    {
        // Answers to lines are of no interest here.
    }

    void IScoringSink.Item(DispatchItem item)
    {
        // Neither are warnings.
    }

    private static Token Line(ulong number) => new(7, (number * 0x9E37_79B9_7F4A_7C15UL) + 1);

    private static IEnumerable<string> Entities(StateImage image) => image.InOrder().Where(x => x.Key[0] is 1 or 2)
        .Select(x => $"{Convert.ToHexString(x.Key)} {Convert.ToHexString(x.Value)}");

    private void Speak(Token line, long timeMs) => Add(new Leg
    {
        Kind = LegKind.Registry, Entity = line, EntityKind = EntityKind.Number, EventTimeMs = timeMs,
        Registry = new RegistryFacts { Fact = RegistryFact.AgeBand, AgeBand = AgeBand.Elderly },
    });

    private void Touch(Token sender, long timeMs) => Add(new Leg
    {
        Kind = LegKind.SmsCounterpart, Entity = sender, EntityKind = EntityKind.Sender, Other = new Token(1, 1),
        OtherKind = EntityKind.Number, EventTimeMs = timeMs,
    });

    private void List(Token counterpart, long timeMs, long toMs) => Add(new Leg
    {
        Kind = LegKind.Indicator, Entity = counterpart, EntityKind = EntityKind.Number, EventTimeMs = timeMs,
        Indicator = new IndicatorFacts { Level = Grade.High, ToMs = toMs },
    });

    private void Add(Leg leg)
    {
        leg.Stamp = new Stamp(Raw, new Position(_offset++, 0, 0));
        leg.EventId = (UInt128)_offset;
        _log.Add(leg);
    }

    /// <summary>Time jumps, and then passes second by second for a day's worth of the sweep.</summary>
    private void Pass(long timeMs, int frames = 300)
    {
        _log.Add(Progress(Start));
        for (var i = 0; i <= frames; i++)
        {
            _log.Add(Progress(timeMs + (i * 1_000L)));
        }
    }

    private static Leg Progress(long timeMs) => new()
    {
        Kind = LegKind.Progress, Progress = [new ProgressEntry(Raw, timeMs, true)], EventTimeMs = timeMs,
    };

    /// <param name="every">Restored from its checkpoints after so many legs; 0: never.</param>
    private ScoringPartition Score(int every = 0, StateImage? checkpoints = null)
    {
        var image = checkpoints ?? new StateImage();
        var partition = new ScoringPartition(new Source("legs", 1, 0), Rules.Value);
        for (var i = 0; i < _log.Count; i++)
        {
            partition.Apply(_log[i], new Position(i, 0, 0), this);
            if (every != 0 && i % every == 0)
            {
                partition.WriteChanged(image);
                partition = new ScoringPartition(new Source("legs", 1, 0), Rules.Value);
                foreach (var (key, value) in image.InOrder())
                {
                    partition.Read(key, value);
                }
            }
        }

        partition.WriteChanged(image);
        return partition;
    }
}
