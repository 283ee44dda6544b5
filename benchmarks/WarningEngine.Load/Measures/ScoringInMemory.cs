using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using WarningEngine.App.City;
using WarningEngine.Core;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;
using WarningEngine.Core.Memory;
using WarningEngine.Core.Profiles;
using WarningEngine.Kafka.Frames;
using WarningEngine.Load.Ground;
using WarningEngine.Load.Input;

namespace WarningEngine.Load.Measures;

/// <summary>Scoring alone: one thread, one partition, legs in memory. The lines are those of a small city many times over, each copy with
/// tokens of its own, so that their records fill memory as those of a large one do.</summary>
internal sealed class ScoringInMemory(LoadRun run) : IScoringSink, IDisposable
{
    private const int People = 2_000;

    /// <summary>Legs of each line before the jump to the measured day: it is known, and has done something.</summary>
    private const int LegsOfHistory = 2;
    private const int MeasuredLegs = 4_000_000;
    private const int ChunkLegs = 100_000;
    private const int LegsOfMessage = 512;
    private const long DayMs = 86_400_000;
    private static readonly Source Calls = new(RawStreams.Calls, 1, 0);
    private static readonly Source Transfers = new(RawStreams.Transfers, 1, 0);

    /// <summary>As many as a frame under load brings, in a buffer that is used again, as the reader of frames leaves them.</summary>
    private readonly Leg[] _message = new Leg[LegsOfMessage];
    private readonly ScoringPartition _partition = new(
        new Source("legs", 1, 0), WhatDecides.Of(run.Settings.WithModel));

    private int _filled;
    private long _offset;
    private long _applied;
    private long _allocated;
    private TimeSpan _took;
    private TimeSpan _wall;
    private TimeSpan _tookOfChunk;
    private int _appliedOfChunk;

    /// <summary>Microseconds a leg, in the best hundred thousand of them.</summary>
    private double _least = double.MaxValue;

    public void Dispose() => _partition.Dispose();

    public void Run()
    {
        var (history, measured) = Legs();
        var copies = 1 + (run.Settings.KnownLines / history.Select(x => x.Entity).Distinct().Count());
        Time(history[0].EventTimeMs);
        Play(history, copies, (long)history.Count * copies);
        var known = _partition.State.Profiles.Count;
        run.Say($"in memory: {known:#,0} records of lines, {_partition.State.Counterparts.Table.Count:#,0} of counterparts");
        Time(measured[0].EventTimeMs);

        // The measured day's own code paths are warmed by its first part.
        var part = run.Settings.Quick ? MeasuredLegs / 8 : MeasuredLegs;
        var each = Math.Max(1, part / copies);
        Play(measured[..Math.Min(each / 4, measured.Count)], copies, part / 4);

        // A state that is lived with is old: the first collections would move all of it, from the first generation to the next and on.
        GC.Collect();
        GC.Collect();
        (_applied, _allocated, _took, _wall, _least) = (0, 0, TimeSpan.Zero, TimeSpan.Zero, double.MaxValue);
        Play(measured[Math.Min(each / 4, measured.Count)..], copies, part);
        Report(known, copies);
    }

    private void Report(int known, int copies)
    {
        var perSecond = _applied / _took.TotalSeconds;
        run.Results.Measures["scoringLegsPerSecondPerCore"] = Results.Round(perSecond);
        run.Results.Details["scoringLegsPerSecondPerCore"] = new JsonObject
        {
            ["legs"] = _applied, ["perSecondOfWallTime"] = Results.Round(_applied / _wall.TotalSeconds), ["knownLines"] = known,
            ["copiesOfTheCity"] = copies, ["cpuMicrosPerEvent"] = Results.Round(1e6 / perSecond),
            ["cpuMicrosPerEventInTheBestHundredThousand"] = Results.Round(_least),
        };
        run.Results.Measures["allocatedBytesPerEvent"] = Results.Round((double)_allocated / _applied);
        run.Results.Details["allocatedBytesPerEvent"] = new JsonObject { ["legs"] = _applied, ["bytes"] = _allocated };
        run.Say($"in memory: {perSecond:#,0} legs a second, {(double)_allocated / _applied:0.0} bytes allocated a leg");
    }

    /// <summary>What scoring sends stands in the copies already; it is paid for all the same.</summary>
    void IScoringSink.Leg(in Leg leg)
    {
    }

    void IScoringSink.Item(DispatchItem item)
    {
    }

