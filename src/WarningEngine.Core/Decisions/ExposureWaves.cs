using WarningEngine.Core.Events;
using WarningEngine.Core.Profiles;

namespace WarningEngine.Core.Decisions;

/// <summary>Tells everyone whom a counterpart touched within 72 h of what it has become. The first hear with the leg that changed
/// the grade; the rest with the next progress, so many at a time, each leg under the stamp of the record that continues the work.
/// How far a wave has come is state: a restore in its middle goes on with the next block.</summary>
internal sealed class ExposureWaves(ScoringState state, Emission emission)
{
    /// <summary>That there is nothing against it any more is told to whoever may still hold that there was: as far back as lines are still remembered.</summary>
    private const uint FallForMin = 30 * 24 * 60;

    /// <param name="token">The counterpart.</param>
    /// <param name="counterpart">Its record, with the new grade.</param>
    /// <param name="cause">What changed the grade; <c>Other</c> hears of it in another way.</param>
    public void Begin(Token token, in Counterpart counterpart, in Leg cause)
    {
        var wave = new Wave
        {
            NextBlock = counterpart.FirstBlock,
            EndBlock = counterpart.NextBlock,
            EventId = cause.EventId,
            EventTimeMs = cause.EventTimeMs,
            ArrivalTimeMs = cause.ArrivalTimeMs,
            IngestTimeMs = cause.IngestTimeMs,
            Except = cause.Other,
            Grade = counterpart.Grade,
            Reasons = counterpart.Grade < Grade.Medium ? ReputationReasons.None
                : counterpart.Reasons | (counterpart.TouchedOverflow > 0 ? ReputationReasons.TouchedOverflow : 0),
            AgeMs = Counterparts.AgeMs(counterpart, cause.EventTimeMs),
        };
        Tell(token, counterpart.Kind, wave, counterpart.Touched);
        var left = Limits.ExposuresAtOnce;
        if (Continue(token, counterpart.Kind, ref wave, ref left))
        {
            state.Counterparts.Waves.Remove(token);
        }
        else
        {
            state.Counterparts.Waves.Add(token, wave);
        }
    }

    /// <summary>Goes on with what is left, in the order in which it began.</summary>
    public void Continue()
    {
        var waves = state.Counterparts.Waves;
        var left = Limits.ExposuresPerProgress;
        while (left > 0 && waves.Next is { } token)
        {
            var counterpart = state.Counterparts.Table.Find(token);
            var slot = waves.Table.Find(token);
            if (counterpart < 0
                || Continue(token, state.Counterparts.Table[counterpart].Kind, ref waves.Table[slot], ref left))
            {
                waves.Remove(token);
            }
            else
            {
                waves.Table.Touch(slot);
            }
        }
    }

    /// <summary>True where everyone has heard.</summary>
    private bool Continue(Token token, EntityKind kind, ref Wave wave, ref int left)
    {
        while (wave.NextBlock < wave.EndBlock && left > 0)
        {
            left -= Tell(token, kind, wave, state.Counterparts.Touched.Lines(token, wave.NextBlock++));
        }

        return wave.NextBlock >= wave.EndBlock;
    }

    /// <summary>Returns what it cost: a block that has nobody left is not free.</summary>
    private int Tell(Token token, EntityKind kind, in Wave wave, ReadOnlySpan<TouchedLine> lines)
    {
        var told = 1;
        var atMin = ProfileTime.Minutes(wave.EventTimeMs);
        var forMin = wave.Grade < Grade.Medium ? FallForMin : TouchedLine.ForMin;
        foreach (ref readonly var line in lines)
        {
            if (!line.IsWithin(atMin, forMin) || line.Line == wave.Except)
            {
                continue;
            }

            told++;
            emission.Leg(new Leg
            {
                Kind = LegKind.Exposure,
                Entity = line.Line,
                EntityKind = line.Kind,
                Other = token,
                OtherKind = kind,
                EventId = wave.EventId,
                EventTimeMs = wave.EventTimeMs,
                ArrivalTimeMs = wave.ArrivalTimeMs,
                IngestTimeMs = wave.IngestTimeMs,
                Reputation = new ReputationFacts { Grade = wave.Grade, Reasons = wave.Reasons, AgeMs = wave.AgeMs },
            });
        }

        return told;
    }
}
