using WarningEngine.Core.Events;
using WarningEngine.Core.Features;
using WarningEngine.Core.Memory;
using WarningEngine.Core.Patterns;
using WarningEngine.Core.Profiles;

namespace WarningEngine.Core.Decisions;

/// <summary>Scores persons: profile, features, patterns, and the warnings that follow.</summary>
internal sealed class PersonScoring(
    ScoringState state, RuleSwitch rules, PersonOpinions models, WaitingQuestions waiting, Emission emission)
{
    private readonly FeatureVector _features = new();
    private readonly List<PatternHit> _hits = [];
    private readonly NativeBlocks _blocks = state.Episodes.Blocks;

    /// <summary>What patterns take a step in before there is an episode.</summary>
    private EpisodePatterns _fresh;

    /// <summary>Place in its message of the leg that comes, where a question about it may wait for others of the message; -1: it is answered at once.</summary>
    public int Place { get; set; } = -1;

    /// <summary>A call record of the line. Returns what it changed, and whether the other party is a stranger to it.</summary>
    public CallChange Call(in Leg leg, out bool withStranger)
    {
        ref var profile = ref Open(leg, out _);
        profile.FirstCallDay = Earlier(profile.FirstCallDay, leg.EventTimeMs);
        var before = BeforeOf.Event(state, profile, leg);
        withStranger = Contacts.IsStranger(profile, leg.Other, leg.EventTimeMs);
        if (leg.Call.Region != 0 && ProfileTime.Minutes(leg.EventTimeMs) >= profile.LastRegionMin)
        {
            profile.LastRegion = leg.Call.Region;
            profile.LastRegionMin = ProfileTime.Minutes(leg.EventTimeMs);
        }

        var change = CallMerging.Apply(ref profile, leg, before.CallsKnown);
        if (change.Slot < 0)
        {
            return change;
        }

        ref readonly var call = ref ((ReadOnlySpan<RecentCall>)profile.Calls)[change.Slot];
        if (change.AddedMs > 0 && call.Is(CallMarks.Stranger))
        {
            Ring.Add<ushort>(profile.StrangerTalk, ref profile.StrangerTalkBucket, PersonFeatures.StrangerTalkBucketMs, leg.EventTimeMs,
                change.AddedMs / 1000);
        }

        var heard = state.Ahead.Take(leg);
        if (heard is { } caller)
        {
            profile.Calls[change.Slot].PeerGrade = caller.Grade;
        }

        if (change.Ended && call.DurationSec > 0)
        {
            Baselines.LearnTalk(ref profile, call.DurationSec);
        }

        // Of a line under suspicion every call may tell something: whom it no longer reaches, who calls again next day.
        if ((call.Is(CallMarks.Answered) && call.Is(CallMarks.Stranger)) || state.Episodes.ContainsKey(leg.Entity))
        {
            Score(PatternEvent.Call, leg, profile, before, change.Slot, heard);
        }

        return change;
    }

    public void Sms(in Leg leg)
    {
        ref var profile = ref Open(leg, out _);
        var before = BeforeOf.Event(state, profile, leg) with { NewParty = Contacts.IsStranger(profile, leg.Other, leg.EventTimeMs) };
        if (leg.Sms.Direction == CallDirection.Incoming && leg.Sms.Template == SmsTemplate.Otp)
        {
            CodeBursts.Note(ref profile, leg.Other.High, leg.EventTimeMs);
        }

        if (leg.Sms.Direction == CallDirection.Incoming)
        {
            Score(PatternEvent.Sms, leg, profile, before, -1);
        }
    }

    /// <param name="leg">Money that leaves or reaches the person.</param>
    /// <param name="transaction"><see cref="Identity.OfTransaction(in Leg)"/>.</param>
    public void Money(in Leg leg, ulong transaction)
    {
        ref var profile = ref Open(leg, out _);
        if (IsOfLinkedLine(leg, ref profile))
        {
            var forwarded = ToLinkedLine(leg, ref profile);
            forwarded.Money.Account = leg.Entity;
            emission.Leg(forwarded);
            return;
        }

        profile.FirstMoneyDay = Earlier(profile.FirstMoneyDay, leg.EventTimeMs);
        var strictly = BeforeOf.Event(state, profile, leg) with { NewParty = PaymentsOf.IsNewPayee(profile, leg) };
        ref readonly var diary = ref state.Episodes.Find(leg.Entity).Diary;
        var before = strictly with { NewParty = strictly.NewParty || diary.HasJustPaid(leg.Other, leg.EventTimeMs) };
        var failed = leg.Money.Phase is MoneyPhase.Rejected or MoneyPhase.Returned;
        var seen = PhasesSeen.Add(state.SeenMoney, leg, transaction);
        if (failed && !seen.IsFirstOutcome)
        {
            // Whose payment came through before it was refused was somebody new when it was taken in.
            strictly = strictly with { NewParty = strictly.NewParty || diary.BeganWith(leg.Other, leg.Money.AmountMinor) };
        }

        if (leg.Money is { Event: MoneyEvent.Transfer, Outgoing: true } && state.Episodes.Find(leg.Entity).Risk.Follow(leg.Money))
        {
            state.TouchEpisode(leg.Entity);
        }

        PaymentsOf.Follow(ref profile, leg, strictly, seen);
        if (seen.IsFirst || failed)
        {
            Score(PatternEvent.Money, leg, profile, before, -1);
        }
    }

    /// <summary>The owner of a counterpart tells what it is, or has become. Of a payee it tells whom the transfer named: that may be the account.</summary>
    public void Heard(in Leg leg)
    {
        ref var profile = ref Open(leg, out _);
        if (IsOfLinkedLine(leg, ref profile))
        {
            emission.Leg(ToLinkedLine(leg, ref profile));
            return;
        }

        var before = BeforeOf.Event(state, profile, leg);
        var slot = -1;
        if (leg.EntityKind == EntityKind.Number)
        {
            slot = CallMerging.SetGrade(profile.Calls, leg, out var isKnown);
            if (!isKnown && leg is { Kind: LegKind.Reputation, OtherKind: EntityKind.Number, Reputation.Grade: >= Grade.Medium })
            {
                state.Ahead.Remember(leg);
            }
        }

        ref var episode = ref state.Episodes.Find(leg.Entity);
        if (episode.IsOpen)
        {
            episode.Add(_blocks, GradedContact.Of(leg));
            state.TouchEpisode(leg.Entity);
        }

        Score(leg.Kind == LegKind.Reputation ? PatternEvent.Reputation : PatternEvent.Exposure, leg, profile, before, slot);
    }

    /// <summary>The account's owner passes on to the line that the registry linked to it.</summary>
    private static bool IsOfLinkedLine(in Leg leg, ref Profile profile) => leg.EntityKind == EntityKind.Account && !profile.LinkedLine.IsNone;

    private static Leg ToLinkedLine(in Leg leg, ref Profile profile) => leg with { Entity = profile.LinkedLine, EntityKind = EntityKind.Number };

    /// <summary>The record of the leg's entity, marked as changed.</summary>
    public ref Profile Open(in Leg leg, out int slot)
    {
        slot = state.Profiles.FindOrAdd(leg.Entity);
        state.Profiles.Touch(slot);
        ref var profile = ref state.Profiles[slot];
        if (leg.Kind != LegKind.Disposition || profile.Kind == EntityKind.None)
        {
            // Whom an agent names by token may be an account: intake takes everybody for a number.
            profile.Kind = leg.EntityKind;
        }

        // A fact of the registry may be years old when it is said: what counts is when the line was heard of.
        var heardMs = leg.Kind == LegKind.Registry ? Math.Max(leg.ArrivalTimeMs, leg.EventTimeMs) : leg.EventTimeMs;
        profile.ForgetOldFindings(heardMs);
        profile.LastEventMin = Math.Max(profile.LastEventMin, ProfileTime.Minutes(heardMs));
        return ref profile;
    }

    private void Score(PatternEvent on, in Leg leg, in Profile profile, in BeforeEvent before, int callSlot, in GradedContact? ahead = null)
    {
        var timeMs = leg.EventTimeMs;
        ref var episode = ref state.Episodes.Find(leg.Entity);
        var heard = new HeardGrades(episode.GradeOf(leg), Grade.None);
        EventFeatures.Fill(_features, on, leg, profile, before, heard, episode, callSlot);
        var patterns = rules.Active!.Patterns;
        ref var patternsOf = ref episode.IsOpen ? ref episode.Patterns : ref _fresh;
        _hits.Clear();
        var open = callSlot >= 0 ? callSlot : CallMerging.FindOpen(profile, timeMs, EventFeatures.FallsIn(on));
        var windowMs = open >= 0 && on is not PatternEvent.Call ? ScoreSoFar(on, leg, profile, before, episode, open, ref patternsOf) : 0;
        if (callSlot < 0 && on is PatternEvent.Reputation or PatternEvent.Exposure)
        {
            PersonFeatures.ForgetCall(_features);
        }

        windowMs = Math.Max(windowMs, patterns.Advance(on, _features, StepFacts.Of(leg, profile, callSlot, episode), ref patternsOf, _blocks, _hits));
        if (ahead is { } caller)
        {
            // When it was heard nothing was known of how long they talked, or whether at all.
            EventFeatures.FillReputation(_features, caller);
            windowMs = Math.Max(
                windowMs, patterns.Advance(PatternEvent.Reputation, _features, StepFacts.Of(leg, profile, callSlot, episode), ref patternsOf, _blocks, _hits));
        }

        if (patternsOf.Forgot)
        {
            // Begun patterns have an episode: what an event makes it forget must not come back with a checkpoint.
            patternsOf.Forgot = false;
            state.TouchEpisode(leg.Entity);
        }

        if (!episode.IsOpen && windowMs > 0)
        {
            episode = ref Begin(leg);
        }

        if (episode.IsOpen && DiaryOf.Take(leg, profile, before, callSlot, ref episode.Diary, _blocks))
        {
            state.TouchEpisode(leg.Entity);
        }

        if (on is PatternEvent.Call && episode.IsOpen)
        {
            OnCallOf.Tell(leg, profile, episode, state.TimeAt(leg), emission);
        }

        // Money that leaves a person under suspicion is a question to the model also where no pattern knows it.
        if (episode.IsOpen && (windowMs > 0 || (models.IsAsked && leg is { Kind: LegKind.Money, Money.Outgoing: true })))
        {
            Decide(on, leg, profile, open, ref episode, windowMs);
        }
        else
        {
            models.Pass(_features, profile, leg);
        }
    }

    /// <summary>What is going on counts as far as it has come: the call so far is scored before the event that falls into it, or that is about its party. One that
    /// was over by then is scored as of its end: what happened after it did not happen in it.</summary>
    private long ScoreSoFar(
        PatternEvent on, in Leg leg, in Profile profile, in BeforeEvent before, in Episode episode, int slot, ref EpisodePatterns patternsOf)
    {
        var fallsIn = EventFeatures.FallsIn(on);
        ref readonly var call = ref ((ReadOnlySpan<RecentCall>)profile.Calls)[slot];
        PersonFeatures.FillCall(_features, profile.Calls, slot, before, Grade.None, Attestation.Absent, leg.EventTimeMs, fallsIn);
        var facts = StepFacts.Of(leg, profile, slot, episode, fallsIn) with { TimeMs = CallMerging.KnownToMs(profile.Calls, slot, leg.EventTimeMs, fallsIn) };
        return call.Is(CallMarks.Stranger) ? rules.Active!.Patterns.Advance(PatternEvent.Call, _features, facts, ref patternsOf, _blocks, _hits) : 0;
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

        if (models.IsAsked)
        {
            EpisodeFeatures.Fill(_features, on, ref episode, _blocks, rules.Active!.Patterns, _hits, leg.EventTimeMs);
            if (Place >= 0 && models.MayWait && !_hits.Exists(static x => x.IsSaid))
            {
                models.Wait(_features);
                waiting.Add(new WaitingQuestion(Place, emission.Here, callSlot, windowMs), leg.Entity);
                emission.Hold();
                return;
            }
        }

        var opinion = models.IsAsked ? models.Ask(_features, profile, leg) : Opinion.None;
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
                models.Statistics.Unsaid++;
                continue;
            }

            var warning = WarningMaker.Make(hit, episode, profile, leg, DecidedMs(leg), opinion, models, rules.Active!);
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
        if (question < 0 || waiting.Count >= WaitingQuestions.Worthwhile || !models.IsSettled(question))
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
        models.AskWaiting();
        for (var i = 0; i < waiting.Count; i++)
        {
            var opinion = models.Answer(i);
            if (opinion.Tier != Tier.None)
            {
                ref readonly var question = ref waiting[i];
                ref readonly var leg = ref legs[question.Leg];
                emission.Answer(question.At);
                Say(opinion, leg, state.Profiles[state.Profiles.Find(leg.Entity)], question.CallSlot, ref state.Episodes[leg.Entity], question.WindowMs);
            }
        }

        emission.Release();
        models.Answered();
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
            var warning = WarningMaker.Make(opinion, stage, episode, profile, leg, DecidedMs(leg), models, rules.Active!);
            Warn(warning, leg, ref episode, isLongAfter: opinion.Tier == episode.Tier);
        }
    }

    /// <summary>What the model holds is news: more urgent than anything before, or said so long ago that it can no longer help.</summary>
    private static bool MayWarn(Tier tier, in Episode episode, long timeMs) =>
        tier < episode.Tier || (tier == episode.Tier && timeMs - episode.WarnedMs > WarningMaker.ModelUsefulForMs);

    /// <param name="isLongAfter">What was said before by the same pattern, or the model, can no longer help.</param>
    private void Warn(Warning warning, in Leg leg, ref Episode episode, bool isLongAfter)
    {
        episode.Warned(warning.Tier, mayReopen: isLongAfter || state.Clock.NowMs - episode.WarnedMs >= rules.Active!.Patterns.UsefulAtLeastMs);
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

    private static ushort Earlier(ushort first, long timeMs) =>
        first == 0 ? PaymentCourse.Day(timeMs) : Math.Min(first, PaymentCourse.Day(timeMs));
}
