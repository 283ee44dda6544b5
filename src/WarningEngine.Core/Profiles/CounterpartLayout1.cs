using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using WarningEngine.Core.Events;

namespace WarningEngine.Core.Profiles;

/// <summary>Reads a counterpart as version 1 of the state wrote it.</summary>
internal static class CounterpartLayout1
{
    /// <summary>What the record says in today's layout. Whom it touched beyond the first goes into blocks.</summary>
    public static void Read(Counterparts counterparts, Token token, ReadOnlySpan<byte> content)
    {
        var old = MemoryMarshal.Read<Record>(content);
        var table = counterparts.Table;
        var slot = table.FindOrAdd(token);
        ref var counterpart = ref table[slot];
        counterparts.Touched.DropAll(counterpart, token);
        counterpart = new Counterpart
        {
            Kind = old.Kind, Class = old.Class, Grade = old.Grade, Reasons = old.Reasons, WaveDay = old.WaveDay, WaveGrade = old.WaveGrade,
            FirstSeenMin = old.FirstSeenMin, LastSeenMin = old.LastSeenMin, ChangedMin = old.DecayedAtMin, Parties = old.Parties,
            TouchedOverflow = old.TouchedOverflow,
        };
        if (old.ListLevel != Grade.None)
        {
            // Whether it holds was asked with every leg; now it ends with time. None of them began in the future.
            counterpart.Lists[0] = new ListEntry
            {
                Entry = 1, Level = old.ListLevel, Phase = ListPhase.Holds, FromMin = old.ListedFromMin, ToMin = old.ListedToMin,
            };
        }
        else
        {
            (counterpart.BehaviourGrade, counterpart.BehaviourReasons) = (old.Grade, old.Reasons);
        }

        counterpart.Counts.Decay(ProfileTime.FromMinutes(old.DecayedAtMin));
        (counterpart.Counts.Originated, counterpart.Counts.Answered, counterpart.Counts.ShortCalls) = (old.Originated, old.Answered, old.ShortCalls);
        (counterpart.Counts.CalledBack, counterpart.Counts.Messages, counterpart.Counts.Payments) = (old.CalledBack, old.Messages, old.Payments);
        // Its blocks are new to the store: the record that counts them must be written with them.
        table.Touch(slot);
        foreach (ref readonly var line in (ReadOnlySpan<Line>)old.Touched)
        {
            if (line.AtMin != 0)
            {
                counterparts.Touched.Touch(ref counterpart, token, line.Token, line.Kind, line.AtMin, out _);
            }
        }
    }

    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    private struct Record
    {
        public EntityKind Kind;
        public NumberClass Class;
        public Grade Grade;
        public Grade ListLevel;
        public ReputationReasons Reasons;
        public ushort WaveDay;
        public Grade WaveGrade;
        public uint FirstSeenMin;
        public uint LastSeenMin;
        public uint ListedFromMin;
        public uint ListedToMin;
        public uint Originated;
        public uint Answered;
        public uint ShortCalls;
        public uint CalledBack;
        public uint Messages;
        public uint Payments;
        public uint DecayedAtMin;
        public DistinctCount Parties;
        public Touched24 Touched;
        public byte TouchedNext;
        public ushort TouchedOverflow;
    }

    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    private struct Line
    {
        public Token Token;
        public EntityKind Kind;
        public uint AtMin;
    }

    [InlineArray(24)]
    private struct Touched24
    {
        private Line _first;
    }
}
