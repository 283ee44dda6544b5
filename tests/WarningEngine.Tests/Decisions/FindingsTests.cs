using WarningEngine.Core;
using WarningEngine.Core.Cases;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Events;
using WarningEngine.Core.Profiles;
using WarningEngine.Testing;
using WarningEngine.Tests.Dispatch;

namespace WarningEngine.Tests.Decisions;

/// <summary>What agents find out of a case, and what is heard of its call, reaches the episode that it is about.</summary>
public sealed class FindingsTests : IDisposable
{
    private static readonly Token Caller = CounterpartLog.Line(2);

    private readonly LegByLeg _log = new();

    public FindingsTests() => _log.Apply(CounterpartLog.Progress(Some.TimeMs));

    public void Dispose() => _log.Dispose();

    [Theory]
    [InlineData(DispositionCode.FalsePositiveConfirmed)]
    [InlineData(DispositionCode.ReachedNotRelevant)]
    public void An_answer_to_another_case_does_not_end_the_episode_that_is_open(DispositionCode code)
    {
        Hear(Grade.High);
        var episode = Assert.Single(_log.Said.Warnings).EpisodeId;

        Find(code, episode + 1);
        Assert.Equal(1, _log.Partition.State.Episodes.Count);
        Assert.Empty(_log.Said.Items.OfType<EpisodeEndedItem>());

        Find(code, episode);
        Assert.Equal(0, _log.Partition.State.Episodes.Count);
        Assert.Equal(episode, Assert.Single(_log.Said.Items.OfType<EpisodeEndedItem>()).EpisodeId);
    }

    /// <summary>Dispatch closes no case with it: were the episode over, the next warning would begin another, and drive out the case that nobody has answered.</summary>
    [Fact]
    public void An_answer_to_a_revision_before_the_tier_rose_ends_no_episode()
    {
        Hear(Grade.High);
        var first = Assert.Single(_log.Said.Warnings);
        Find(DispositionCode.ReachedDenies, first.EpisodeId);
        Hear(Grade.High, Some.TimeMs + CounterpartLog.Minute, EntityKind.Account);
        var raised = _log.Said.Warnings.Last();
        Assert.True(raised.Tier < first.Tier, $"{raised.Tier} is no rise from {first.Tier}.");
        Assert.Equal(first.EpisodeId, raised.EpisodeId);
        _log.Restore();

        Find(DispositionCode.FalsePositiveConfirmed, first.EpisodeId, revision: 1);
        Assert.Equal((1, 1), (_log.Partition.State.Episodes.Count, Denials));

        // The case may have had revisions that are no warnings.
        Find(DispositionCode.FalsePositiveConfirmed, first.EpisodeId, revision: _log.Said.Warnings.Count());
        Assert.Equal((0, 0), (_log.Partition.State.Episodes.Count, Denials));
    }

    /// <summary>Of history no dispatch made cases: the first that opens later counts its warnings from one.</summary>
    [Fact]
    public void An_answer_to_the_first_warning_after_filled_in_history_ends_the_episode()
    {
        Hear(Grade.High);
        var first = Assert.Single(_log.Said.Warnings);
        _log.Partition.State.Episodes.ForgetCases();
        _log.Restore();
        Hear(Grade.High, Some.TimeMs + CounterpartLog.Minute, EntityKind.Account);
        Assert.True(_log.Said.Warnings.Last().Tier < first.Tier);

        Find(DispositionCode.FalsePositiveConfirmed, first.EpisodeId, revision: _log.Said.Warnings.Count() - 1);
        Assert.Equal(0, _log.Partition.State.Episodes.Count);
    }

    /// <summary>Dispatch opens the case again, and nobody has looked at what it opened for.</summary>
    [Theory]
    [InlineData(DispositionCode.ReachedDissuaded)]
    [InlineData(DispositionCode.Unlocatable)]
    public void An_answer_to_what_was_before_a_closed_case_opened_again_ends_no_episode(DispositionCode closing)
    {
        Hear(Grade.High, of: EntityKind.Account);
        var before = _log.Said.Warnings.ToArray();
        Find(closing, before[0].EpisodeId, before.Length);
        Assert.Equal(CaseState.Closed, Dispatched.State);
        _log.Restore();

        // Whatever is said next opens it again.
        Assert.True(_log.Partition.State.Episodes.Find(Some.Person).WarningsAtRise < 0);
        Hear(Grade.High, Some.TimeMs + (25 * CounterpartLog.Hour), EntityKind.Account);
        var after = _log.Said.Warnings.Skip(before.Length).ToArray();
        Assert.NotEmpty(after);
        Assert.True(after.Min(x => x.Tier) >= before.Min(x => x.Tier));
        _log.Restore();

        OnlyAnAnswerToAllEnds(before, after);
    }

