using WarningEngine.Core;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Events;
using WarningEngine.Testing;

namespace WarningEngine.Tests.Decisions;

/// <summary>A partition that hears of calls, messages and payments of numbered lines, and of what its thread allocates for each leg.</summary>
internal sealed class CountedPartition : IScoringSink, IDisposable
{
    private readonly ScoringPartition _partition = new(new Source("legs", 1, 0), ShippedRules.Alone());
    private readonly Source _calls = new(RawStreams.Calls, 1, 0);
    private long _offset;
    private int _said;

    public ScoringPartition Partition => _partition;

    /// <summary>Bytes, since <see cref="Count"/>.</summary>
    public long Allocated { get; private set; }

    /// <summary>Legs since then that say nothing: a collection fell into them, or something was said, which is an object.</summary>
    public int LeftOut { get; private set; }

    /// <summary>Items since then, but progress.</summary>
    public List<DispatchItem> Items { get; } = [];

    /// <summary>The count begins anew.</summary>
    public void Count()
    {
        (Allocated, LeftOut) = (0, 0);
        Items.Clear();
    }

    /// <summary>What a checkpoint does between messages, and time: an item each, not counted.</summary>
    public void Progress(long timeMs)
    {
        _partition.ForgetChanges();
        _partition.Apply(CounterpartLog.Progress(timeMs), Next(), this);
    }

    void IScoringSink.Leg(in Leg leg)
    {
        // Nothing is caused for others but what is not asserted here.
    }

    void IScoringSink.Item(DispatchItem item)
    {
        _said++;
        if (item is not ProgressItem)
        {
            Items.Add(item);
        }
    }

    public void Dispose() => _partition.Dispose();

    /// <summary>A call, on both sides.</summary>
    public void Talk(int caller, int called, long timeMs, int seconds)
    {
        var leg = New(LegKind.Call, EntityKind.Number, Line(caller), Line(called), EntityKind.Number, timeMs);
        leg.Call = new CallFacts
        {
            Phase = CallPhase.Record, Direction = CallDirection.Outgoing, PeerClass = NumberClass.Mobile, EntityClass = NumberClass.Mobile,
            Answered = true, Region = 510100, StartMs = timeMs, AnswerMs = timeMs, ReleaseMs = timeMs + (seconds * 1000), DurationMs = seconds * 1000,
        };
        Apply(leg);
        leg.Stamp = new Stamp(_calls, new Position(_offset, 0, 0));
        (leg.Kind, leg.Entity, leg.Other, leg.Call.Direction) = (LegKind.CallCounterpart, Line(called), Line(caller), CallDirection.Incoming);
        Apply(leg);
    }

    /// <summary>A message of a sender, on both sides.</summary>
    public void Message(int person, int shop, long timeMs)
    {
        var leg = New(LegKind.Sms, EntityKind.Number, Line(person), Shop(shop), EntityKind.Sender, timeMs);
        leg.Sms = new SmsFacts { Direction = CallDirection.Incoming, SenderClass = NumberClass.Alphanumeric, Template = SmsTemplate.Other, Segments = 1 };
        Apply(leg);
        leg.Stamp = new Stamp(_calls, new Position(_offset, 0, 0));
        (leg.Kind, leg.Entity, leg.EntityKind, leg.Other, leg.OtherKind) =
            (LegKind.SmsCounterpart, Shop(shop), EntityKind.Sender, Line(person), EntityKind.Number);
        Apply(leg);
    }

    /// <summary>A payment in a shop, on both sides.</summary>
    public void Pay(int person, int shop, long timeMs)
    {
        var leg = New(LegKind.Money, EntityKind.Number, Line(person), Till(shop), EntityKind.Account, timeMs);
        leg.Money = new MoneyFacts
        {
            Event = MoneyEvent.Transfer, Phase = MoneyPhase.Settled, Outgoing = true, PayeeKind = PayeeKind.Merchant, AmountMinor = 2_550,
            BalanceBeforeMinor = 900_000, TransactionId = Text35.From([.. BitConverter.GetBytes(_offset)]),
        };
        Apply(leg);
        leg.Stamp = new Stamp(_calls, new Position(_offset, 0, 0));
        (leg.Kind, leg.Entity, leg.EntityKind, leg.Other, leg.OtherKind, leg.Money.Outgoing) =
            (LegKind.MoneyCounterpart, Till(shop), EntityKind.Account, Line(person), EntityKind.Number, false);
        Apply(leg);
    }

    /// <summary>An agent has found that there is nothing in it: the episode ends.</summary>
    public void Dismiss(int person, long timeMs)
    {
        var leg = New(LegKind.Disposition, EntityKind.Number, Line(person), Token.None, EntityKind.None, timeMs);
        leg.Disposition = new DispositionFacts { Code = DispositionCode.ReachedNotRelevant };
        Apply(leg);
    }

    private void Apply(in Leg leg)
    {
        // What is said is an object. A collection that others bring about takes away the piece of up to 8 KB in which this thread allocates, and what was left of it counts as
        // allocated: such an event says nothing.
        var (said, collections, paused, before) = (_said, GC.CollectionCount(0), GC.GetTotalPauseDuration(), GC.GetAllocatedBytesForCurrentThread());
        _partition.Apply(leg, Next(), this);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        if (_said == said && GC.CollectionCount(0) == collections && GC.GetTotalPauseDuration() == paused)
        {
            Allocated += allocated;
        }
        else
        {
            LeftOut++;
        }
    }

    private Leg New(LegKind kind, EntityKind entityKind, Token entity, Token other, EntityKind otherKind, long timeMs) => new()
    {
        Kind = kind, EntityKind = entityKind, Entity = entity, Other = other, OtherKind = otherKind, EventTimeMs = timeMs, ArrivalTimeMs = timeMs,
        IngestTimeMs = timeMs, EventId = (ulong)_offset + 1, Stamp = new Stamp(_calls, new Position(_offset, 0, 0)),
    };

    private Position Next() => new(_offset++, 0, 0);

    private static Token Line(int number) => CounterpartLog.Line(number);

    private static Token Shop(int number) => CounterpartLog.Line(100_000 + number);

    private static Token Till(int number) => CounterpartLog.Line(200_000 + number);
}
