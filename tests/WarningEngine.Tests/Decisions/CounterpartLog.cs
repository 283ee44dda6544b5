using WarningEngine.App.Snapshots;
using WarningEngine.Core;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Events;
using WarningEngine.Core.Memory;
using WarningEngine.Core.Models;
using WarningEngine.Core.Profiles;
using WarningEngine.Testing;

namespace WarningEngine.Tests.Decisions;

/// <summary>A log of what counterparts do, and one partition that scores it. Calls and payments have been read for twenty days
/// when it begins, so that what is new is known to be new.</summary>
internal sealed class CounterpartLog(bool historyKnown = true)
{
    public const long Minute = 60_000;
    public const long Hour = 60 * Minute;
    public const long Day = 24 * Hour;
    public const long Start = Some.TimeMs;
    public static readonly Token Party = new(0x7777_0001_0002_0003, 0x1234_5678_9ABC_DEF1);
    private static readonly Source Raw = new("raw", 1, 0);
    private static readonly Source Legs = new("legs", 1, 0);
    private static readonly Lazy<FixedArtifacts> Rules = new(ShippedRules.Alone);

    private readonly List<Leg> _log = [Progress(Start - (historyKnown ? 20 * Day : 0))];
    private long _offset;

    /// <summary>As many legs as the log has.</summary>
    public int Count => _log.Count;

    /// <summary>The last partition's counterpart <see cref="Party"/>.</summary>
    public Counterpart Record => Scored.State.Counterparts.Table[Scored.State.Counterparts.Table.Find(Party)];

    /// <summary>What was scored last.</summary>
    public ScoringPartition Scored { get; private set; } = New();

    /// <summary>A model that decides with the rules; null: none.</summary>
    public Model? Model { get; init; }

    public static ScoringPartition New() => new(Legs, Rules.Value);

    public static Token Line(int number) => new(Hashing.Mix((ulong)number + 1), Hashing.Mix(~(ulong)number));

    public static Leg Progress(long timeMs) => new()
    {
        Kind = LegKind.Progress, EventTimeMs = timeMs,
        Progress =
        [
            new ProgressEntry(new Source(RawStreams.Calls, 1, 0), timeMs, true),
            new ProgressEntry(new Source(RawStreams.Transfers, 1, 0), timeMs, true),
        ],
    };

    public void Pass(long timeMs) => _log.Add(Progress(timeMs));

    /// <summary>The party calls a line.</summary>
    public void Calls(int line, long timeMs, int seconds, NumberClass own = NumberClass.Mobile, ulong device = 0) =>
        Call(line, timeMs, seconds, own, outgoing: true, device);

    /// <summary>A line calls the party.</summary>
    public void IsCalled(int line, long timeMs, int seconds = 60) => Call(line, timeMs, seconds, NumberClass.Mobile, outgoing: false, 0);

    /// <summary>One record of a call that the party makes.</summary>
    public void Records(int line, long startMs, CallPhase phase, bool answered, long endMs = 0) => Add(new Leg
    {
        Kind = LegKind.Call, Entity = Party, EntityKind = EntityKind.Number, Other = Line(line), OtherKind = EntityKind.Number,
        EventTimeMs = Math.Max(startMs, endMs),
        Call = new CallFacts
        {
            Phase = phase, Direction = CallDirection.Outgoing, EntityClass = NumberClass.Mobile, PeerClass = NumberClass.Mobile, Answered = answered,
            StartMs = startMs, AnswerMs = answered ? startMs : 0, ReleaseMs = endMs,
        },
    });

    /// <summary>The party sends a message.</summary>
    public void Sends(int line, long timeMs, NumberClass sender, ulong template = 77, bool url = true, EntityKind kind = EntityKind.Number) =>
        Add(new Leg
        {
            Kind = kind == EntityKind.Domain ? LegKind.DomainTouched : LegKind.SmsCounterpart,
            Entity = Party, EntityKind = kind, Other = Line(line), OtherKind = EntityKind.Number, EventTimeMs = timeMs,
            Sms = new SmsFacts { Direction = CallDirection.Incoming, SenderClass = sender, TemplateHash = template, HasUrl = url },
        });

    /// <summary>A line pays the party; yuan.</summary>
    public void Pays(int line, long timeMs, long amount, MoneyPhase phase = MoneyPhase.Settled, string? id = null) =>
        Add(Money(LegKind.MoneyCounterpart, Line(line), EntityKind.Number, timeMs, amount, phase, id));

    /// <summary>A line adds the party as a payee.</summary>
    public void IsAdded(int line, long timeMs)
    {
        var leg = Money(LegKind.MoneyCounterpart, Line(line), EntityKind.Number, timeMs, 0, MoneyPhase.Settled, "");
        leg.Money.Event = MoneyEvent.PayeeAdded;
        Add(leg);
    }

