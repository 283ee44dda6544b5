using System.Buffers.Binary;
using WarningEngine.Core;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Events;
using WarningEngine.Core.Memory;
using WarningEngine.Core.Profiles;

namespace WarningEngine.Stages.HotPath;

/// <summary>One of many copies of a small city: other people, who behave in the same way some minutes later. Senders and domains are
/// those of all copies. Fingerprints of tokens inside profiles are of bits that a copy does not change.</summary>
internal readonly struct CityCopy(int number)
{
    private readonly ulong _high = (ulong)number << 48;
    private readonly ulong _low = number == 0 ? 0 : Hashing.Mix((ulong)number);

    /// <summary>Not the tokens' own change: the identity of what was seen is made of both, and they would cancel each other out.</summary>
    private readonly ulong _event = number == 0 ? 0 : Hashing.Mix(~(ulong)number);

    /// <summary>How much later than in the first city everything happens, ms: within half an hour.</summary>
    public long LaterMs { get; } = number * 7_919L % 1_800_000;

    public Token Of(Token token, EntityKind kind) => token.IsNone || kind is EntityKind.Sender or EntityKind.Domain or EntityKind.None ? token
        : kind == EntityKind.Device ? Device(token.High) : new Token(token.High ^ _high, token.Low ^ _low);

    /// <summary>Somebody else's leg, later.</summary>
    public void Change(ref Leg leg)
    {
        leg.Entity = Of(leg.Entity, leg.EntityKind);
        leg.Other = Of(leg.Other, leg.OtherKind);
        leg.EventId ^= _event;
        leg.EventTimeMs += LaterMs;
        leg.ArrivalTimeMs += LaterMs;
        leg.IngestTimeMs += LaterMs;
        switch (leg.Kind)
        {
            case LegKind.Call or LegKind.CallCounterpart:
                leg.Call.StartMs = Later(leg.Call.StartMs);
                leg.Call.AnswerMs = Later(leg.Call.AnswerMs);
                leg.Call.ReleaseMs = Later(leg.Call.ReleaseMs);
                leg.Call.Device = leg.Call.Device == 0 ? 0 : leg.Call.Device ^ _high;
                break;
            case LegKind.Money or LegKind.MoneyCounterpart or LegKind.MoneySent:
                leg.Money.Account = Of(leg.Money.Account, EntityKind.Account);
                leg.Money.OtherLine = Of(leg.Money.OtherLine, EntityKind.Number);
                break;
            default:
                break;
        }
    }

    /// <summary>Adds the lines, or the accounts, of the first city, as somebody else's, to the partitions.</summary>
    public void AddProfiles(ScoringState from, EntityKind kind, ScoringPartition[] to)
    {
        for (var slot = 0; slot < from.Profiles.Slots; slot++)
        {
            if (from.Profiles.IsUsed(slot) && from.Profiles[slot].Kind == kind)
            {
                Add(from.Profiles.KeyOf(slot), from.Profiles[slot], to);
            }
        }
    }

    /// <summary>The same of its counterparts, with the lines that they touched.</summary>
    public void AddCounterparts(ScoringState from, ScoringPartition[] to)
    {
        var table = from.Counterparts.Table;
        for (var slot = 0; slot < table.Slots; slot++)
        {
            if (table.IsUsed(slot))
            {
                Add(table.KeyOf(slot), table[slot], from, to);
            }
        }
    }

    /// <summary>The same of a record of an episode, as a checkpoint holds it.</summary>
    public void AddEpisode(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, ScoringPartition[] to)
    {
        var person = Of(Token.Read(key[1..]), EntityKind.Number);
        Span<byte> copiedKey = stackalloc byte[key.Length];
        key.CopyTo(copiedKey);
        person.Write(copiedKey[1..]);

        // Behind the version stands that the person's token is new, and the token.
        var copied = value.ToArray();
        var high = copied.AsSpan(2);
        var low = copied.AsSpan(10);
        if (BinaryPrimitives.ReadUInt64LittleEndian(high) != Token.Read(key[1..]).High)
        {
            throw new InvalidDataException($"Version {value[0]} of an episode does not begin with its person.");
        }

        BinaryPrimitives.WriteUInt64LittleEndian(high, person.High);
        BinaryPrimitives.WriteUInt64LittleEndian(low, person.Low);
        Owner(person, to).Read(copiedKey, copied);
    }

    private static ScoringPartition Owner(Token token, ScoringPartition[] to) => to[token.Partition(to.Length)];

    private void Add(Token key, Profile profile, ScoringPartition[] to)
    {
        var copied = Of(key, profile.Kind);
        if (profile.Kind == EntityKind.Account)
        {
            profile.LinkedLine = Of(profile.LinkedLine, EntityKind.Number);
        }

        var profiles = Owner(copied, to).State.Profiles;
        profiles[profiles.FindOrAdd(copied)] = profile;
    }

    private void Add(Token key, Counterpart counterpart, ScoringState from, ScoringPartition[] to)
    {
        var copied = Of(key, counterpart.Kind);
        if (copied == key && _high != 0)
        {
            return;
        }

        foreach (ref var line in (Span<TouchedLine>)counterpart.Touched)
        {
            line.Line = Of(line.Line, line.Kind);
        }

        var counterparts = Owner(copied, to).State.Counterparts;
        counterparts.Table[counterparts.Table.FindOrAdd(copied)] = counterpart;
        for (var number = counterpart.FirstBlock; number < counterpart.NextBlock; number++)
        {
            var block = from.Counterparts.Touched.Blocks[from.Counterparts.Touched.Blocks.Find(TouchedLines.KeyOf(key, number))];
            block.Owner = copied;
            foreach (ref var line in ((Span<TouchedLine>)block.Lines)[..block.Count])
            {
                line.Line = Of(line.Line, line.Kind);
            }

            counterparts.Touched.Restore(TouchedLines.KeyOf(copied, number), block);
        }
    }

    private Token Device(ulong device) => new(device ^ _high, Hashing.Mix(device ^ _high));

    private long Later(long timeMs) => timeMs == 0 ? 0 : timeMs + LaterMs;
}
