using WarningEngine.Core.Events;
using WarningEngine.Core.Features;
using WarningEngine.Core.Memory;
using WarningEngine.Core.Patterns;
using WarningEngine.Core.Profiles;

namespace WarningEngine.Core.Decisions;

/// <summary>What an event means for a person: patterns take steps, an episode begins or goes on, the model is asked, and warnings follow.</summary>
internal sealed class PersonDecisions(
    ScoringState state, RuleSwitch rules, PersonOpinions opinions, WaitingQuestions waiting, Emission emission)
{
    private readonly FeatureVector _features = new();
    private readonly List<PatternHit> _hits = [];
    private readonly NativeBlocks _blocks = state.Episodes.Blocks;

    /// <summary>What patterns take a step in before there is an episode.</summary>
    private EpisodePatterns _fresh;

    /// <summary>Place in its message of the leg that comes, where a question about it may wait for others of the message; -1: it is answered at once.</summary>
    public int Place { get; set; } = -1;

    /// <summary>What an event means to patterns and models, in this order: what it looks like (features); what patterns make of the call that it falls into,
    /// of the event, and of what was heard of the caller before the call; whether an episode begins; what of it the episode keeps; and what is said.</summary>
    /// <param name="on">As patterns call it.</param>
    /// <param name="leg">The event.</param>
    /// <param name="profile">The person, with the event taken in.</param>
    /// <param name="before">The person as it was before.</param>
    /// <param name="callSlot">The call that the leg is of; -1: of none.</param>
    /// <param name="ahead">What was heard of the caller before the call itself; null: nothing.</param>
    public void Score(PatternEvent on, in Leg leg, in Profile profile, in BeforeEvent before, int callSlot, in GradedContact? ahead = null)
    {
        ref var episode = ref state.Episodes.Find(leg.Entity);
        EventFeatures.Fill(_features, on, leg, profile, before, new HeardGrades(episode.GradeOf(leg), Grade.None), episode, callSlot);
        var call = callSlot >= 0 ? callSlot : OngoingCalls.FindOpen(profile, leg.EventTimeMs, EventFeatures.FallsIn(on));
        var windowMs = AdvancePatterns(on, leg, profile, before, ref episode, callSlot, call, ahead);
        if (!episode.IsOpen && windowMs > 0)
        {
            episode = ref Begin(leg);
        }

        if (episode.IsOpen)
        {
            Keep(on, leg, profile, before, callSlot, ref episode);
        }

        // Money that leaves a person under suspicion is a question to the model also where no pattern knows it.
        if (episode.IsOpen && (windowMs > 0 || (opinions.IsAsked && leg is { Kind: LegKind.Money, Money.Outgoing: true })))
        {
            Decide(on, leg, profile, call, ref episode, windowMs);
        }
        else
        {
            opinions.Pass(_features, profile, leg);
        }
    }

    /// <summary>Patterns take what steps they can; their hits stand in <c>_hits</c>. Of whoever has no episode they begin in <c>_fresh</c>.</summary>
    /// <returns>The longest window of those that took a step, ms; 0: none did.</returns>
    private long AdvancePatterns(
        PatternEvent on, in Leg leg, in Profile profile, in BeforeEvent before, ref Episode episode, int callSlot, int call, in GradedContact? ahead)
    {
        ref var patterns = ref episode.IsOpen ? ref episode.Patterns : ref _fresh;
        _hits.Clear();
        var windowMs = call >= 0 && on is not PatternEvent.Call ? ScoreSoFar(on, leg, profile, before, episode, call, ref patterns) : 0;
        if (callSlot < 0 && on is PatternEvent.Reputation or PatternEvent.Exposure)
        {
            PersonFeatures.ForgetCall(_features);
        }

        var facts = StepFacts.Of(leg, profile, callSlot, episode);
        windowMs = Math.Max(windowMs, Advance(on, facts, ref patterns));
        if (ahead is { } caller)
        {
            // When it was heard nothing was known of how long they talked, or whether at all.
            EventFeatures.FillReputation(_features, caller);
            windowMs = Math.Max(windowMs, Advance(PatternEvent.Reputation, facts, ref patterns));
        }

        if (patterns.Forgot)
        {
            // Begun patterns have an episode: what an event makes it forget must not come back with a checkpoint.
            patterns.Forgot = false;
            state.TouchEpisode(leg.Entity);
        }

        return windowMs;
    }

    private long Advance(PatternEvent on, in PatternFacts facts, ref EpisodePatterns patterns) =>
        rules.Active!.Patterns.Advance(on, _features, facts, ref patterns, _blocks, _hits);

    /// <summary>What the episode remembers of an event whether a pattern knows it or not, and who is told of its call.</summary>
    private void Keep(PatternEvent on, in Leg leg, in Profile profile, in BeforeEvent before, int callSlot, ref Episode episode)
    {
        if (DiaryOf.Take(leg, profile, before, callSlot, ref episode.Diary, _blocks))
        {
            state.TouchEpisode(leg.Entity);
        }

        if (on is PatternEvent.Call)
        {
            OnCallOf.Tell(leg, profile, episode, state.TimeAt(leg), emission);
        }
    }

    /// <summary>What is going on counts as far as it has come: the call so far is scored before the event that falls into it, or that is about its party. One that
    /// was over by then is scored as of its end: what happened after it did not happen in it.</summary>
    private long ScoreSoFar(
        PatternEvent on, in Leg leg, in Profile profile, in BeforeEvent before, in Episode episode, int slot, ref EpisodePatterns patterns)
    {
        var fallsIn = EventFeatures.FallsIn(on);
        ref readonly var call = ref ((ReadOnlySpan<RecentCall>)profile.Calls)[slot];
        PersonFeatures.FillCall(_features, profile.Calls, slot, before, Grade.None, Attestation.Absent, leg.EventTimeMs, fallsIn);
        var facts = StepFacts.Of(leg, profile, slot, episode, fallsIn) with { TimeMs = OngoingCalls.KnownToMs(profile.Calls, slot, leg.EventTimeMs, fallsIn) };
        return call.Is(CallMarks.Stranger) ? Advance(PatternEvent.Call, facts, ref patterns) : 0;
    }

    private ref Episode Begin(scoped in Leg leg)
    {
        ref var episode = ref state.Begin(leg.Entity, leg.EntityKind, leg.EventId, leg.EventTimeMs);
        (episode.Patterns, _fresh) = (_fresh, default);
        if (leg.Kind is LegKind.Reputation or LegKind.Exposure)
        {
            episode.Add(_blocks, GradedContact.Of(leg));
        }

        return ref episode;
    }

    /// <summary>A pattern took a step, and the episode has begun or goes on; or a model is asked what the event means for it. What is new
    /// becomes a warning.</summary>
    private void Decide(PatternEvent on, in Leg leg, in Profile profile, int callSlot, ref Episode episode, long windowMs)
    {
        if (windowMs > 0)
        {
            state.TouchEpisode(leg.Entity);
            episode.Advance(leg.EventTimeMs, windowMs);
            EvidenceOf.Witness(leg, profile, callSlot, ref episode, _blocks);
        }

        var isLook = TalkLooks.IsLook(leg);
        if (opinions.IsAsked)
        {
            EpisodeFeatures.Fill(_features, on, ref episode, _blocks, rules.Active!.Patterns, _hits, leg.EventTimeMs);
            if (Place >= 0 && opinions.MayWait && !_hits.Exists(static x => x.IsSaid))
            {
                opinions.Wait(_features);
                waiting.Add(new WaitingQuestion(Place, emission.Here, callSlot, windowMs), leg.Entity);
                emission.Hold();
                return;
            }
        }

        var opinion = opinions.IsAsked ? opinions.Ask(_features, profile, leg) : Opinion.None;
        opinion = isLook ? opinion.OfLook() : opinion;
        opinion.LeaveNews(_hits, episode.Patterns);
        for (var i = 0; i < _hits.Count; i++)
        {
            var hit = _hits[i];
            if (opinion.IsSaidBefore(_hits, i))
            {
                continue;
            }

            if (opinion.Temper(hit) == Tier.None)
            {
                opinions.Statistics.Unsaid++;
                continue;
            }

            var warning = WarningMaker.OfPattern(hit, episode, profile, leg, DecidedMs(leg), opinion, opinions, rules.Active!);
            Warn(warning, leg, ref episode, hit.IsLongAfter);
            episode.Patterns.Say(hit.Pattern, warning.Tier);

            // Of what the model alone holds payees hear nothing: their reputation is one of its features, and would feed itself.
            WarnedPayers.Tell(leg, warning.Tier, episode, emission);
        }

        Say(opinion, leg, profile, callSlot, ref episode, windowMs);
    }

    /// <summary>Answers what a leg must not overtake.</summary>
    /// <param name="legs">The message in which it stands.</param>
    /// <param name="question">Which must be answered; -1: all.</param>
    public void AnswerBefore(ReadOnlySpan<Leg> legs, int question)
    {
        if (question < 0 || waiting.Count >= WaitingQuestions.Worthwhile || !opinions.TrySettle(question))
        {
            Answer(legs);
            return;
        }

        // Nothing follows from it, so nothing has to come before something else.
        waiting.Remove(question);
        if (waiting.Count == 0)
        {
            emission.Release();
        }
    }

    /// <summary>Asks the model what waits, and says what is new. Between two legs.</summary>
    /// <param name="legs">The message in which they stand.</param>
    public void Answer(ReadOnlySpan<Leg> legs)
    {
        opinions.AskWaiting();
        for (var i = 0; i < waiting.Count; i++)
        {
            var opinion = opinions.Answer(i);
            if (opinion.Tier != Tier.None)
            {
                ref readonly var question = ref waiting[i];
                ref readonly var leg = ref legs[question.Leg];
                emission.Answer(question.At);
                Say(opinion, leg, state.Profiles[state.Profiles.Find(leg.Entity)], question.CallSlot, ref state.Episodes[leg.Entity], question.WindowMs);
            }
        }

        emission.Release();
        opinions.Answered();
        waiting.Clear();
    }

    /// <summary>What the model alone holds becomes a warning where it is new.</summary>
    private void Say(in Opinion opinion, in Leg leg, in Profile profile, int callSlot, ref Episode episode, long windowMs)
    {
        if (opinion.Tier != Tier.None && MayWarn(opinion.Tier, episode, leg.EventTimeMs))
        {
            if (windowMs == 0)
            {
                state.TouchEpisode(leg.Entity);
                episode.Advance(leg.EventTimeMs, 0);
                EvidenceOf.Witness(leg, profile, callSlot, ref episode, _blocks);
            }

            var stage = (Stage)Math.Max((byte)Stage.Lure, (byte)episode.Stage);
            var warning = WarningMaker.OfModel(opinion, stage, episode, profile, leg, DecidedMs(leg), opinions, rules.Active!);
            Warn(warning, leg, ref episode, isLongAfter: opinion.Tier == episode.Tier);
        }
    }

    /// <summary>What the model holds is news: more urgent than anything before, or said so long ago that it can no longer help.</summary>
    private static bool MayWarn(Tier tier, in Episode episode, long timeMs) =>
        tier < episode.Tier || (tier == episode.Tier && timeMs - episode.WarnedMs > WarningMaker.ModelUsefulForMs);

    /// <param name="isLongAfter">What was said before by the same pattern, or the model, can no longer help.</param>
    private void Warn(Warning warning, in Leg leg, ref Episode episode, bool isLongAfter)
    {
        // As dispatch ends a case: by the partition's time, or by an event that is ahead of it.
        var comeMs = Math.Max(state.Clock.NowMs, leg.EventTimeMs);
        episode.Warned(
            warning.Tier, mayReopen: isLongAfter || episode.MayBeOver(comeMs, rules.Active!.Patterns.UsefulAtLeastMs),
            isLate: leg.EventTimeMs < episode.WarnedMs);
        episode.Stage = warning.Stage > episode.Stage ? warning.Stage : episode.Stage;
        emission.Item(new WarningItem(emission.Next(), state.TimeAt(leg), warning));
        episode.WarnedMs = Math.Max(episode.WarnedMs, leg.EventTimeMs);
        ref var changed = ref state.Profiles[state.Profiles.Find(leg.Entity)];
        changed.Warnings = (byte)Math.Min(byte.MaxValue, changed.Warnings + 1);
        OnCallOf.Tell(leg, changed, episode, state.TimeAt(leg), emission);
    }

    /// <summary><see cref="Warning.DecidedMs"/> of what the leg causes.</summary>
    private long DecidedMs(in Leg leg) =>
        Math.Max(Math.Max(leg.EventTimeMs, leg.ArrivalTimeMs), emission.IsCaused(leg) ? state.Clock.NowMs : 0);
}
