using CsCheck;
using WarningEngine.Core.Cases;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Dispatch;
using WarningEngine.Core.Events;
using WarningEngine.Testing;

namespace WarningEngine.Tests.Dispatch;

/// <summary>Whatever happens, in whatever order, while a pattern surges and after it: a case that was sent has one owner, and one region at most is asked; of one that is forgotten nothing stands any more.</summary>
public class OwnershipTests
{
    private static readonly int[] Regions = [110_000, 330_000, 510_000];

    private static readonly Gen<Func<DispatchLog, DispatchLog>> Step = Gen.OneOf(
        Gen.Select(Gen.ULong[1, 3], Gen.Int[0, 3], Gen.Bool, Gen.Bool, Gen.Int[1, 20]).Select((person, tier, isNew, surges, minutes) =>
            (Func<DispatchLog, DispatchLog>)(log => log.Warn(Some.Warning(tier) with
            {
                Person = new Token(0, person),
                EpisodeId = EpisodeOf(log, person, isNew),
                PatternId = surges ? "T21-parcel" : "T04-digital-arrest",
                Tier = (Tier)tier,
                EventTimeMs = log.Partition.NowMs,
                UsefulUntilMs = log.Partition.NowMs + (minutes * Some.MinuteMs),
            }))),
        Gen.Select(Gen.ULong[1, 3], Gen.OneOf(Gen.Const(1), Gen.Int[8, 9])).Select((person, code) =>
            (Func<DispatchLog, DispatchLog>)(log => log.Apply(stamp => new DispositionItem(
                stamp, log.Partition.NowMs, new Token(0, person), 1, log.Partition.NowMs, new DispositionFacts { Code = (DispositionCode)code })))),
        Gen.Select(Gen.ULong[1, 3], Gen.Int[-30, 90]).Select((person, minutes) =>
            (Func<DispatchLog, DispatchLog>)(log => log.Apply(stamp => new OnCallItem(
                stamp, log.Partition.NowMs, new Token(0, person), EpisodeOf(log, person, false), log.Partition.NowMs + (minutes * Some.MinuteMs))))),
        Gen.ULong[1, 3].Select(person =>
            (Func<DispatchLog, DispatchLog>)(log => log.Apply(stamp => new EpisodeEndedItem(
                stamp, log.Partition.NowMs, new Token(0, person), EpisodeOf(log, person, false))))),
        Gen.Select(Gen.OneOf(Gen.Const(3), Gen.Const(5)), Gen.Int[0, 2], Gen.ULong[1, 3]).Select((kind, region, person) =>
            (Func<DispatchLog, DispatchLog>)(log => log.Order(
                new CommandFacts { Kind = (CommandKind)kind, Region = Regions[region] }, new Token(0, person)))),
        Gen.Select(Gen.Int[1, 2], Gen.Int[0, 2], Gen.ULong[0, 3]).Select((kind, mode, person) =>
            (Func<DispatchLog, DispatchLog>)(log => log.Order(
                new CommandFacts { Kind = (CommandKind)kind, Mode = (DispatchMode)mode }, new Token(0, person)))),
        Gen.Int[0, 30].Select(minutes =>
            (Func<DispatchLog, DispatchLog>)(log => log.Time(log.Partition.NowMs + (minutes * Some.MinuteMs / 2)))));

    [Fact]
    public void A_case_that_was_sent_stands_open_in_one_queue_and_offered_in_one_at_most() =>
        Step.Array[0, 80].Sample(steps =>
        {
            var log = SurgeTests.Surging();
            var queues = new Receivers();
            foreach (var step in steps)
            {
                log.Entries.Clear();
                step(log);
                log.Entries.ForEach(queues.Take);
                foreach (var one in log.Partition.Cases.Where(x => x.Person.High == 0))
                {
                    Holds(one, queues);
                }

                Assert.Empty(queues.Standing.Except(log.Partition.Cases.Select(x => x.Id)));
            }
        }, iter: 3_000);

    [Fact]
    public void Runs_of_that_kind_close_and_forget_cases_that_stand_in_queues()
    {
        var (closed, forgotten, offered, shadow) = (0, 0, 0, 0);
        Step.Array[60, 80].Sample(steps =>
        {
            var log = SurgeTests.Surging();
            Array.ForEach(steps, step => step(log));
            Interlocked.Add(ref closed, log.Entries.Count(x => x.State == EntryState.Closed));
            Interlocked.Add(ref forgotten, log.Forgotten.Count);
            Interlocked.Add(ref offered, log.Entries.Count(x => x.State == EntryState.Offered));
            Interlocked.Add(ref shadow, log.KeptBack.Count(x => x.Mode == DispatchMode.Shadow));
        }, iter: 400);
        Assert.True(Math.Min(Math.Min(closed, forgotten), Math.Min(offered, shadow)) > 20, $"{closed} closed, {forgotten} forgotten, {offered} offered, {shadow} in shadow");
    }

    [Fact]
    public void The_receiver_of_this_test_sees_a_case_that_two_own()
    {
        var queues = new Receivers();
        var one = new DispatchLog().Warn(Some.Warning()).Only;
        queues.Take(new QueueEntry(EntryState.Open, Tier.P1, one));
        queues.Take(new QueueEntry(EntryState.Open, Tier.P1, one with { Region = "110000", Revision = 2 }));

        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => Holds(one, queues));
    }

    /// <summary>An episode that is over never comes back.</summary>
    private static UInt128 EpisodeOf(DispatchLog log, ulong person, bool isNew) =>
        !isNew && log.Partition.Cases.FirstOrDefault(x => x.Person.Low == person) is { } current
            ? current.Id : (UInt128)((person * 1_000) + (ulong)log.Changes.Count);

    private static void Holds(Case one, Receivers queues)
    {
        Assert.NotEmpty(one.Region);
        Assert.Equal(one.Sent is null ? [] : [one.Sent], queues.Where(one, EntryState.Open));
        Assert.Equal(one.Offer is null ? [] : [one.Offer.To], queues.Where(one, EntryState.Offered));
        if (one.Offer is not null)
        {
            Assert.Equal((CaseState.Open, false, one.Region), (one.State, one.Held, one.Sent!.Region));
            Assert.NotEqual(one.Region, one.Offer.To.Region);
        }
    }

    /// <summary>The agents' screens: each queue shows the latest entry of a case, and drops what it has seen under one key.</summary>
    private sealed class Receivers
    {
        private readonly Dictionary<(UInt128 Case, QueuePlace Place), EntryState> _shown = [];
        private readonly HashSet<string> _seen = [];

        public void Take(QueueEntry entry)
        {
            Assert.True(_seen.Add(entry.Key), $"{entry.Key} twice");
            _shown[(entry.Case.Id, new QueuePlace(entry.Case.Region, entry.Tier))] = entry.State;
        }

        /// <summary>Cases of which an entry stands anywhere.</summary>
        public IEnumerable<UInt128> Standing => _shown.Where(x => x.Value is EntryState.Open or EntryState.Offered).Select(x => x.Key.Case);

        public IEnumerable<QueuePlace> Where(Case one, EntryState state) =>
            _shown.Where(x => x.Key.Case == one.Id && x.Value == state).Select(x => x.Key.Place);
    }
}
