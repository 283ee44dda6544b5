using CsCheck;
using WarningEngine.Core.Events;

namespace WarningEngine.Tests.Frames;

/// <summary>Random legs of every kind, with the facts of their kind.</summary>
internal static class Legs
{
    public static readonly Gen<Token> AnyToken = Gen.Select(Gen.ULong, Gen.ULong, (high, low) => new Token(high, low));
    private static readonly Gen<Source> AnySource = Gen.Select(
        From("telecom.calls", "telecom.sms", "bank.transfers", "legs", "话单"), Gen.Int[1, 3], Gen.Int[0, 40],
        (topic, generation, partition) => new Source(topic, generation, partition));
    private static readonly Gen<Stamp> AnyStamp = Gen.Select(
        AnySource, Gen.Long, Gen.Int, Gen.Int,
        (source, offset, record, ordinal) => new Stamp(source, new Position(offset, record, ordinal)));
    private static readonly Gen<CallFacts> Call = Gen.Select(
        Gen.Select(Word<CallPhase>(), Word<CallDirection>(), Word<NumberClass>(), Word<NumberClass>(), Word<Attestation>()),
        Gen.Bool.Array[3], Gen.Byte, Gen.Int, Gen.ULong.Array[2], Gen.Long.Array[4],
        (words, marks, cause, region, reference, times) => new CallFacts
        {
            Phase = words.Item1, Direction = words.Item2, PeerClass = words.Item3, EntityClass = words.Item4, Attestation = words.Item5,
            InternationalGateway = marks[0], Answered = marks[1], FeedSendsStarts = marks[2], CauseForTerm = cause, Region = region,
            Reference = reference[0], Device = reference[1], StartMs = times[0], AnswerMs = times[1], ReleaseMs = times[2], DurationMs = times[3],
        });
    private static readonly Gen<SmsFacts> Sms = Gen.Select(
        Word<CallDirection>(), Word<NumberClass>(), Word<SmsTemplate>(), Gen.Bool, Gen.Byte, Gen.ULong, AnyToken,
        (direction, sender, template, url, segments, hash, domain) => new SmsFacts
        {
            Direction = direction, SenderClass = sender, Template = template, HasUrl = url, Segments = segments, TemplateHash = hash,
            Domain = domain,
        });
    private static readonly Gen<MoneyFacts> Money = Gen.Select(
        Gen.Select(Word<MoneyEvent>(), Word<MoneyPhase>(), Gen.Bool, Word<PayeeKind>(), Word<NameCheck>()),
        Gen.Int, Gen.Long.Array[2], AnyToken, AnyToken, Gen.ULong, Gen.Byte.Array[0, Text35.Capacity],
        (words, currency, amounts, account, line, agent, text) => new MoneyFacts
        {
            Event = words.Item1, Phase = words.Item2, Outgoing = words.Item3, PayeeKind = words.Item4, NameCheck = words.Item5,
            CurrencyCode = currency, AmountMinor = amounts[0], BalanceBeforeMinor = amounts[1], Account = account, OtherLine = line,
            OtherAgent = agent, TransactionId = Text35.From(text),
        });
    private static readonly Gen<RegistryFacts> Registry = Gen.Select(
        Word<RegistryFact>(), Word<AgeBand>(), Gen.Int, Gen.Bool,
        (fact, age, region, active) => new RegistryFacts { Fact = fact, AgeBand = age, Region = region, Active = active });
    private static readonly Gen<IndicatorFacts> Indicator = Gen.Select(
        Word<Grade>(), Gen.Long.Array[2], Word<Appeal>(), Gen.Bool, Gen.ULong.Array[2],
        (level, terms, appeal, confirmed, hashes) => new IndicatorFacts
        {
            Level = level, FromMs = terms[0], ToMs = terms[1], Appeal = appeal, Confirmed = confirmed, Entry = hashes[0], BasisHash = hashes[1],
        });
    private static readonly Gen<DispositionFacts> Disposition = Gen.Select(
        Word<DispositionCode>(), Gen.UInt128, Gen.Int, Gen.OneOf(Gen.Const(0), Gen.Int), Gen.Bool, AnyToken,
        (code, id, revision, warnings, confirmed, whom) => new DispositionFacts
        {
            Code = code, CaseId = id, Revision = revision, Warnings = warnings, FraudConfirmed = confirmed, Confirmed = whom,
        });
    private static readonly Gen<CommandFacts> Command = Gen.Select(
        Word<CommandKind>(), Word<DispatchMode>(), Gen.UInt128, Gen.Int, Gen.UInt128,
        (kind, mode, id, region, hash) =>
            new CommandFacts { Kind = kind, Mode = mode, CaseId = id, Region = region, ArtifactHash = hash });
    private static readonly Gen<ReputationFacts> Reputation = Gen.Select(
        Word<Grade>(), Gen.Int[0, 32767], Gen.Long,
        (grade, reasons, age) => new ReputationFacts { Grade = grade, Reasons = (ReputationReasons)reasons, AgeMs = age });
    private static readonly Gen<ProgressEntry[]> Progress = Gen.Select(
        AnySource, Gen.Long, Gen.Bool, (source, time, holds) => new ProgressEntry(source, time, holds)).Array[0, 60];

