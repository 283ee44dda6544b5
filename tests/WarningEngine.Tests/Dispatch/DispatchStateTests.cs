using CsCheck;
using WarningEngine.Core;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Dispatch;
using WarningEngine.Core.Events;
using WarningEngine.Testing;

namespace WarningEngine.Tests.Dispatch;

public class DispatchStateTests
{
    private static readonly Gen<Func<DispatchLog, DispatchLog>> Step = Gen.OneOf(
        Gen.Select(Gen.ULong[1, 4], Gen.Int[0, 3], Gen.Int[1, 3], Gen.Int[1, 90]).Select((person, tier, episode, minutes) =>
            (Func<DispatchLog, DispatchLog>)(log => log.Warn(Some.Warning((tier * 10) + episode) with
            {
                Person = new Token(0, person),
                EpisodeId = (UInt128)((person * 10) + (ulong)episode),
                Tier = (Tier)tier,
                EventTimeMs = Some.TimeMs + (minutes * Some.MinuteMs),
                UsefulUntilMs = Some.TimeMs + (2 * minutes * Some.MinuteMs),
            }))),
        Gen.Select(Gen.ULong[1, 4], Gen.Int[1, 16], Gen.Int[0, 4], Gen.Int[0, 90]).Select((person, code, revision, minutes) =>
            (Func<DispatchLog, DispatchLog>)(log => log.Apply(stamp => new DispositionItem(
                stamp, Some.TimeMs, new Token(0, person), 1, Some.TimeMs + (minutes * Some.MinuteMs),
                new DispositionFacts { Code = (DispositionCode)code, Revision = revision })))),
        Gen.Select(Gen.ULong[1, 4], Gen.Int[0, 6000]).Select((person, minutes) =>
            (Func<DispatchLog, DispatchLog>)(log => log.Apply(stamp => new OnCallItem(
                stamp, Some.TimeMs, new Token(0, person), EpisodeOf(log, person), Some.TimeMs + (minutes * Some.MinuteMs))))),
        Gen.ULong[1, 4].Select(person =>
            (Func<DispatchLog, DispatchLog>)(log => log.Apply(stamp => new EpisodeEndedItem(
                stamp, Some.TimeMs, new Token(0, person), EpisodeOf(log, person))))),
        Gen.Select(Gen.OneOf(Gen.Int[1, 3], Gen.Const(5)), Gen.Int[0, 2], Gen.ULong[0, 4]).Select((kind, mode, person) =>
            (Func<DispatchLog, DispatchLog>)(log => log.Order(
                new CommandFacts { Kind = (CommandKind)kind, Mode = (DispatchMode)mode, Region = 110_000 }, new Token(0, person)))),
        Gen.Select(Gen.Int[1, 30], Gen.Int[0, 36]).Select((count, hours) =>
            (Func<DispatchLog, DispatchLog>)(log => log.Burst(count, Math.Max(log.Partition.NowMs, Some.TimeMs) + (hours * 60 * Some.MinuteMs)))),
        Gen.Int[0, 6000].Select(minutes =>
            (Func<DispatchLog, DispatchLog>)(log => log.Time(Some.TimeMs + (minutes * Some.MinuteMs)))));

    [Fact]
    public void A_run_restored_from_checkpoints_ends_like_one_that_was_never_interrupted()
    {
        Gen.Select(Step.Array[0, 60], Gen.Int[0, 60], Gen.Int[0, 60]).Sample((steps, first, second) =>
        {
            var whole = new DispatchLog();
            var store = new SegmentDouble();
            var part = new DispatchLog();
            for (var i = 0; i < steps.Length; i++)
            {
                steps[i](whole);
                steps[i](part);
                if (i == first)
                {
                    part.Partition.WriteChanged(store);
                }
                else if (i == second)
                {
                    part.Partition.WriteChanged(store);
                    part = Restored(store, part);
                }
            }

            return State(whole.Partition).SequenceEqual(State(part.Partition))
                && whole.Entries.Select(Line).SequenceEqual(store.Before.Concat(part.Entries).Select(Line));
        });
    }

    [Fact]
    public void Runs_of_that_kind_hold_surges_offers_calls_and_ends()
    {
        var (surged, offered, closed, onCall, forgotten) = (0, 0, 0, 0, 0);
        Step.Array[60, 100].Sample(steps =>
        {
            var log = new DispatchLog();
            Array.ForEach(steps, step => step(log));
            Interlocked.Add(ref surged, log.Surged.Count);
            Interlocked.Add(ref offered, log.Entries.Count(x => x.State == EntryState.Offered));
            Interlocked.Add(ref closed, log.Entries.Count(x => x.State == EntryState.Closed));
            Interlocked.Add(ref onCall, log.Entries.Count(x => x.State == EntryState.Open && x.Case.History[^1].What == "on_call"));
            Interlocked.Add(ref forgotten, log.Forgotten.Count);
        }, iter: 400);
        int[] all = [surged, offered, closed, onCall, forgotten];
        Assert.True(all.Min() > 20, $"{surged} surges, {offered} offers, {closed} closed, {onCall} on the phone, {forgotten} forgotten");
    }

