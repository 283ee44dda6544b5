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
        Gen.Select(Gen.ULong[1, 4], Gen.Int[1, 16], Gen.Int[0, 4]).Select((person, code, revision) =>
            (Func<DispatchLog, DispatchLog>)(log => log.Apply(stamp => new DispositionItem(
                stamp, Some.TimeMs, new Token(0, person), 1, Some.TimeMs,
                new DispositionFacts { Code = (DispositionCode)code, Revision = revision })))),
        Gen.Select(Gen.Int[1, 3], Gen.Int[0, 2], Gen.ULong[0, 4]).Select((kind, mode, person) =>
            (Func<DispatchLog, DispatchLog>)(log => log.Order(
                new CommandFacts { Kind = (CommandKind)kind, Mode = (DispatchMode)mode, Region = 110_000 }, new Token(0, person)))),
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
    public void A_record_of_another_version_is_refused()
    {
        Assert.Throws<InvalidDataException>(() => new DispatchLog().Partition.Read([0], [99, 0]));
    }

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
