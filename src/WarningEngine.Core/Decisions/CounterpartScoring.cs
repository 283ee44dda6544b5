using WarningEngine.Core.Events;
using WarningEngine.Core.Memory;
using WarningEngine.Core.Profiles;

namespace WarningEngine.Core.Decisions;

/// <summary>Grades counterparts and tells the lines they touch: the one just touched, and on a change everyone of the last
/// 72 h. Legs change grades, and so does time: list entries begin and end by themselves.</summary>
internal sealed class CounterpartScoring(ScoringState state, CounterpartOpinions opinions, Emission emission)
{
    private const long HistoryMs = 14 * ProfileTime.DayMs;

    /// <summary>Numbers of one device that hear of each other; a box has more, but these are enough to grade.</summary>
    private const int SimsToldMax = 64;

    private const uint DeviceCallsMin = 5 * CounterpartCounts.One;

    private readonly ExposureWaves _waves = new(state, emission);

    /// <summary>When entries of lists begin or end. No state: it follows from the records, those of a restored checkpoint
    /// included; what has come to nothing is passed over when it is due.</summary>
    private readonly PriorityQueue<Token, (uint DueMin, Token Counterpart)> _terms = new();

    /// <summary>Takes in a leg that is for counterparts alone; of other kinds none.</summary>
    public void Apply(in Leg leg)
    {
        switch (leg.Kind)
        {
            case LegKind.SmsCounterpart or LegKind.DomainTouched:
                Messaged(leg);
                break;
            case LegKind.MoneySent:
                Sent(leg);
                break;
            case LegKind.PayerWarned:
                // It was warned of its payment, and not of what the account has turned out to be.
                RegradeForAll(state.Counterparts.ApplyWarned(leg), leg);
                break;
            case LegKind.Indicator:
                Indicated(leg);
                break;
            case LegKind.DeviceUsed:
                DeviceUsed(leg);
                break;
            case LegKind.DeviceShared:
                DeviceShared(leg);
                break;
            default:
                break;
        }
    }

    /// <summary>An SMS or link that touched the counterpart <c>leg.Entity</c>.</summary>
    private void Messaged(in Leg leg)
    {
        var slot = state.Counterparts.ApplyMessage(leg);
        Regrade(slot, leg);
        Answer(slot, leg);
    }

    /// <summary>A payment to the account <c>leg.Entity</c>, or that somebody adds it as a payee: who is about to pay a bad one hears of it before, and who
    /// has not paid yet when it turns bad hears of that.</summary>
    /// <param name="leg">Of the payee.</param>
    /// <param name="transaction"><see cref="Identity.OfTransaction(in Leg)"/>.</param>
    public void Paid(in Leg leg, ulong transaction)
    {
        var slot = leg.Money.Event == MoneyEvent.PayeeAdded
            ? state.Counterparts.ApplyAdded(leg) : state.Counterparts.ApplyPayment(leg, RememberMoney(leg, transaction));
        Regrade(slot, leg);
        Answer(slot, leg);
    }

    /// <summary>Money leaves the account <c>leg.Entity</c>: news of an account that others pay, nothing of any other.</summary>
    public void Sent(in Leg leg)
    {
        if (leg is { EntityKind: EntityKind.Account, Money: { Outgoing: true, Event: MoneyEvent.Transfer } }
            && state.Counterparts.Table.Find(leg.Entity) >= 0 && RememberIfCounted(leg, Identity.OfSent(leg)))
        {
            RegradeForAll(state.Counterparts.ApplySent(leg), leg);
        }
    }

    /// <summary>Money that is sent counts with its first phase; that it was refused counts once, where it had been counted.</summary>
    private bool RememberIfCounted(in Leg leg, ulong sent)
    {
        var isFirst = RememberMoney(leg, sent);
        return leg.Money.Phase.IsRefusal() ? !isFirst && RememberMoney(leg, Identity.OfRefusal(sent)) : isFirst;
    }

    /// <summary>A call of the number <c>leg.Entity</c>. Only numbers that call strangers, or already have a record, are
    /// counterparts: friends cost nothing, but of one that is graded they hear. Who shows no number is nobody: all of
    /// them are one, which nobody can dial.</summary>
    public void Called(in Leg leg, in CallChange change, bool withStranger)
    {
        if (leg.OtherKind == EntityKind.Sender)
        {
            return;
        }

        var isNews = change.IsNew || change.Ended;
        var originates = leg.Call.Direction == CallDirection.Outgoing && withStranger;
        var slot = state.Counterparts.Table.Find(leg.Entity);
        if (change.Slot < 0 || (slot < 0 && !(originates && isNews)))
        {
            return;
        }

        if (isNews)
        {
            slot = state.Counterparts.ApplyCall(leg, change);
            if (originates)
            {
                TellDevice(slot, leg);
            }

            Regrade(slot, leg);
        }

        // Whoever heard of it while the telephone rang hears of it again once they talk; whom it has called for days is no stranger to it any more.
        Answer(slot, leg);
    }