    /// <summary>That it is a false alarm is said of what stood before the case opened again, and then of all.</summary>
    private void OnlyAnAnswerToAllEnds(Warning[] before, Warning[] after)
    {
        Find(DispositionCode.FalsePositiveConfirmed, before[0].EpisodeId, before.Length);
        Assert.Equal((1, CaseState.Open), (_log.Partition.State.Episodes.Count, Dispatched.State));

        Find(DispositionCode.FalsePositiveConfirmed, before[0].EpisodeId, before.Length + after.Length);
        Assert.Equal((0, CaseState.Closed), (_log.Partition.State.Episodes.Count, Dispatched.State));
    }

    [Fact]
    public void An_agent_may_correct_what_closed_the_case()
    {
        Hear(Grade.High);
        var episode = Assert.Single(_log.Said.Warnings).EpisodeId;
        Find(DispositionCode.ReachedDissuaded, episode, revision: 1);

        Find(DispositionCode.FalsePositiveConfirmed, episode, revision: 1);

        Assert.Equal((0, CaseState.Closed), (_log.Partition.State.Episodes.Count, Dispatched.State));
    }

    /// <summary>What is urgent and goes on is said again, and opens the case again.</summary>
    [Fact]
    public void An_answer_to_what_was_before_the_time_of_its_case_was_over_ends_no_episode()
    {
        Hear(Grade.High, of: EntityKind.Account);
        var before = _log.Said.Warnings.ToArray();
        var laterMs = Some.TimeMs + (25 * CounterpartLog.Hour);
        _log.Apply(CounterpartLog.Progress(laterMs));
        Assert.Equal(CaseState.Expired, Dispatched.State);
        Hear(Grade.High, laterMs, EntityKind.Account);
        var after = _log.Said.Warnings.Skip(before.Length).ToArray();
        Assert.NotEmpty(after);
        Assert.Equal(before.Min(x => x.Tier), after.Min(x => x.Tier));

        OnlyAnAnswerToAllEnds(before, after);
    }

    [Fact]
    public void A_later_warning_that_raises_nothing_leaves_an_answer_right()
    {
        Hear(Grade.High, of: EntityKind.Account);
        var before = _log.Said.Warnings.ToArray();
        _log.Partition.State.Episodes.Find(Some.Person).Warned(Tier.P3, mayReopen: false);

        Find(DispositionCode.FalsePositiveConfirmed, before[0].EpisodeId, before.Length);

        Assert.Equal((0, CaseState.Closed), (_log.Partition.State.Episodes.Count, Dispatched.State));
    }

    /// <summary>A case opened after the episode may be about what was not known when the finding was given.</summary>
    [Fact]
    public void An_answer_that_names_no_case_and_was_given_before_the_first_warning_ends_no_episode()
    {
        var episode = new Episode(Some.Person, EntityKind.Number, 1, Some.TimeMs);
        var leg = new Leg { Kind = LegKind.Disposition, Entity = Some.Person, EventTimeMs = Some.TimeMs + 1 };
        Assert.True(FindingsOf.Concerns(leg, episode));

        episode.Warned(Tier.P0, mayReopen: false);
        episode.WarnedMs = Some.TimeMs + 2;

        Assert.False(FindingsOf.Concerns(leg, episode));
        Assert.True(FindingsOf.Concerns(leg with { EventTimeMs = Some.TimeMs + 2 }, episode));
    }