    /// <summary>What version 1 wrote of two warnings about one person in mode HOLD, the second a P0, and one progress.</summary>
    [Fact]
    public void What_version_1_wrote_is_gone_on_with_and_written_as_version_2()
    {
        var partition = new DispatchPartition(DispatchOptions.Default);
        foreach (var line in Repository.Read("tests/WarningEngine.Tests/Dispatch/state-of-version-1.txt").Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var (key, value) = (line.Split(' ')[0], line.Split(' ')[1]);
            partition.Read(Convert.FromHexString(key), Convert.FromHexString(value));
        }

        Assert.Equal((DispatchMode.Hold, Some.TimeMs + 5), (partition.Mode, partition.NowMs));
        var log = new DispatchLog(partition);
        Assert.Equal((Some.CaseId, 2, Tier.P0, true, null, null), (
            log.Only.Id, log.Only.Revision, log.Only.Tier, log.Only.Held, log.Only.HeldFor, log.Only.Offer));
        Assert.Equal(2, log.Only.Warnings);
        log.Warn(Some.Warning(3));
        Assert.Equal(1, partition.Dropped);

        var store = new SegmentDouble();
        partition.WriteAll(store);
        Assert.All(store.Records.Values, x => Assert.Equal(2, x[0]));
        var again = Restored(store, log);
        Assert.Equal(State(partition), State(again.Partition));
        again.Apply(stamp => new CommandItem(
            stamp with { Position = new Position(9, 0, 0) }, Some.TimeMs, default, 8, new CommandFacts { Kind = CommandKind.Release }));
        Assert.Equal("dissuasion.510000.p0 Open 3", Assert.Single(again.Sent));
    }

    [Fact]
    public void A_stamp_below_the_restored_mark_is_dropped()
    {
        var store = new SegmentDouble();
        var log = new DispatchLog().Warn(Some.Warning());
        log.Partition.WriteAll(store);

        var restored = Restored(store, log).Again(Some.Warning());

        Assert.Equal((1L, 1), (restored.Partition.Dropped, restored.Only.Revision));
    }

    [Fact]
    public void What_came_due_while_nobody_was_there_happens_once_after_it_in_the_order_of_due_times()
    {
        var store = new SegmentDouble();
        var log = new DispatchLog();
        foreach (var (episode, minutes) in new[] { (1, 50), (2, 10), (3, 30), (4, 500) })
        {
            log.Warn(Some.Warning() with
            {
                Person = new Token(0, (ulong)episode), EpisodeId = (UInt128)episode, UsefulUntilMs = Some.TimeMs + (minutes * Some.MinuteMs),
            });
        }

        log.Partition.WriteAll(store);
        var backMs = Some.TimeMs + (60 * Some.MinuteMs);
        var restored = Restored(store, log).Time(backMs);
        Assert.Equal([(UInt128)2, 3, 1], restored.Entries.Select(x => x.Case.Id));
        Assert.All(restored.Entries, x => Assert.Equal(EntryState.Expired, x.State));
        restored.Partition.WriteAll(store);

        Assert.Empty(Restored(store, restored).Time(backMs + Some.MinuteMs).Entries);
    }

    [Fact]
    public void A_case_that_has_left_the_state_is_deleted_from_the_checkpoint()
    {
        var store = new SegmentDouble();
        var log = new DispatchLog().Warn(Some.Warning());
        log.Partition.WriteChanged(store);
        log.EndEpisode(Some.CaseId).Time(Some.TimeMs + (100 * 60 * Some.MinuteMs)).Time(Some.TimeMs + (200 * 60 * Some.MinuteMs));
        log.Partition.WriteChanged(store);

        Assert.Empty(Restored(store, log).Partition.Cases);
    }

    [Fact]
    public void A_record_of_another_version_or_kind_is_refused()
    {
        Assert.Throws<InvalidDataException>(() => new DispatchLog().Partition.Read([0], [0, 0]));
        Assert.Throws<InvalidDataException>(() => new DispatchLog().Partition.Read([0], [3, 0]));
        Assert.Throws<InvalidDataException>(() => new DispatchLog().Partition.Read([9], [2, 0]));
    }

    private static UInt128 EpisodeOf(DispatchLog log, ulong person) =>
        log.Partition.Cases.FirstOrDefault(x => x.Person == new Token(0, person))?.Id ?? 0;

    private static DispatchLog Restored(SegmentDouble store, DispatchLog before)
    {
        store.Before.AddRange(before.Entries);
        var partition = new DispatchPartition(DispatchOptions.Default);
        foreach (var (key, value) in store.Records)
        {
            partition.Read(Convert.FromHexString(key), value);
        }

        return new DispatchLog(partition).From(before);
    }

    private static string Line(QueueEntry entry) => $"{entry.Queue} {entry.Key}";

    private static IEnumerable<string> State(DispatchPartition partition)
    {
        var store = new SegmentDouble();
        partition.WriteAll(store);
        return store.Records.Select(x => $"{x.Key}={Convert.ToHexString(x.Value)}").Order();
    }

    /// <summary>Upserts, as a checkpoint's segments add up.</summary>
    private sealed class SegmentDouble : IStateWriter
    {
        public Dictionary<string, byte[]> Records { get; } = [];

        /// <summary>What left before the restart.</summary>
        public List<QueueEntry> Before { get; } = [];

        public void Put(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value) => Records[Convert.ToHexString(key)] = value.ToArray();
    }
}
