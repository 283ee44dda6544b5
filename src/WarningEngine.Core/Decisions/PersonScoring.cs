using WarningEngine.Core.Events;
using WarningEngine.Core.Features;
using WarningEngine.Core.Patterns;
using WarningEngine.Core.Profiles;

namespace WarningEngine.Core.Decisions;

/// <summary>Takes the events of persons into their profiles, and those that may tell something to <see cref="PersonDecisions"/>.</summary>
internal sealed class PersonScoring(ScoringState state, PersonDecisions decisions, Emission emission)
{
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

        if (call.Is(CallMarks.Stranger))
        {
            state.Talks.Follow(leg, call);
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
            decisions.Score(PatternEvent.Call, leg, profile, before, change.Slot, heard);
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
            decisions.Score(PatternEvent.Sms, leg, profile, before, -1);
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
            if (leg.Other != leg.Entity)
            {
                // As the account that receives gathered money it knows which one it left.
                forwarded.Money.Account = leg.Entity;
            }

            emission.Leg(forwarded);
            return;
        }

        if (leg.Money.Event != MoneyEvent.Transfer || !IsBetweenOwn(leg, profile))
        {
            Take(leg, transaction, ref profile);
        }
        else if (leg.Money.Outgoing)
        {
            // No payment to anybody, as where a bank names both numbers; that it arrives is no second event. A question about it must not wait: the leg in the
            // message is another.
            Contacts.RememberOwnAccount(ref profile, leg.Other, isPaid: true);
            decisions.Place = -1;
            var gathered = leg;
            gathered.Money.Event = MoneyEvent.OwnAccountsConsolidated;
            Take(gathered, transaction, ref profile);
        }
    }

    /// <summary>The other account is the person's own too.</summary>
    private static bool IsBetweenOwn(in Leg leg, in Profile profile) =>
        leg.Money.OtherLine == leg.Entity || (leg.OtherKind == EntityKind.Account && Contacts.IsOwnAccount(profile, leg.Other));

    /// <summary>Money of a person, as what it is to them.</summary>
    private void Take(in Leg leg, ulong transaction, ref Profile profile)
    {
        profile.FirstMoneyDay = Earlier(profile.FirstMoneyDay, leg.EventTimeMs);
        var strictly = BeforeOf.Event(state, profile, leg) with { NewParty = PaymentsOf.IsNewPayee(profile, leg) };
        ref readonly var diary = ref state.Episodes.Find(leg.Entity).Diary;
        var before = strictly with { NewParty = strictly.NewParty || diary.HasJustPaid(leg.Other, leg.EventTimeMs) };
        var failed = leg.Money.Phase.IsRefusal();
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
            decisions.Score(PatternEvent.Money, leg, profile, before, -1);
        }
    }

    /// <summary>What the registry says of a line or account. Whose an account is, or is no more, its line hears too: a payment to it is none.</summary>
    public void Register(in Leg leg, ref Profile profile)
    {
        var isLink = leg is { EntityKind: EntityKind.Account, Registry.Fact: RegistryFact.AccountLinked };
        var before = isLink ? profile.LinkedLine : Token.None;
        LineFacts.Apply(leg, ref profile);
        if (!isLink)
        {
            return;
        }

        if (!before.IsNone && before != profile.LinkedLine)
        {
            emission.Leg(OwnAccount(leg, before, active: false));
        }

        if (!profile.LinkedLine.IsNone && leg.Registry.Active)
        {
            emission.Leg(OwnAccount(leg, profile.LinkedLine, active: true));
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
            episode.Add(state.Episodes.Blocks, GradedContact.Of(leg));
            state.TouchEpisode(leg.Entity);
        }

        decisions.Score(leg.Kind == LegKind.Reputation ? PatternEvent.Reputation : PatternEvent.Exposure, leg, profile, before, slot);
    }

    /// <summary>The account's owner passes on to the line that the registry linked to it.</summary>
    private static bool IsOfLinkedLine(in Leg leg, ref Profile profile) => leg.EntityKind == EntityKind.Account && !profile.LinkedLine.IsNone;

    private static Leg ToLinkedLine(in Leg leg, ref Profile profile) => leg with { Entity = profile.LinkedLine, EntityKind = EntityKind.Number };

    /// <summary>The link from the line's side.</summary>
    private static Leg OwnAccount(in Leg leg, Token line, bool active)
    {
        var told = leg with { Entity = line, EntityKind = EntityKind.Number, Other = leg.Entity, OtherKind = EntityKind.Account };
        told.Registry.Active = active;
        return told;
    }

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

    private static ushort Earlier(ushort first, long timeMs) =>
        first == 0 ? PaymentCourse.Day(timeMs) : Math.Min(first, PaymentCourse.Day(timeMs));
}
