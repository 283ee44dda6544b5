using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using WarningEngine.Core.Events;
using WarningEngine.Core.Memory;

namespace WarningEngine.Core.Decisions;

/// <summary>Ids are hashes of what they stand for, never of when or where they were computed: the first 128 bits of
/// SHA-256.</summary>
public static class Identity
{
    private const ulong PaidSalt = 2;
    private const ulong SentSalt = 3;
    private const ulong OutcomeSalt = 4;
    private const ulong RefusalSalt = 5;
    private const ulong InflowSalt = 6;

    /// <summary>Of an episode, and of the case that dispatch makes of it: person and first event.</summary>
    public static UInt128 OfEpisode(Token person, UInt128 firstEvent)
    {
        Span<byte> input = stackalloc byte[Token.Size + 16];
        person.Write(input);
        BinaryPrimitives.WriteUInt128BigEndian(input[Token.Size..], firstEvent);
        return Hash(input);
    }

    /// <summary>Of a warning: person, pattern, stage, tier, and the kind and identity of its cause.</summary>
    public static UInt128 OfWarning(Token person, string patternId, Stage stage, Tier tier, LegKind causeKind, UInt128 cause)
    {
        ArgumentNullException.ThrowIfNull(patternId);
        Span<byte> input = stackalloc byte[Token.Size + 16 + 3 + Limits.TextFieldMax];
        person.Write(input);
        BinaryPrimitives.WriteUInt128BigEndian(input[Token.Size..], cause);
        input[32] = (byte)stage;
        input[33] = (byte)tier;
        input[34] = (byte)causeKind;
        var length = Encoding.UTF8.GetBytes(patternId, input[35..]);
        return Hash(input[..(35 + length)]);
    }

    /// <summary>Of what a leg means for a warning: its event; of a reputation also counterpart and grade; of an exposure
    /// counterpart, grade and day.</summary>
    public static UInt128 OfCause(in Leg leg)
    {
        if (leg.Kind is not (LegKind.Reputation or LegKind.Exposure))
        {
            return leg.EventId;
        }

        Span<byte> input = stackalloc byte[16 + Token.Size + 2];
        var identity = leg.Kind == LegKind.Reputation ? leg.EventId : (UInt128)(leg.EventTimeMs / 86_400_000);
        BinaryPrimitives.WriteUInt128BigEndian(input, identity);
        leg.Other.Write(input[16..]);
        input[32] = (byte)leg.Kind;
        input[33] = (byte)leg.Reputation.Grade;
        return Hash(input);
    }

    /// <summary>64 bits that tell an event apart for one entity, for the memory of seen events. A line that both accounts of a payment belong to sends it and
    /// receives it: two events, of which neither hides the other.</summary>
    public static ulong OfSeen(in Leg leg)
    {
        var id = (ulong)(leg.EventId >> 64) ^ (ulong)leg.EventId;
        var isInflow = leg is { Kind: LegKind.Money, Money.Outgoing: false };
        return Hashing.Mix(id ^ leg.Entity.Low ^ ((ulong)leg.Kind << 56) ^ (isInflow ? InflowSalt << 48 : 0));
    }

    /// <summary>64 bits that tell a transaction apart for one entity: its phases are one event. 0 where it has no id.</summary>
    public static ulong OfTransaction(in Leg leg) => leg.Kind switch
    {
        LegKind.Money => OfTransaction(leg, (ulong)leg.Money.Event + 1, leg.Money.Outgoing ? 1UL : 0),
        LegKind.MoneyCounterpart => OfTransaction(leg, PaidSalt, PaidSalt << 60),
        LegKind.MoneySent => OfSent(leg),
        _ => 0,
    };

    /// <summary>The same of money that leaves an account, for the account as somebody's counterpart.</summary>
    public static ulong OfSent(in Leg leg) => OfTransaction(leg, SentSalt, SentSalt << 60);

    /// <summary>That a transaction came through, or was refused before it did.</summary>
    /// <param name="transaction"><see cref="OfTransaction(in Leg)"/>.</param>
    public static ulong OfOutcome(ulong transaction) => Hashing.Mix(transaction ^ OutcomeSalt);

    /// <summary>That a transaction was refused.</summary>
    /// <param name="transaction"><see cref="OfTransaction(in Leg)"/>.</param>
    public static ulong OfRefusal(ulong transaction) => Hashing.Mix(transaction ^ RefusalSalt);

    private static ulong OfTransaction(in Leg leg, ulong salt, ulong of)
    {
        if (leg.Money.TransactionId.Length == 0)
        {
            return 0;
        }

        var hash = salt;
        foreach (var letter in leg.Money.TransactionId.Utf8)
        {
            hash = Hashing.Mix(hash ^ letter);
        }

        return Hashing.Mix(hash ^ leg.Entity.Low ^ of);
    }

    private static UInt128 Hash(ReadOnlySpan<byte> input)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(input, hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }
}
