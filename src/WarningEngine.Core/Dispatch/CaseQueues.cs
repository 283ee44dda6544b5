using WarningEngine.Core.Cases;
using WarningEngine.Core.Events;

namespace WarningEngine.Core.Dispatch;

/// <summary>Keeps the cases, and the queues in step with them: where an entry stands is told whatever becomes of it.</summary>
internal sealed class CaseQueues(CaseTable cases)
{
    public DispatchMode Mode { get; set; }

    public static QueuePlace PlaceOf(Case open) => new(open.Region, open.Tier);

    /// <summary>Another mode from here on. Before nothing is said any more offers return: nobody could accept what they hear nothing of. When something is
    /// said again, the queues hear of what has ended meanwhile.</summary>
    /// <param name="mode">The new one, or the same once more.</param>
    /// <param name="timeMs">The partition's time.</param>
    /// <param name="sink">Takes what follows.</param>
    public void Turn(DispatchMode mode, long timeMs, IDispatchSink sink)
    {
        if (mode == DispatchMode.Shadow)
        {
            foreach (var offered in cases.All.Where(x => x.Offer is not null).ToArray())
            {
                TakeBack(HandOver.Returned(offered, offered.Offer!, timeMs), offered.Offer!, sink);
            }
        }

        Mode = mode;
        if (mode != DispatchMode.Shadow)
        {
            foreach (var ended in cases.All.Where(x => x.State != CaseState.Open && x.Sent is not null).ToArray())
            {
                Change(ended with { Sent = null }, sink);
                TellEnd(ended, ended.Sent, sink);
            }
        }
    }

    /// <summary>What is kept back of a case that a warning has opened or changed, and for what. A warning of a pattern that is as
    /// usual lets go what a surge held: nobody waits for another's rule. An entry that stands where it stood brings nobody new.</summary>
    public Case Keep(Case open, string? heldFor, long timeMs)
    {
        if (Mode == DispatchMode.Hold || open is { Held: true, HeldFor: null })
        {
            return open with { Held = true, HeldFor = null };
        }

        if (Mode == DispatchMode.Shadow)
        {
            // Nothing goes out, so nothing of what is held is let go, and nothing more is held.
            return open;
        }

        if (heldFor is null || open.Sent == PlaceOf(open))
        {
            return open with { Held = false, HeldFor = null };
        }

        return open.HeldFor == heldFor ? open : open with
        {
            Held = true, HeldFor = heldFor, History = CaseMerging.Lines(open, new CaseLine(timeMs, "held", heldFor)),
        };
    }

    /// <summary>Puts an open case into its queue, and into that of the region it is offered to; or keeps it back.</summary>
    public void Send(Case open, IDispatchSink sink)
    {
        if (open.Held || Mode == DispatchMode.Shadow)
        {
            Change(open, sink);
            sink.Kept(open, open.Held ? DispatchMode.Hold : DispatchMode.Shadow);
            return;
        }

        var sent = open with
        {
            Sent = PlaceOf(open),
            Offer = open.Offer is { } made ? made with { To = made.To with { Tier = open.Tier } } : null,
        };
        Change(sent, sink);
        if (open.Sent is { } old && old != sent.Sent)
        {
            sink.Entry(new QueueEntry(EntryState.Superseded, old.Tier, sent with { Region = old.Region }));
        }

        sink.Entry(new QueueEntry(EntryState.Open, sent.Tier, sent));
        if (open.Offer is not { } offer)
        {
            return;
        }

        if (offer.To.Tier != sent.Tier)
        {
            Withdraw(sent, offer, sink);
        }

        sink.Entry(new QueueEntry(EntryState.Offered, sent.Tier, sent with { Region = offer.To.Region }) { Owner = sent.Region });
    }

    /// <summary>Its region has a case alone again.</summary>
    /// <returns>The case as it is now.</returns>
    public Case TakeBack(Case again, Offer offer, IDispatchSink sink)
    {
        Send(again, sink);
        Withdraw(again, offer, sink);
        return cases.Find(again.Person)!;
    }

    /// <summary>Says where an offer stands that it does so no more.</summary>
    public void Withdraw(Case changed, Offer offer, IDispatchSink sink)
    {
        if (Mode != DispatchMode.Shadow)
        {
            var place = changed with { Region = offer.To.Region };
            sink.Entry(new QueueEntry(EntryState.Withdrawn, offer.To.Tier, place) { Owner = changed.Region });
        }
    }

    /// <summary>Ends a case and says so where its entry stands, also where a newer one is kept back.</summary>
    public void End(Case ended, CaseState state, IDispatchSink sink)
    {
        var changed = ended with
        {
            // An offer may have been withdrawn from another queue at this very revision.
            Revision = ended.Offer is null ? ended.Revision : ended.Revision + 1,
            State = state,
            Held = false,
            HeldFor = null,

            // Of what is not said there the entry goes on standing: it is told once something is said again, or the case is forgotten.
            Sent = Mode == DispatchMode.Shadow ? ended.Sent : null,
            Offer = null,
            ReturnedFrom = null,
        };
        Change(changed, sink);
        if (Mode != DispatchMode.Shadow)
        {
            TellEnd(changed, ended.Sent, sink);
        }

        if (ended.Offer is { } offer)
        {
            Withdraw(changed, offer, sink);
        }
    }

    /// <summary>Nobody reached the person while it would have helped.</summary>
    /// <param name="due">Open, and its time is over.</param>
    /// <param name="timeMs">The partition's time.</param>
    /// <param name="sink">Takes what follows.</param>
    /// <returns>The case as it is now.</returns>
    public Case Expire(Case due, long timeMs, IDispatchSink sink)
    {
        End(due with { History = CaseMerging.Lines(due, new CaseLine(timeMs, "expired", "")) }, CaseState.Expired, sink);
        return cases.Find(due.Person)!;
    }

    /// <summary>A case of an episode that is over goes, also where it is still open: what begins is answered, and its call followed, under its own name.</summary>
    public void MakeRoom(Case former, IDispatchSink sink)
    {
        if (former.State == CaseState.Open)
        {
            End(former, CaseState.Expired, sink);
        }

        Forget(cases.Find(former.Person)!, sink);
    }

    /// <summary>A case that has ended leaves the state, and the read model, out of which nobody else would ever take it. Where an entry of it still stands its end is
    /// told now, in shadow too: nobody could do so later.</summary>
    public void Forget(Case ended, IDispatchSink sink)
    {
        cases.Remove(ended.Person);
        TellEnd(ended, ended.Sent, sink);
        sink.CaseForgotten(ended);
    }

    public void Change(Case changed, IDispatchSink sink)
    {
        cases.Put(changed);
        sink.CaseChanged(changed);
    }

    /// <param name="ended">A case that is no longer open.</param>
    /// <param name="place">Where its entry stands; null: nowhere.</param>
    /// <param name="sink">Takes the entry.</param>
    private static void TellEnd(Case ended, QueuePlace? place, IDispatchSink sink)
    {
        if (place is not null)
        {
            var state = ended.State == CaseState.Closed ? EntryState.Closed : EntryState.Expired;
            sink.Entry(new QueueEntry(state, place.Tier, ended with { Region = place.Region, Sent = null }));
        }
    }
}
