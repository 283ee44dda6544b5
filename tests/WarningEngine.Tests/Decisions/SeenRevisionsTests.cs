using WarningEngine.Core.Cases;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Events;
using WarningEngine.Testing;
using WarningEngine.Tests.Dispatch;

namespace WarningEngine.Tests.Decisions;

/// <summary>Scoring ends no episode by an answer by which dispatch closes no case: the next warning would begin another, and drive out the case that nobody has answered.</summary>
public sealed class SeenRevisionsTests : IDisposable
{
    private const long MinuteMs = CounterpartLog.Minute;

    private readonly LegByLeg _log = new();

    public SeenRevisionsTests() => _log.Apply(CounterpartLog.Progress(Some.TimeMs));

    public void Dispose() => _log.Dispose();

    /// <summary>A case that is offered and accepted has revisions that are no warnings: its third is not the third warning.</summary>
    [Fact]
    public void An_answer_to_a_later_revision_of_fewer_warnings_ends_no_episode()
    {
        Hear(Some.TimeMs, EntityKind.Number, 5);
        Order(CommandKind.MoveCase);
        Order(CommandKind.AcceptCase);
        var seen = Dispatched;
        Assert.Equal((3, 1, "440000"), (seen.Revision, seen.Warnings, seen.Region));
        Hear(Some.TimeMs + (2 * MinuteMs), EntityKind.Account, 6);
        Assert.True(Dispatched.Tier < seen.Tier, $"{Dispatched.Tier} is no rise from {seen.Tier}.");
        _log.Restore();

        Find(seen);

        Assert.Equal(("outdated", CaseState.Open, 1), (Dispatched.History[^1].What, Dispatched.State, _log.Partition.State.Episodes.Count));
        Assert.Empty(_log.Said.Items.OfType<EpisodeEndedItem>());
        Hear(Some.TimeMs + (5 * MinuteMs), EntityKind.Account, 7);
        Assert.Equal((seen.Id, CaseState.Open), (Dispatched.Id, Dispatched.State));

        Find(Dispatched);

        Assert.Equal((CaseState.Closed, 0), (Dispatched.State, _log.Partition.State.Episodes.Count));
    }

    /// <summary>What is milder gives a case no more time: that it was told minutes ago says nothing.</summary>
    [Fact]
    public void The_time_of_a_case_is_that_of_the_warning_that_made_it_so_urgent()
    {
        var episode = new Episode(Some.Person, EntityKind.Number, 1, Some.TimeMs - CounterpartLog.Hour);
        Warned(Tier.P1, 0);
        Assert.Equal((false, true), (MayBeOver(59), MayBeOver(60)));

        Warned(Tier.P3, 50);
        Assert.True(MayBeOver(60));

        Warned(Tier.P0, 70);
        Assert.Equal((false, true), (MayBeOver(129), MayBeOver(130)));

        void Warned(Tier tier, int minute)
        {
            episode.Warned(tier, mayReopen: false);
            episode.WarnedMs = Some.TimeMs + (minute * MinuteMs);
        }

        bool MayBeOver(int minute) => episode.MayBeOver(Some.TimeMs + (minute * MinuteMs), CounterpartLog.Hour);
    }

    /// <summary>Its case has the time of an earlier event, which may be over at the next.</summary>
    [Fact]
    public void After_a_rise_that_was_told_late_the_next_warning_may_have_opened_the_case_again()
    {
        var episode = new Episode(Some.Person, EntityKind.Number, 1, Some.TimeMs);
        episode.Warned(Tier.P2, mayReopen: false);
        episode.Warned(Tier.P0, mayReopen: false, isLate: true);
        Assert.Equal(2, episode.AnsweredFrom);

        episode.Warned(Tier.P2, mayReopen: false);
        Assert.Equal(3, episode.AnsweredFrom);
    }

    /// <summary>Whoever answers as before, by the revision alone.</summary>
    [Theory]
    [InlineData(0, 0, true)]
    [InlineData(1, 0, false)]
    [InlineData(2, 0, true)]
    [InlineData(3, 1, false)]
    [InlineData(1, 2, true)]
    public void Where_the_warnings_are_not_said_the_revision_counts(int revision, int warnings, bool concerns)
    {
        var episode = new Episode(Some.Person, EntityKind.Number, 1, Some.TimeMs);
        episode.Warned(Tier.P3, mayReopen: false);
        episode.Warned(Tier.P1, mayReopen: false);
        var leg = new Leg
        {
            Kind = LegKind.Disposition, Entity = Some.Person, EventTimeMs = Some.TimeMs + 1,
            Disposition = new DispositionFacts { CaseId = episode.Id, Revision = revision, Warnings = warnings },
        };

        Assert.Equal(concerns, FindingsOf.Concerns(leg, episode));
    }

    /// <summary>The person's case, as dispatch has it by what scoring has said.</summary>
    private Case Dispatched => DispatchLog.OnlyOf(_log.Said.Items);

    private void Hear(long timeMs, EntityKind of, ulong who) => _log.Apply(new Leg
    {
        Kind = LegKind.Exposure, Entity = Some.Person, EntityKind = EntityKind.Number, Other = new Token(who, who), OtherKind = of,
        EventTimeMs = timeMs, ArrivalTimeMs = timeMs,
        Reputation = new ReputationFacts { Grade = Grade.High, Reasons = ReputationReasons.Listed },
    });

    private void Order(CommandKind kind) => _log.Apply(new Leg
    {
        Kind = LegKind.Command, Entity = Some.Person, EntityKind = EntityKind.Number, EventTimeMs = Some.TimeMs, ArrivalTimeMs = Some.TimeMs,
        Command = new CommandFacts { Kind = kind, Region = 440_000 },
    });

    /// <summary>That it is a false alarm, by whoever saw the case so.</summary>
    private void Find(Case seen) => _log.Apply(new Leg
    {
        Kind = LegKind.Disposition, Entity = Some.Person, EntityKind = EntityKind.Number,
        EventTimeMs = seen.EventTimeMs + MinuteMs, ArrivalTimeMs = seen.EventTimeMs + MinuteMs,
        Disposition = new DispositionFacts
        {
            Code = DispositionCode.FalsePositiveConfirmed, CaseId = seen.Id, Revision = seen.Revision, Warnings = seen.Warnings,
        },
    });
}
