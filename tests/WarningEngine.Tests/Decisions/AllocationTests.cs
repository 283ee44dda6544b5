using WarningEngine.Core;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Events;
using WarningEngine.Core.Memory;
using WarningEngine.Core.Profiles;
using WarningEngine.Testing;

namespace WarningEngine.Tests.Decisions;

/// <summary>Whoever is under no suspicion costs no object: calls with friends on both sides, messages, payments in shops, for three
/// days after three or more days of the same. Who is under suspicion has an episode, which is objects; progress is an item each. Both are
/// left out of the count, and nobody comes under suspicion.</summary>
public sealed class AllocationTests : IScoringSink, IDisposable
{
    private const int People = 2_000;
    private const int Friends = 8;
    private const int Shops = 50;
    private const int LegsPerDay = 334_000;
    private const long DayMs = 86_400_000;
    private const long Start = Some.TimeMs;

    private readonly ScoringPartition _partition = new(new Source("legs", 1, 0), ShippedRules.Alone());
    private readonly Source _calls = new(RawStreams.Calls, 1, 0);
    private int _warnings;
    private long _offset;
    private long _allocated;
    private int _leftOut;

    [Fact]
    public void A_million_events_in_steady_state_allocate_nothing()
    {
        _partition.Apply(CounterpartLog.Progress(Start - (20 * DayMs)), Next(), this);
        for (var person = 0; person < People; person++)
        {
            for (var friend = 1; friend <= Friends; friend++)
            {
                // Twice, ten days ago: since then they know each other.
                Talk(person, (person + friend) % People, Start - (10 * DayMs) + friend, seconds: 30);
                Talk(person, (person + friend) % People, Start - (8 * DayMs) + friend, seconds: 30);
            }

            Pay(person, person % Shops, Start - (10 * DayMs) + person);
        }

        Days(first: 0);

        // What is made once, as by code that is compiled a second time, is no steady state: within nine days three must pass without any.
        for (var first = 3; first <= 9; first += 3)
        {
            Days(first);
            if (_allocated == 0)
            {
                break;
            }
        }

        Assert.Equal(0, _allocated);
        Assert.InRange(_leftOut, 0, LegsPerDay / 100);
        Assert.Equal(0, _warnings);
        Assert.Equal(0, _partition.State.Episodes.Count);
        Assert.Equal(0, _partition.Dropped);
    }

    void IScoringSink.Leg(in Leg leg)
    {
        // Nothing is caused for others but what is not asserted here.
    }

    void IScoringSink.Item(DispatchItem item) => _warnings += item is WarningItem ? 1 : 0;

    public void Dispose() => _partition.Dispose();

    /// <summary>Three days; the count begins anew.</summary>
    private void Days(int first)
    {
        (_allocated, _leftOut) = (0, 0);
        var from = Start + (first * DayMs);
        for (var i = 0; i < 3 * LegsPerDay;)
        {
            var timeMs = from + (i * (3 * DayMs) / (3 * LegsPerDay));
            var person = (int)(Hashing.Mix((ulong)i) % People);
            switch (i % 8)
            {
                case < 4:
                    Talk(person, (person + 1 + (i / 8 % Friends)) % People, timeMs, seconds: 40);
                    i += 2;
                    break;
                case < 6:
                    Message(person, person % Shops, timeMs);
                    i += 2;
                    break;
                default:
                    Pay(person, person % Shops, timeMs);
                    i += 2;
                    break;
            }

            if (i % 16_384 == 0)
            {
                // What a checkpoint does between messages, and time: an item each.
                _partition.ForgetChanges();
                _partition.Apply(CounterpartLog.Progress(timeMs), Next(), this);
            }
        }
    }

    private void Talk(int caller, int called, long timeMs, int seconds)
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

    private void Message(int person, int shop, long timeMs)
    {
        var leg = New(LegKind.Sms, EntityKind.Number, Line(person), Shop(shop), EntityKind.Sender, timeMs);
        leg.Sms = new SmsFacts { Direction = CallDirection.Incoming, SenderClass = NumberClass.Alphanumeric, Template = SmsTemplate.Other, Segments = 1 };
        Apply(leg);
        leg.Stamp = new Stamp(_calls, new Position(_offset, 0, 0));
        (leg.Kind, leg.Entity, leg.EntityKind, leg.Other, leg.OtherKind) =
            (LegKind.SmsCounterpart, Shop(shop), EntityKind.Sender, Line(person), EntityKind.Number);
        Apply(leg);
    }

    private void Pay(int person, int shop, long timeMs)
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

    private void Apply(in Leg leg)
    {
        // A collection that others bring about takes away the piece of up to 8 KB in which this thread allocates, and what was left of it counts as
        // allocated: such an event says nothing.
        var (collections, paused, before) = (GC.CollectionCount(0), GC.GetTotalPauseDuration(), GC.GetAllocatedBytesForCurrentThread());
        _partition.Apply(leg, Next(), this);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        if (GC.CollectionCount(0) == collections && GC.GetTotalPauseDuration() == paused)
        {
            _allocated += allocated;
        }
        else
        {
            _leftOut++;
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
