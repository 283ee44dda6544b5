using WarningEngine.Core.Events;
using WarningEngine.Core.Features;
using WarningEngine.Core.Patterns;
using WarningEngine.Core.Profiles;

namespace WarningEngine.Core.Decisions;

/// <summary>Scores persons: profile, features, patterns, and the warnings that follow.</summary>
internal sealed class PersonScoring(ScoringState state, RuleSwitch rules, PersonOpinions models, Emission emission)
{
    private const long HistoryMs = 14 * ProfileTime.DayMs;
    private const int LineHistoryDays = 7;
    private const long CodeBucketMs = 3 * ProfileTime.MinuteMs;
    private const long TalkBucketMs = 30 * ProfileTime.MinuteMs;
    private const long MoneyBucketMs = 6 * ProfileTime.HourMs;

    private readonly FeatureVector _features = new();
    private readonly List<PatternHit> _hits = [];
    private EpisodePatterns _fresh = new();

    /// <summary>A call record of the line. Returns what it changed, and whether the other party is a stranger to it.</summary>
    public CallChange Call(in Leg leg, out bool withStranger)
    {
        ref var profile = ref Open(leg, out _);
        profile.FirstCallDay = Earlier(profile.FirstCallDay, leg.EventTimeMs);
        var before = Before(profile, leg);
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
            Ring.Add<ushort>(profile.StrangerTalk, ref profile.StrangerTalkBucket, TalkBucketMs, leg.EventTimeMs,
                change.AddedMs / 1000);
        }

        if (change.Ended && call.DurationSec > 0)
        {
            Baselines.LearnTalk(ref profile, call.DurationSec);
        }

        // Of a line under suspicion every call may tell something: whom it no longer reaches, who calls again next day.
        if ((call.Is(CallMarks.Answered) && call.Is(CallMarks.Stranger)) || state.Episodes.ContainsKey(leg.Entity))
        {
            Score(PatternEvent.Call, leg, profile, before, change.Slot);
        }

