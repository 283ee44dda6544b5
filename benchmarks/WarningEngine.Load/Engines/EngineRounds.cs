using WarningEngine.App.Hosting;
using WarningEngine.Kafka.Topics;
using WarningEngine.Load.Ground;
using WarningEngine.Load.Input;
using WarningEngine.Testing.Servers;

namespace WarningEngine.Load.Engines;

/// <summary>Rounds of the engine over filled topics: each begins with an empty store and groups that have read nothing.</summary>
/// <param name="ground">Broker, store, engine.</param>
/// <param name="say">Told of what does not make a round worthless.</param>
internal sealed class EngineRounds(TestGround ground, Action<string> say)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>From <c>legs</c> to checkpointed state and queue entries.</summary>
    public async Task<Figure> LegsAsync(FilledTopics legs)
    {
        await ground.BeginAsync(x => x is TopicPlan.Legs or TopicPlan.Artifacts);
        using var watch = new LogWatch(ground);
        using var engine = new EngineUnderLoad(ground, "score,dispatch", say);
        long[]? warnings = null;
        var figure = new Window(ground, engine.Id).Run(
            legs.Events, () => watch.Scored(legs), () => watch.HasCome("dispatch", warnings ??= watch.Ends(TopicPlan.Warnings)), engine.Check, Patience);
        engine.Stop();
        return figure;
    }

    /// <summary>From the raw topics to checkpointed state and queue entries: a new process does what is to be left out, stands still while the rest is
    /// filled in, and does that.</summary>
    /// <param name="first">What is left out.</param>
    /// <param name="rest">What counts.</param>
    /// <returns>What was measured, and all that stands in the raw topics.</returns>
    public async Task<(Figure Figure, FilledTopics Raw)> RawAsync(IEnumerable<RawMessage> first, IEnumerable<RawMessage> rest)
    {
        // Nothing stays: a raw topic that is made anew is no longer the one of which the engine's own notes tell.
        await ground.BeginAsync(_ => false);
        var raw = new FilledTopics();
        RawLoader.Fill(ground.Kafka.BootstrapServers, first, raw, ground.Stop);
        var before = raw.Events;

        // Made beforehand: while the process stands still its members must not be taken for dead.
        RawMessage[] messages = [.. rest];
        using var watch = new LogWatch(ground);
        using var engine = new EngineUnderLoad(ground, "intake,score,dispatch", say, "kafka.client.session.timeout.ms=60000");
        new Stretch(ground, engine.Id, new RawProgress(ground, watch, raw)).Wait(raw, engine.Check, Patience);
        Signals.Pause(engine.Id);
        Stretch stretch;
        try
        {
            RawLoader.Fill(ground.Kafka.BootstrapServers, messages, raw, ground.Stop);
            stretch = new Stretch(ground, engine.Id, new RawProgress(ground, watch, raw));
            stretch.Begin();
        }
        finally
        {
            Signals.Resume(engine.Id);
        }

        stretch.Wait(raw, engine.Check, Patience);
        var figure = stretch.Measure(raw.Events, before);
        engine.Stop();
        return (figure, raw);
    }

    /// <summary>As it is told from outside.</summary>
    private sealed class RawProgress : IRawProgress
    {
        private readonly TestGround _ground;
        private readonly LogWatch _watch;
        private readonly FilledTopics _raw;
        private readonly Settled _legs;
        private readonly Settled _warnings;

        public RawProgress(TestGround ground, LogWatch watch, FilledTopics raw)
        {
            (_ground, _watch, _raw) = (ground, watch, raw);

            // Scoring causes legs, and these others, when intake has long ended: where the logs end is asked at each look. Each thread of intake tells the
            // time once a second.
            var threads = new IntakeOptions().Threads;
            _legs = new Settled(() => watch.Checkpoints("score"), () => watch.Ends(TopicPlan.Legs), threads, TimeProvider.System);
            _warnings = new Settled(() => watch.Checkpoints("dispatch"), () => watch.Ends(TopicPlan.Warnings), threads, TimeProvider.System);
        }

        public Come Ask() => new(_watch.Committed(_raw), _watch.Checkpoints("score"), _watch.Checkpoints("dispatch"));

        public bool IsSettled() => _legs.Ask() && _warnings.Ask();

        public long[] LastLegs() => LogTails.OfLegs(_ground.Kafka.BootstrapServers, _ground.Partitions, _ground.Stop);

        public long[] LastItems() => LogTails.OfItems(_ground.Kafka.BootstrapServers, _ground.Partitions, _ground.Stop);
    }
}