    /// <summary>A case that was opened again is as urgent as that warning made it, which may be less than the episode: the next may raise it.</summary>
    [Fact]
    public void An_answer_is_outdated_by_what_may_raise_a_case_that_was_opened_again_milder()
    {
        var episode = new Episode(Some.Person, EntityKind.Number, 1, Some.TimeMs);
        episode.Warned(Tier.P0, mayReopen: false);
        episode.Warned(Tier.P2, mayReopen: false);
        Assert.Equal(1, episode.AnsweredFrom);

        episode.Warned(Tier.P2, mayReopen: true);
        Assert.Equal(3, episode.AnsweredFrom);
        episode.Warned(Tier.P1, mayReopen: false);
        Assert.Equal(4, episode.AnsweredFrom);
        episode.Warned(Tier.P0, mayReopen: false);
        episode.Warned(Tier.P0, mayReopen: false);
        Assert.Equal((5, Tier.P0, 6), (episode.AnsweredFrom, episode.Tier, episode.Warnings));

        episode.CaseClosed();
        episode.CaseClosed();
        Assert.Equal(5, episode.AnsweredFrom);
        episode.Warned(Tier.P0, mayReopen: false);
        Assert.Equal(7, episode.AnsweredFrom);
    }

    [Fact]
    public void An_answer_that_names_no_case_is_about_the_person()
    {
        Hear(Grade.High);

        Find(DispositionCode.FalsePositiveConfirmed, 0);

        Assert.Equal(0, _log.Partition.State.Episodes.Count);
    }