    /// <summary>A list entry about the counterpart, its appeal, or what an agent confirmed of it.</summary>
    private void Indicated(in Leg leg)
    {
        var slot = state.Counterparts.ApplyIndicator(leg, Math.Max(leg.EventTimeMs, state.Clock.NowMs));
        Schedule(leg.Entity);

        // Said on Monday and heard on Tuesday, it is told as of Tuesday: who hears of it shall still be able to do something about it.
        Regrade(slot, leg with { EventTimeMs = Math.Max(leg.EventTimeMs, leg.ArrivalTimeMs) });
    }

    /// <summary>A number that calls strangers is used in the device <c>leg.Entity</c>: where there are many, they all hear.</summary>
    private void DeviceUsed(in Leg leg)
    {
        var slot = state.Counterparts.ApplyDevice(leg, out var isFresh);
        ref readonly var device = ref state.Counterparts.Table[slot];
        var now = ProfileTime.Minutes(leg.EventTimeMs);
        var sims = state.Counterparts.Touched.CountLive(device, leg.Entity, now, byte.MaxValue);
        if (sims < CounterpartGrading.SimsMin)
        {
            return;
        }

        TellSims(leg, leg.Other, sims);
        var left = isFresh ? SimsToldMax : 0;
        TellSims(leg, device.Touched, sims, now, ref left);
        for (var number = device.FirstBlock; number < device.NextBlock && left > 0; number++)
        {
            TellSims(leg, state.Counterparts.Touched.Lines(leg.Entity, number), sims, now, ref left);
        }
    }

    /// <summary>Several numbers are used in the device of the number <c>leg.Entity</c>.</summary>
    private void DeviceShared(in Leg leg)
    {
        if (state.Counterparts.Table.Find(leg.Entity) < 0)
        {
            return;
        }

        ref var counterpart = ref state.Counterparts.Open(leg, out var slot);
        counterpart.Sims = leg.Sims;
        counterpart.SimsMin = Math.Max(counterpart.SimsMin, ProfileTime.Minutes(leg.EventTimeMs));
        RegradeForAll(slot, leg);
    }

    /// <summary>Time has moved to <paramref name="nowMs"/>: entries begin and end.</summary>
    public void Advance(long nowMs)
    {
        foreach (var token in state.Counterparts.Restored)
        {
            Schedule(token);
        }

        state.Counterparts.Restored.Clear();
        while (_terms.TryPeek(out var token, out var term) && term.DueMin <= ProfileTime.Minutes(nowMs))
        {
            _terms.Dequeue();
            var slot = state.Counterparts.Table.Find(token);
            if (slot < 0 || CounterpartLists.NextMin(state.Counterparts.Table[slot]) != term.DueMin)
            {
                continue;
            }

            var dueMs = ProfileTime.FromMinutes(term.DueMin);
            CounterpartLists.Advance(ref state.Counterparts.Table[slot], dueMs);
            state.Counterparts.Table.Touch(slot);
            Schedule(token);
            Regrade(slot, ByTime(token, dueMs, nowMs));
        }
    }

    /// <summary>Goes on telling those who have not heard yet.</summary>
    public void Continue() => _waves.Continue();

    /// <summary>Looks through a counterpart that nobody may have touched for long: blocks of lines that are not told any more
    /// leave, and behaviour that is over gives no grade.</summary>
    public void Review(Token token, int slot, long nowMs)
    {
        ref var counterpart = ref state.Counterparts.Table[slot];
        var changed = state.Counterparts.Touched.DropExpired(ref counterpart, token, ProfileTime.Minutes(nowMs));
        if (counterpart.BehaviourGrade != Grade.None)
        {
            changed = true;
            counterpart.Counts.Decay(nowMs);
            Regrade(slot, ByTime(token, nowMs, nowMs), mayFall: true);
        }

        if (changed)
        {
            state.Counterparts.Table.Touch(slot);
        }
    }

    private void Schedule(Token token)
    {
        var slot = state.Counterparts.Table.Find(token);
        if (slot >= 0 && CounterpartLists.NextMin(state.Counterparts.Table[slot]) is > 0 and var due)
        {
            _terms.Enqueue(token, (due, token));
        }
    }

    /// <summary>What time does, as a leg: its identity is the counterpart's and the time's.</summary>
    private Leg ByTime(Token token, long dueMs, long nowMs) => new()
    {
        Kind = LegKind.Indicator,
        Entity = token,
        EntityKind = state.Counterparts.Table[state.Counterparts.Table.Find(token)].Kind,
        EventId = new UInt128(Hashing.Mix(token.High ^ (ulong)dueMs), Hashing.Mix(token.Low + (ulong)dueMs)),
        EventTimeMs = dueMs,
        ArrivalTimeMs = nowMs,
    };