        return change;
    }

    public void Sms(in Leg leg)
    {
        ref var profile = ref Open(leg, out _);
        var before = Before(profile, leg) with { NewParty = Contacts.IsStranger(profile, leg.Other, leg.EventTimeMs) };
        if (leg.Sms.Direction == CallDirection.Incoming && leg.Sms.Template == SmsTemplate.Otp)
        {
            var hour = (uint)(leg.EventTimeMs / ProfileTime.HourMs);
            if (profile.CodesBucket / 20 != hour)
            {
                profile.CodeIssuers = 0;
            }

            profile.CodeIssuers |= (byte)(1 << (int)(leg.Other.High & 7));
            Ring.Add<byte>(profile.Codes, ref profile.CodesBucket, CodeBucketMs, leg.EventTimeMs, 1);
        }

        if (leg.Sms.Direction == CallDirection.Incoming)
        {
            Score(PatternEvent.Sms, leg, profile, before, -1);
        }
    }

    public void Money(in Leg leg)
    {
        ref var profile = ref Open(leg, out _);
        if (leg.EntityKind == EntityKind.Account && !profile.LinkedLine.IsNone)
        {
            // The account's owner passes on to the line that the registry linked to it.
            var forwarded = leg;
            forwarded.Entity = profile.LinkedLine;
            forwarded.EntityKind = EntityKind.Number;
            forwarded.Money.Account = leg.Entity;
            emission.Leg(forwarded);
            return;
        }

        profile.FirstMoneyDay = Earlier(profile.FirstMoneyDay, leg.EventTimeMs);
        var isShop = leg.Money is { Outgoing: true, PayeeKind: PayeeKind.Merchant };
        var before = Before(profile, leg) with { NewParty = Contacts.IsNewPayee(profile, leg.Other, isShop) };
        var transfer = leg.Money.Event == MoneyEvent.Transfer;
        var failed = leg.Money.Phase is MoneyPhase.Rejected or MoneyPhase.Returned;
        var first = FirstOfTransaction(leg);
        if (transfer && leg.Money.Outgoing)
        {
            if (leg.Money.Phase is MoneyPhase.Accepted or MoneyPhase.Settled)
            {
                Contacts.RememberPayee(ref profile, leg.Other, isShop);
            }

            FollowRisk(leg);
            if (first && !failed)
            {
                Ring.Add<uint>(profile.Sent, ref profile.SentBucket, MoneyBucketMs, leg.EventTimeMs, leg.Money.AmountMinor / 100);
                Baselines.LearnAmount(ref profile, (uint)Math.Min(uint.MaxValue, leg.Money.AmountMinor / 100));
            }
        }

        if (first && !failed)
        {
            CourseOf.Follow(ref profile.Course, leg, before);
        }

        if (first || failed)
        {
            Score(PatternEvent.Money, leg, profile, before, -1);
        }
    }

    /// <summary>The owner of a counterpart tells what it is, or has become.</summary>
    public void Heard(in Leg leg)
    {
        ref var profile = ref Open(leg, out _);
        var before = Before(profile, leg);
        Span<RecentCall> calls = profile.Calls;
        var slot = -1;
        if (leg.EntityKind == EntityKind.Number)
        {
            var peer = Hashing.Peer(leg.Other);
            for (var i = 0; i < calls.Length; i++)
            {
                if (calls[i].Peer == peer)
                {
                    calls[i].PeerGrade = leg.Reputation.Grade;
                    slot = slot < 0 || calls[i].StartSec > calls[slot].StartSec ? i : slot;
                }
            }
        }

        if (state.Episodes.TryGetValue(leg.Entity, out var episode))
        {
            episode.Add(Graded(leg));
            state.TouchEpisode(leg.Entity);
        }

        Score(leg.Kind == LegKind.Reputation ? PatternEvent.Reputation : PatternEvent.Exposure, leg, profile, before, slot);
    }

    /// <summary>The record of the leg's entity, marked as changed.</summary>
    public ref Profile Open(in Leg leg, out int slot)
    {
        slot = state.Profiles.FindOrAdd(leg.Entity);
        state.Profiles.Touch(slot);
        ref var profile = ref state.Profiles[slot];
        profile.Id = leg.Entity;
        profile.Kind = leg.EntityKind;
        profile.LastEventMin = Math.Max(profile.LastEventMin, ProfileTime.Minutes(leg.EventTimeMs));
        return ref profile;
    }

    private void Score(PatternEvent on, in Leg leg, in Profile profile, in BeforeEvent before, int callSlot)
    {
        var timeMs = leg.EventTimeMs;
        state.Episodes.TryGetValue(leg.Entity, out var episode);
        var heard = new HeardGrades(episode?.GradeOf(leg.Other) ?? Grade.None, Grade.None);
        Fill(on, leg, profile, before, heard, episode, callSlot);
        var patterns = rules.Active!.Patterns;
        var patternsOf = episode?.Patterns ?? _fresh;
        _hits.Clear();
        long windowMs = 0;
        var open = callSlot >= 0 ? callSlot : CallMerging.FindOpen(profile, timeMs);
        if (open >= 0 && on is not PatternEvent.Call)
        {
            // What is going on counts as far as it has come: the call so far is scored before the event that falls into it.
            ref readonly var call = ref ((ReadOnlySpan<RecentCall>)profile.Calls)[open];
            PersonFeatures.FillCall(
                _features, profile.Calls, open, before, on is PatternEvent.Reputation or PatternEvent.Exposure ? leg.Reputation.Grade : Grade.None,
                Attestation.Absent, gateway: false, timeMs);
            if (call.Is(CallMarks.Stranger))
            {
                windowMs = patterns.Advance(PatternEvent.Call, _features, StepFacts.Of(leg, profile, open, episode), patternsOf, _hits);
            }
        }

        windowMs = Math.Max(windowMs, patterns.Advance(on, _features, StepFacts.Of(leg, profile, callSlot, episode), patternsOf, _hits));
        if (patternsOf.Forgot)
        {
            // Begun patterns have an episode: what an event makes it forget must not come back with a checkpoint.
            patternsOf.Forgot = false;
            state.TouchEpisode(leg.Entity);
        }

        if (episode is null && windowMs > 0)
        {
            episode = Begin(leg);
        }

        if (episode is not null && DiaryOf.Take(leg, profile, before, callSlot, episode.Diary))
        {
            state.TouchEpisode(leg.Entity);
        }

        // Money that leaves a person under suspicion is a question to the model also where no pattern knows it.
        if (episode is not null && (windowMs > 0 || (models.IsAsked && leg is { Kind: LegKind.Money, Money.Outgoing: true })))
        {
            Decide(on, leg, profile, open, episode, windowMs);
        }
        else
        {
            models.Pass(_features, profile, leg);
        }
    }

    private void Fill(
        PatternEvent on, in Leg leg, in Profile profile, in BeforeEvent before, in HeardGrades heard, Episode? episode,
        int callSlot)
    {
        PersonFeatures.FillPerson(_features, profile, leg.EventTimeMs);
        PersonFeatures.FillTalk(_features, profile, before, heard, leg.EventTimeMs);
        PersonFeatures.FillCourse(_features, profile.Course, before, leg.EventTimeMs);
        PersonFeatures.FillEpisode(_features, episode?.Tier ?? Tier.None, episode?.WarnedMs ?? 0, leg.EventTimeMs);
        switch (on)
        {
            case PatternEvent.Call:
                PersonFeatures.FillCall(
                    _features, profile.Calls, callSlot, before, heard.Other, leg.Call.Attestation, leg.Call.InternationalGateway, leg.EventTimeMs);
                break;
            case PatternEvent.Sms:
                PersonFeatures.FillSms(_features, leg.Sms, before, heard.Other);
                break;
            case PatternEvent.Money:
                PersonFeatures.FillMoney(_features, leg.Money, before, heard.Other);
                break;
            case PatternEvent.Reputation or PatternEvent.Exposure:
                _features[Feature.ReputationGrade] = (double)leg.Reputation.Grade;
                _features[Feature.ReputationAge] = leg.Reputation.AgeMs;
                _features[Feature.ReputationKind] = (double)leg.OtherKind;
                _features.Set(Feature.ReputationListed, (leg.Reputation.Reasons & ReputationReasons.Listed) != 0);
                _features.Set(Feature.ReputationWarnedPayers, (leg.Reputation.Reasons & ReputationReasons.WarnedPayers) != 0);
                break;
            default:
                break;
        }
    }

    private Episode Begin(in Leg leg)
    {
        var episode = new Episode(leg.Entity, leg.EntityKind, leg.EventId, leg.EventTimeMs) { Patterns = _fresh };
        _fresh = new EpisodePatterns();
        state.Begin(episode);
        if (leg.Kind is LegKind.Reputation or LegKind.Exposure)
        {
            episode.Add(Graded(leg));
        }

        return episode;
    }

    /// <summary>A pattern took a step, and the episode has begun or goes on; or a model is asked what the event means for it. What is new
    /// becomes a warning.</summary>
    private void Decide(PatternEvent on, in Leg leg, in Profile profile, int callSlot, Episode episode, long windowMs)
    {
        if (windowMs > 0)
        {
            state.TouchEpisode(leg.Entity);
            episode.Advance(leg.EventTimeMs, windowMs);
            EvidenceOf.Witness(leg, profile, callSlot, episode);
        }

        var opinion = Ask(on, leg, profile, episode);
        for (var i = 0; i < _hits.Count; i++)
        {
            var hit = _hits[i];
            if (hit.Tier == Tier.None || hit.Pattern.Definition.State == PatternState.Shadow || opinion.IsSaidBefore(_hits, i))
            {
                continue;
            }

            if (opinion.Temper(hit) == Tier.None)
            {
                models.Statistics.Unsaid++;
                continue;
            }

            var warning = WarningMaker.Make(hit, episode, profile, leg, opinion, models, rules.Active!);
            Warn(warning, leg, episode);

            // Of what the model alone holds payees hear nothing: their reputation is one of its features, and would feed itself.
            WarnedPayers.Tell(leg, warning.Tier, episode, emission);
        }

        if (opinion.Tier != Tier.None && MayWarn(opinion.Tier, episode, leg.EventTimeMs))
        {
            if (windowMs == 0)
            {
                state.TouchEpisode(leg.Entity);
                episode.Advance(leg.EventTimeMs, 0);
                EvidenceOf.Witness(leg, profile, callSlot, episode);
            }

            var stage = (Stage)Math.Max((byte)Stage.Lure, (byte)episode.Stage);
            Warn(WarningMaker.Make(opinion, stage, episode, profile, leg, models, rules.Active!), leg, episode);
        }
    }

    private Opinion Ask(PatternEvent on, in Leg leg, in Profile profile, Episode episode)
    {
        if (!models.IsAsked)
        {
            return Opinion.None;
        }

        EpisodeFeatures.Fill(_features, on, episode, rules.Active!.Patterns, _hits, leg.EventTimeMs);
        return models.Ask(_features, profile, leg);
    }

    /// <summary>What the model holds is news: more urgent than anything before, or said so long ago that it can no longer help.</summary>
    private static bool MayWarn(Tier tier, Episode episode, long timeMs) =>
        tier < episode.Tier || (tier == episode.Tier && timeMs - episode.WarnedMs > WarningMaker.ModelUsefulForMs);

    private void Warn(Warning warning, in Leg leg, Episode episode)
    {
        episode.Tier = warning.Tier < episode.Tier ? warning.Tier : episode.Tier;
        episode.Stage = warning.Stage > episode.Stage ? warning.Stage : episode.Stage;
        emission.Item(new WarningItem(emission.Next(), state.Clock.NowMs, warning));
        episode.WarnedMs = Math.Max(episode.WarnedMs, leg.EventTimeMs);
        ref var changed = ref state.Profiles[state.Profiles.Find(leg.Entity)];
        changed.Warnings = (byte)Math.Min(byte.MaxValue, changed.Warnings + 1);
    }

    /// <summary>The money at risk moves through its phases.</summary>
    private void FollowRisk(in Leg leg)
    {
        if (state.Episodes.TryGetValue(leg.Entity, out var episode) && episode.AtRisk is { } risk
            && leg.Money.TransactionId.Is(risk.TransactionId))
        {
            episode.AtRisk = risk with { Phase = leg.Money.Phase };
            state.TouchEpisode(leg.Entity);
        }
    }

    private BeforeEvent Before(in Profile profile, in Leg leg)
    {
        var otherLine = leg.Money.OtherLine;
        return new BeforeEvent(
            CallsKnown: Known(state.Clock.CallsSinceMs, profile, leg.EventTimeMs),
            MoneyKnown: Known(state.Clock.MoneySinceMs, profile, leg.EventTimeMs),
            NewParty: false,
            OtherIsContact: !otherLine.IsNone && !Contacts.IsStranger(profile, otherLine, leg.EventTimeMs),
            SentBefore: Ring.Sum<uint>(profile.Sent, profile.SentBucket, MoneyBucketMs, leg.EventTimeMs),
            UsualLargeAmount: profile.PaymentCount >= 3 ? profile.UsualLargeAmount : 0,
            UsualLongCallSec: profile.UsualLongCallSec);
    }

    /// <summary>The stream has been read for 14 days, and the line has been seen in any stream for 7 of them.</summary>
    private static bool Known(long sinceMs, in Profile profile, long timeMs)
    {
        var first = Math.Min(
            profile.FirstCallDay == 0 ? ushort.MaxValue : profile.FirstCallDay,
            profile.FirstMoneyDay == 0 ? ushort.MaxValue : profile.FirstMoneyDay);
        return sinceMs != 0 && timeMs - sinceMs >= HistoryMs
            && first != ushort.MaxValue && PaymentCourse.Day(timeMs) - first >= LineHistoryDays;
    }

    /// <summary>The phases of one transfer are one event; a transfer without an id is always first.</summary>
    private bool FirstOfTransaction(in Leg leg)
    {
        if (leg.Money.TransactionId.Length == 0)
        {
            return true;
        }

        ulong hash = (ulong)leg.Money.Event + 1;
        foreach (var letter in leg.Money.TransactionId.Utf8)
        {
            hash = Hashing.Mix(hash ^ letter);
        }

        return state.SeenMoney.Add(Hashing.Mix(hash ^ leg.Entity.Low ^ (leg.Money.Outgoing ? 1UL : 0)), leg.EventTimeMs);
    }

    private static GradedContact Graded(in Leg leg) =>
        new(leg.Other, leg.OtherKind, leg.Reputation.Grade, leg.Reputation.Reasons, leg.Reputation.AgeMs, leg.EventTimeMs);

    private static ushort Earlier(ushort first, long timeMs) =>
        first == 0 ? PaymentCourse.Day(timeMs) : Math.Min(first, PaymentCourse.Day(timeMs));
}