    /// <summary>What every leg has, without facts.</summary>
    private static readonly Gen<Leg> Bare = Gen.Select(
        Word<EntityKind>(), Word<EntityKind>(), AnyToken, AnyToken, AnyStamp, Gen.UInt128, Gen.Long.Array[3],
        (kind, otherKind, entity, other, stamp, id, times) => new Leg
        {
            EntityKind = kind, OtherKind = otherKind, Entity = entity, Other = other, Stamp = stamp, EventId = id,
            EventTimeMs = times[0], ArrivalTimeMs = times[1], IngestTimeMs = times[2],
        });

    public static IEnumerable<LegKind> Kinds => Enum.GetValues<LegKind>().Where(kind => kind != LegKind.None);

    /// <summary>A leg of any kind that a log may hold.</summary>
    public static readonly Gen<Leg> Any = Gen.OneOf([.. Kinds.Select(OfKind)]);

    public static Gen<Leg> OfKind(LegKind kind) => kind switch
    {
        LegKind.Call or LegKind.CallCounterpart => With(kind, Call, (ref Leg leg, CallFacts facts) => leg.Call = facts),
        LegKind.Sms or LegKind.SmsCounterpart or LegKind.DomainTouched => With(kind, Sms, (ref Leg leg, SmsFacts facts) => leg.Sms = facts),
        LegKind.Money or LegKind.MoneyCounterpart or LegKind.MoneySent or LegKind.PayerWarned => With(kind, Money, (ref Leg leg, MoneyFacts facts) => leg.Money = facts),
        LegKind.Registry => With(kind, Registry, (ref Leg leg, RegistryFacts facts) => leg.Registry = facts),
        LegKind.Indicator => With(kind, Indicator, (ref Leg leg, IndicatorFacts facts) => leg.Indicator = facts),
        LegKind.Disposition => With(kind, Disposition, (ref Leg leg, DispositionFacts facts) => leg.Disposition = facts),
        LegKind.Command => With(kind, Command, (ref Leg leg, CommandFacts facts) => leg.Command = facts),
        LegKind.Reputation or LegKind.Exposure => With(kind, Reputation, (ref Leg leg, ReputationFacts facts) => leg.Reputation = facts),
        LegKind.DeviceUsed => With(kind, Gen.Int, (ref Leg _, int _) => { }),
        LegKind.DeviceShared => With(kind, Gen.Byte, (ref Leg leg, byte sims) => leg.Sims = sims),
        LegKind.Progress => Gen.Select(AnyStamp, Progress, (stamp, entries) => new Leg { Kind = kind, Stamp = stamp, Progress = entries }),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "A kind of leg without facts in this test: add them."),
    };

    private static Gen<T> Word<T>()
        where T : struct, Enum => From(Enum.GetValues<T>());

    private static Gen<T> From<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static Gen<Leg> With<T>(LegKind kind, Gen<T> facts, Fill<T> fill) => Gen.Select(Bare, facts, (leg, value) =>
    {
        leg.Kind = kind;
        fill(ref leg, value);
        return leg;
    });

    private delegate void Fill<T>(ref Leg leg, T facts);
}