    /// <summary>Agents upload in the evening what they found in the morning.</summary>
    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, 0)]
    public void An_answer_that_names_no_case_ends_no_episode_that_began_after_it(int minutesLater, int episodes)
    {
        Hear(Grade.High);

        Find(DispositionCode.FalsePositiveConfirmed, 0, timeMs: Some.TimeMs + (minutesLater * CounterpartLog.Minute));

        Assert.Equal(episodes, _log.Partition.State.Episodes.Count);
    }

    /// <summary>A pattern makes it P0 when somebody pays who has denied: not half a year later.</summary>
    [Theory]
    [InlineData(0, 1)]
    [InlineData(30, 1)]
    [InlineData(41, 0)]
    [InlineData(170, 0)]
    [InlineData(260, 0)]
    [InlineData(312, 0)]
    public void That_somebody_denied_is_known_for_a_month(int days, int known)
    {
        Find(DispositionCode.ReachedDenies, 0);
        Hear(Grade.None, Some.TimeMs + (days * CounterpartLog.Day));

        Assert.Equal(known, Denials);
    }

    [Theory]
    [InlineData(DispositionCode.FalsePositiveConfirmed, false)]
    [InlineData(DispositionCode.ReachedNotRelevant, false)]
    [InlineData(DispositionCode.FalsePositiveConfirmed, true)]
    public void Who_was_found_to_be_nobodys_victim_has_denied_nothing(DispositionCode code, bool isOver)
    {
        Hear(Grade.High);
        var episode = Assert.Single(_log.Said.Warnings).EpisodeId;
        Find(DispositionCode.ReachedDenies, episode);
        Find(DispositionCode.ReachedDenies, episode);
        Assert.Equal(2, Denials);
        Find(code, episode + 1);
        Assert.Equal(2, Denials);
        if (isOver)
        {
            _log.Apply(CounterpartLog.Progress(Some.TimeMs + (60 * CounterpartLog.Day)));
            Assert.Equal(0, _log.Partition.State.Episodes.Count);
        }

        Find(code, episode);

        Assert.Equal(0, Denials);
    }

    /// <summary>Records of older versions say how often and not when: it counts from the next event.</summary>
    [Fact]
    public void A_denial_of_an_older_version_is_forgotten_in_time()
    {
        var profiles = _log.Partition.State.Profiles;
        profiles[profiles.FindOrAdd(Some.Person)].Denied = 2;
        Hear(Grade.None);
        Assert.Equal(2, Denials);
        Hear(Grade.None, Some.TimeMs + (29 * CounterpartLog.Day));
        Assert.Equal(2, Denials);
        Hear(Grade.None, Some.TimeMs + (41 * CounterpartLog.Day));
        Assert.Equal(0, Denials);
    }

    [Fact]
    public void What_is_filled_in_from_weeks_ago_does_not_make_a_denial_old()
    {
        Find(DispositionCode.ReachedDenies, 0);
        _log.Apply(new Leg
        {
            Kind = LegKind.Sms, Entity = Some.Person, EntityKind = EntityKind.Number, Other = Caller, OtherKind = EntityKind.Number,
            EventTimeMs = Some.TimeMs - (31 * CounterpartLog.Day), ArrivalTimeMs = Some.TimeMs,
        });

        Assert.Equal(1, Denials);
    }

    /// <summary>Named by token, which does not say of whom: a linked account that is taken for a number would be forgotten with its link.</summary>
    [Fact]
    public void An_answer_about_an_account_makes_no_number_of_it()
    {
        var profiles = _log.Partition.State.Profiles;
        _log.Apply(new Leg
        {
            Kind = LegKind.Registry, Entity = Some.Person, EntityKind = EntityKind.Account, Other = Caller, OtherKind = EntityKind.Number,
            EventTimeMs = Some.TimeMs, ArrivalTimeMs = Some.TimeMs, Registry = new RegistryFacts { Fact = RegistryFact.AccountLinked, Active = true },
        });

        Find(DispositionCode.NotReachedBusy, 0);

        Assert.Equal((EntityKind.Account, Caller), (profiles[profiles.Find(Some.Person)].Kind, profiles[profiles.Find(Some.Person)].LinkedLine));
    }

    /// <summary>The person's case, as dispatch has it by what scoring has said.</summary>
    private Case Dispatched => DispatchLog.OnlyOf(_log.Said.Items);

    private int Denials => _log.Partition.State.Profiles[_log.Partition.State.Profiles.Find(Some.Person)].Denials;

    /// <summary>Of two operators one may send nothing.</summary>
    [Theory]
    [InlineData(LegKind.Call)]
    [InlineData(LegKind.CallCounterpart)]
    public void Dispatch_hears_that_the_call_has_ended_whichever_operator_sent_it(LegKind kind)
    {
        var profile = new Profile();
        var leg = Talk(kind, CallPhase.Answer, seconds: 0);
        CallMerging.Apply(ref profile, leg, historyKnown: true);
        leg = Talk(kind, CallPhase.End, seconds: 600);
        CallMerging.Apply(ref profile, leg, historyKnown: true);
        var emission = new Emission(new Source("legs", 1, 0));
        emission.Begin(new Position(1, 0, 0), _log.Said);

        OnCallOf.Tell(leg, profile, new Episode { Person = Some.Person, Id = 77, Tier = Tier.P1 }, leg.EventTimeMs, emission);

        var told = Assert.Single(_log.Said.Items.OfType<OnCallItem>());
        Assert.Equal(Some.TimeMs + (40 * CounterpartLog.Minute), told.UntilMs);
    }

    private static Leg Talk(LegKind kind, CallPhase phase, int seconds) => new()
    {
        Kind = kind, Entity = Some.Person, EntityKind = EntityKind.Number, Other = Caller, OtherKind = EntityKind.Number,
        EventTimeMs = Some.TimeMs + (seconds * 1_000L),
        Call = new CallFacts
        {
            Phase = phase, Direction = CallDirection.Incoming, EntityClass = NumberClass.Mobile, PeerClass = NumberClass.Mobile, Answered = true,
            StartMs = Some.TimeMs, AnswerMs = Some.TimeMs, ReleaseMs = phase == CallPhase.End ? Some.TimeMs + (seconds * 1_000L) : 0,
            DurationMs = seconds * 1_000L,
        },
    };

    private void Hear(Grade grade, long timeMs = Some.TimeMs, EntityKind of = EntityKind.Number) => _log.Apply(new Leg
    {
        Kind = LegKind.Exposure, Entity = Some.Person, EntityKind = EntityKind.Number, Other = Caller, OtherKind = of,
        EventTimeMs = timeMs, ArrivalTimeMs = timeMs,
        Reputation = new ReputationFacts { Grade = grade, Reasons = ReputationReasons.Listed },
    });

    private void Find(DispositionCode code, UInt128 caseId, int revision = 0, long timeMs = Some.TimeMs) => _log.Apply(new Leg
    {
        Kind = LegKind.Disposition, Entity = Some.Person, EntityKind = EntityKind.Number, EventTimeMs = timeMs, ArrivalTimeMs = timeMs,
        Disposition = new DispositionFacts { Code = code, CaseId = caseId, Revision = revision },
    });
}
