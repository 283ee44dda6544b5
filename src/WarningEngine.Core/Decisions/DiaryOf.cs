using WarningEngine.Core.Events;
using WarningEngine.Core.Features;
using WarningEngine.Core.Memory;
using WarningEngine.Core.Profiles;

namespace WarningEngine.Core.Decisions;

/// <summary>Writes into the diary of an episode what a leg means for it.</summary>
internal static class DiaryOf
{
    /// <param name="leg">The event.</param>
    /// <param name="profile">Of its person, with the event.</param>
    /// <param name="before">Of the profile before it.</param>
    /// <param name="callSlot">The call that it is of; -1 where it is of none.</param>
    /// <param name="diary">Takes it.</param>
    /// <param name="blocks">Where that stands.</param>
    /// <returns>True where anything was written.</returns>
    public static bool Take(in Leg leg, in Profile profile, in BeforeEvent before, int callSlot, ref Diary diary, NativeBlocks blocks) => leg.Kind switch
    {
        LegKind.Money => Money(leg, before, ref diary, blocks),
        LegKind.Call => callSlot >= 0 && Call(leg, profile.Calls, callSlot, ref diary, blocks),
        LegKind.Sms => Sms(leg, before, ref diary, blocks),
        _ => false,
    };

    private static bool Money(in Leg leg, in BeforeEvent before, ref Diary diary, NativeBlocks blocks)
    {
        ref readonly var money = ref leg.Money;
        var party = money.Event == MoneyEvent.LoanDisbursed && money.OtherAgent != 0 ? (uint)money.OtherAgent
            : leg.Other.IsNone ? 0 : Hashing.Peer(leg.Other);
        var marks = money.Outgoing ? MoveMarks.Outgoing : MoveMarks.None;
        marks |= money.Phase.IsRefusal() ? MoveMarks.Failed : MoveMarks.None;
        if (money.Event == MoneyEvent.Transfer)
        {
            // Who was unfamiliar at the first of these payments still is at the next.
            var isUnfamiliar = before.MoneyKnown && !before.OtherIsContact && (before.NewParty || diary.Knows(party));
            if (!isUnfamiliar)
            {
                return false;
            }

            marks |= MoveMarks.Unfamiliar;
            marks |= money.PayeeKind == PayeeKind.Merchant ? MoveMarks.Merchant : MoveMarks.None;
        }

        diary.Add(blocks, new Move
        {
            AtSec = ProfileTime.Seconds(leg.EventTimeMs), AmountMinor = (uint)Math.Clamp(money.AmountMinor, 0, uint.MaxValue),
            Party = party, Event = money.Event, Marks = marks,
        });
        return true;
    }

    private static bool Call(in Leg leg, ReadOnlySpan<RecentCall> calls, int slot, ref Diary diary, NativeBlocks blocks)
    {
        ref readonly var call = ref calls[slot];
        if (!call.Is(CallMarks.Stranger) || !call.Is(CallMarks.Answered))
        {
            return false;
        }

        diary.Add(blocks, new Meeting
        {
            AtSec = call.StartSec, Party = call.Peer, TalkSec = (ushort)Math.Clamp(leg.Call.DurationMs / 1000, call.TalkSec, ushort.MaxValue), PartyClass = call.PeerClass,
            Kind = call.Direction == CallDirection.Outgoing ? MeetingKind.Calling : MeetingKind.Called,
        });
        return true;
    }

    /// <summary>Codes come from strangers all day: they are counted elsewhere.</summary>
    private static bool Sms(in Leg leg, in BeforeEvent before, ref Diary diary, NativeBlocks blocks)
    {
        ref readonly var sms = ref leg.Sms;
        if (sms.Direction != CallDirection.Incoming || !before.CallsKnown || !before.NewParty
            || (sms.Template is SmsTemplate.Otp or SmsTemplate.Other && !sms.HasUrl))
        {
            return false;
        }

        diary.Add(blocks, new Meeting
        {
            AtSec = ProfileTime.Seconds(leg.EventTimeMs), Party = Hashing.Peer(leg.Other), PartyClass = sms.SenderClass,
            Kind = MeetingKind.Sms, Template = sms.Template, HasUrl = sms.HasUrl,
        });
        return true;
    }
}