    /// <summary>Where no answer follows, the leg's other party hears of a change as everybody does whom the counterpart touched.</summary>
    private void RegradeForAll(int slot, in Leg leg) => Regrade(slot, leg with { Other = Token.None });

    private void Regrade(int slot, in Leg leg, bool mayFall = false)
    {
        ref var counterpart = ref state.Counterparts.Table[slot];
        var before = counterpart.Grade;
        var sinceMs = counterpart.Kind == EntityKind.Account ? state.Clock.MoneySinceMs : state.Clock.CallsSinceMs;
        var historyKnown = sinceMs != 0 && leg.EventTimeMs - sinceMs >= HistoryMs;
        var behaviour = CounterpartGrading.Behaviour(counterpart, leg.EventTimeMs, historyKnown, out var seen);
        if (historyKnown)
        {
            opinions.Ask(counterpart, leg, ref behaviour, ref seen);
        }

        Counterparts.Regrade(ref counterpart, leg.EventTimeMs, behaviour, seen, mayFall);
        if (Counterparts.BeginWaveIfDue(ref counterpart, before, leg.EventTimeMs))
        {
            _waves.Begin(leg.Entity, counterpart, leg);
        }
    }

    /// <summary>The leg's own line hears of the grade at once; also that it is none any more, for weeks after it fell: the line may still hold what it
    /// heard before. Of what is below medium no reasons are told: patterns ask for some of them alone.</summary>
    private void Answer(int slot, in Leg leg)
    {
        ref readonly var counterpart = ref state.Counterparts.Table[slot];
        var mayHear = !leg.Other.IsNone && leg.OtherKind is EntityKind.Number or EntityKind.Account;
        if (!mayHear || (counterpart.Grade < Grade.Medium && !Counterparts.HasFallen(counterpart, leg.EventTimeMs)))
        {
            return;
        }

        emission.Leg(Caused(leg, LegKind.Reputation, leg.Other, leg.OtherKind) with
        {
            Reputation = new ReputationFacts
            {
                Grade = counterpart.Grade,
                Reasons = counterpart.Grade < Grade.Medium ? ReputationReasons.None : counterpart.Reasons,
                AgeMs = Counterparts.AgeMs(counterpart, leg.EventTimeMs),
            },
        });
    }

    /// <summary>Once a day and device, of a number that has called some strangers in about a day: who rings a shop tells nobody. In
    /// which device a number is used is said by its own operator's record alone.</summary>
    private void TellDevice(int slot, in Leg leg)
    {
        ref var counterpart = ref state.Counterparts.Table[slot];
        var now = ProfileTime.Minutes(leg.EventTimeMs);
        var device = (ushort)Math.Max(1, leg.Call.Device & ushort.MaxValue);
        if (leg.Call.Device == 0 || counterpart.Counts.Originated - counterpart.Counts.Repeated < DeviceCallsMin || (device == counterpart.Device && now < counterpart.DeviceMin + (24 * 60)))
        {
            return;
        }

        (counterpart.Device, counterpart.DeviceMin) = (device, now);
        emission.Leg(Caused(leg, LegKind.DeviceUsed, new Token(leg.Call.Device, Hashing.Mix(leg.Call.Device)), EntityKind.Device));
    }

    private void TellSims(in Leg leg, ReadOnlySpan<TouchedLine> lines, int sims, uint nowMin, ref int left)
    {
        foreach (ref readonly var line in lines)
        {
            if (left > 0 && line.IsLive(nowMin) && line.Line != leg.Other)
            {
                left--;
                TellSims(leg, line.Line, sims);
            }
        }
    }

    private void TellSims(in Leg leg, Token number, int sims) =>
        emission.Leg(Caused(leg, LegKind.DeviceShared, number, EntityKind.Number) with { Sims = (byte)sims });

    /// <summary>A leg from the entity of <paramref name="cause"/> to somebody else.</summary>
    private static Leg Caused(in Leg cause, LegKind kind, Token entity, EntityKind entityKind) => new()
    {
        Kind = kind,
        Entity = entity,
        EntityKind = entityKind,
        Other = cause.Entity,
        OtherKind = cause.EntityKind,
        EventId = cause.EventId,
        EventTimeMs = cause.EventTimeMs,
        ArrivalTimeMs = cause.ArrivalTimeMs,
        IngestTimeMs = cause.IngestTimeMs,
    };

    /// <summary>The phases of one transfer are one payment; one without an id is always first.</summary>
    private bool RememberMoney(in Leg leg, ulong transaction) =>
        leg.Money.TransactionId.Length == 0 || state.SeenMoney.Add(transaction, leg.EventTimeMs);
}