    /// <summary>The party pays somebody, or a line; yuan.</summary>
    public void PassesOn(long timeMs, long amount, MoneyPhase phase = MoneyPhase.Settled, string? id = null, int to = -1) => Add(Money(
        LegKind.MoneySent, to < 0 ? new Token(5, 5) : Line(to), to < 0 ? EntityKind.Account : EntityKind.Number, timeMs, amount, phase, id));

    public void IsWarned(int line, long timeMs)
    {
        var leg = Money(LegKind.PayerWarned, Line(line), EntityKind.Number, timeMs, 1, MoneyPhase.Attempted, null);
        leg.Stamp = new Stamp(Legs, new Position(_offset, 0, 1));
        Add(leg);
    }

    public void List(
        long timeMs, Grade level, ulong entry = 0x1111_0000_0000_0000, long toMs = 0, long fromMs = 0, Appeal appeal = Appeal.None,
        bool confirmed = false, EntityKind kind = EntityKind.Number, long arrivalMs = 0) => Add(new Leg
        {
            Kind = LegKind.Indicator, Entity = Party, EntityKind = kind, EventTimeMs = timeMs, ArrivalTimeMs = arrivalMs,
            Indicator = new IndicatorFacts
            {
                Level = level, Entry = entry, FromMs = fromMs, ToMs = toMs, Appeal = appeal, Confirmed = confirmed,
            },
        });

    public void Add(Leg leg)
    {
        leg.Stamp = leg.Stamp.Source is null ? new Stamp(Raw, new Position(_offset, 0, 0)) : leg.Stamp;
        leg.ArrivalTimeMs = Math.Max(leg.ArrivalTimeMs, leg.EventTimeMs);
        leg.EventId = (UInt128)(++_offset);
        _log.Add(leg);
    }

    /// <summary>Scores all of it; what it caused, with the place of the leg that did.</summary>
    /// <param name="checkpointEvery">Legs between checkpoints of what changed; 0: none.</param>
    /// <param name="restoreEvery">Checkpoints between restores.</param>
    public List<(int At, Leg Leg)> Score(int checkpointEvery = 0, int restoreEvery = 1)
    {
        var caused = new List<(int, Leg)>();
        var image = new StateImage();
        Scored = Make();
        for (var i = 0; i < _log.Count; i++)
        {
            var sink = new ScoredItems();
            Scored.Apply(_log[i], new Position(i, 0, 0), sink);
            caused.AddRange(sink.Legs.Select(x => (i, x)));
            if (checkpointEvery == 0 || i % checkpointEvery != 0)
            {
                continue;
            }

            Scored.WriteChanged(image);
            if (i / checkpointEvery % restoreEvery == 0)
            {
                Scored = Make();
                foreach (var (key, value) in image.InOrder())
                {
                    Scored.Read(key, value);
                }
            }
        }

        return caused;
    }

    /// <summary>The other party of a leg.</summary>
    public Token IsOf(int at) => _log[at].Other;

    /// <summary>The grade that the party has in the end.</summary>
    public Grade Grade()
    {
        Score();
        return Record.Grade;
    }

    /// <summary>The exposures that the log causes.</summary>
    public List<(int At, Leg Leg)> Exposures() => [.. Score().Where(x => x.Leg.Kind == LegKind.Exposure)];

    private ScoringPartition Make() => Model is null ? New() : new(Legs, new FixedArtifacts(ShippedRules.Set(), [Model]));

    private void Call(int line, long timeMs, int seconds, NumberClass own, bool outgoing, ulong device) => Add(new Leg
    {
        Kind = LegKind.Call, Entity = Party, EntityKind = EntityKind.Number, Other = Line(line), OtherKind = EntityKind.Number,
        EventTimeMs = timeMs + (seconds * 1000L),
        Call = new CallFacts
        {
            Phase = CallPhase.Record, Direction = outgoing ? CallDirection.Outgoing : CallDirection.Incoming, EntityClass = own,
            PeerClass = NumberClass.Mobile, Answered = seconds > 0, StartMs = timeMs, AnswerMs = seconds > 0 ? timeMs : 0,
            ReleaseMs = timeMs + (seconds * 1000L), DurationMs = seconds * 1000L, Device = device,
        },
    });

    private static Leg Money(LegKind kind, Token other, EntityKind otherKind, long timeMs, long amount, MoneyPhase phase, string? id) => new()
    {
        Kind = kind, Entity = Party, EntityKind = EntityKind.Account, Other = other, OtherKind = otherKind, EventTimeMs = timeMs,
        Money = new MoneyFacts
        {
            Event = MoneyEvent.Transfer, Phase = phase, Outgoing = kind != LegKind.MoneyCounterpart, AmountMinor = amount * 100,
            TransactionId = Text35.From(id ?? $"{timeMs}-{other.Low:x}"),
        },
    };
}
