using WarningEngine.Core.Cases;
using WarningEngine.Core.Events;

namespace WarningEngine.Core.Dispatch;

/// <summary>Keeps the cases, and the queues in step with them: where an entry stands is told whatever becomes of it.</summary>
internal sealed class CaseQueues(CaseTable cases)
{
    public DispatchMode Mode { get; set; }

    public static QueuePlace PlaceOf(Case open) => new(open.Region, open.Tier);

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
    public void End(Case ended, CaseState state, EntryState entry, IDispatchSink sink)
    {
        var changed = ended with
        {
            // An offer may have been withdrawn from another queue at this very revision.
            Revision = ended.Offer is null ? ended.Revision : ended.Revision + 1,
            State = state,
            Held = false,
            HeldFor = null,

            // Of what is not said there the entry goes on standing: it is told once the case is sent again, perhaps elsewhere.
            Sent = Mode == DispatchMode.Shadow ? ended.Sent : null,
            Offer = null,
            ReturnedFrom = null,
        };
        Change(changed, sink);
        if (ended.Sent is { } place && Mode != DispatchMode.Shadow)
        {
            sink.Entry(new QueueEntry(entry, place.Tier, changed with { Region = place.Region }));
        }

        if (ended.Offer is { } offer)
        {
            Withdraw(changed, offer, sink);
        }
    }

    /// <summary>A case of an episode that is over goes, also where it is still open: what begins is answered, and its call followed, under its own name.</summary>
    public void MakeRoom(Case former, IDispatchSink sink)
    {
        if (former.State == CaseState.Open)
        {
            End(former, CaseState.Expired, EntryState.Expired, sink);
        }

        // Nobody else would ever take it out of the read model.
        sink.CaseForgotten(former);
    }

    public void Change(Case changed, IDispatchSink sink)
    {
        cases.Put(changed);
        sink.CaseChanged(changed);
    }
}