    /// <summary>The first legs of every entity, and all of a day two weeks and a half later, when strangers are known.</summary>
    private (List<Leg> History, List<Leg> Measured) Legs()
    {
        using var tokens = new Tokeniser(new byte[Tokeniser.KeySize]);
        var city = new CityInput(new CityOptions(People, 4, 5, 1e-4, CityOptions.DefaultStartMs), 1);
        var measuredFromMs = CityOptions.DefaultStartMs + (5 * DayMs / 2);
        List<Leg> history = [], measured = [], frame = [];
        var seen = new Dictionary<Token, int>();
        LegLog.Make(city.Records(), tokens, 1, WhatDecides.Of(run.Settings.WithModel), (_, bytes, _) =>
        {
            frame.Clear();
            FrameWriter.Read(bytes, frame);
            foreach (ref readonly var leg in CollectionsMarshal.AsSpan(frame))
            {
                if (leg.Kind is LegKind.Progress or LegKind.Command)
                {
                    continue;
                }

                ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(seen, leg.Entity, out _);
                if (leg.EventTimeMs >= measuredFromMs)
                {
                    measured.Add(leg);
                }
                else if (count++ < LegsOfHistory)
                {
                    history.Add(leg);
                }
            }
        }, run.Ground.Stop);
        return (history, measured);
    }

    /// <summary>So many legs: a stretch of the city's legs in every copy, then the next stretch.</summary>
    private void Play(List<Leg> legs, int copies, long most)
    {
        const int stretch = 500;
        var until = _applied + most;
        for (var from = 0; from < legs.Count && _applied + _filled < until; from += stretch)
        {
            var count = Math.Min(stretch, legs.Count - from);
            for (var copy = 0; copy < copies; copy++)
            {
                run.Ground.Stop.ThrowIfCancellationRequested();
                foreach (ref readonly var leg in CollectionsMarshal.AsSpan(legs).Slice(from, count))
                {
                    Put(leg, (ulong)copy);
                }
            }
        }

        Apply();
    }

    private void Put(in Leg leg, ulong copy)
    {
        if (_filled == _message.Length)
        {
            Apply();
        }

        ref var next = ref _message[_filled++];
        next = leg;
        next.Stamp = new Stamp(Calls, new Position(_offset++, 0, 0));
        next.Entity = Of(leg.Entity, copy);
        next.Other = Of(leg.Other, copy);
        next.EventId = leg.EventId ^ ((UInt128)Hashing.Mix(copy) << 64);
        switch (leg.Kind)
        {
            case LegKind.Sms or LegKind.SmsCounterpart or LegKind.DomainTouched:
                next.Sms.Domain = Of(leg.Sms.Domain, copy);
                break;
            case LegKind.Money or LegKind.MoneyCounterpart or LegKind.MoneySent or LegKind.PayerWarned:
                next.Money.Account = Of(leg.Money.Account, copy);
                next.Money.OtherLine = Of(leg.Money.OtherLine, copy);
                break;
            case LegKind.Disposition:
                next.Disposition.Confirmed = Of(leg.Disposition.Confirmed, copy);
                break;
            default:
                break;
        }
    }

    private static Token Of(Token token, ulong copy) => token.IsNone || copy == 0
        ? token : new Token(token.High ^ Hashing.Mix(copy), token.Low ^ Hashing.Mix(~copy));

    /// <summary>The measured part: nothing but the call for each leg. A second of a core is one that this thread computed: whoever else is at
    /// work on the machine takes none of it away.</summary>
    private void Apply()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var (started, cpu) = (Stopwatch.GetTimestamp(), ProcessorTime.OfThisThread());
        var message = _message.AsSpan(0, _filled);
        var offset = _offset++;
        for (var i = 0; i < message.Length; i++)
        {
            _partition.ApplyAt(message, i, offset, this);
        }

        var took = ProcessorTime.OfThisThread() - cpu;
        _wall += Stopwatch.GetElapsedTime(started);
        _allocated += GC.GetAllocatedBytesForCurrentThread() - before;
        (_took, _tookOfChunk) = (_took + took, _tookOfChunk + took);
        (_applied, _appliedOfChunk, _filled) = (_applied + _filled, _appliedOfChunk + _filled, 0);
        if (_appliedOfChunk >= ChunkLegs)
        {
            // What a checkpoint does.
            _partition.ForgetChanges();
            _least = Math.Min(_least, _tookOfChunk.TotalMicroseconds / _appliedOfChunk);
            (_tookOfChunk, _appliedOfChunk) = (TimeSpan.Zero, 0);
        }
    }

    private void Time(long timeMs) => _partition.Apply(
        new Leg
        {
            Kind = LegKind.Progress, Stamp = new Stamp(Calls, Position.Before),
            Progress = [new ProgressEntry(Calls, timeMs, true), new ProgressEntry(Transfers, timeMs, true)],
        },
        new Position(_offset++, 0, 0), this);
}
