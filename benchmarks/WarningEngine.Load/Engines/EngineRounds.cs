using WarningEngine.App.Hosting;
using WarningEngine.Kafka.Topics;
using WarningEngine.Kafka.Wire;
using WarningEngine.Load.Ground;
using WarningEngine.Load.Input;

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

    /// <summary>From the raw topics to checkpointed state and queue entries.</summary>
    public async Task<Figure> RawAsync(FilledTopics raw)
    {
        // Also raw topics without a record stay: one that is made anew is no longer the one that was read.
        await ground.BeginAsync(x => RawTopic.Find(x) is not null || x == TopicPlan.Artifacts);
        using var watch = new LogWatch(ground);
        using var engine = new EngineUnderLoad(ground, "intake,score,dispatch", say);

        // Scoring causes legs, and these others, when intake has long ended: where the logs end is asked at each look. Each thread of intake tells the
        // time once a second.
        var threads = new IntakeOptions().Threads;
        var legs = new Settled(() => watch.Checkpoints("score"), () => watch.Ends(TopicPlan.Legs), threads, TimeProvider.System);
        var warnings = new Settled(() => watch.Checkpoints("dispatch"), () => watch.Ends(TopicPlan.Warnings), threads, TimeProvider.System);
        var figure = new Window(ground, engine.Id).Run(
            raw.Events, () => watch.Committed(raw), () => legs.Ask() && warnings.Ask(), engine.Check, Patience,
            new Followed(() => watch.Checkpoints("score"), () => LegCounts.Read(ground.Kafka.BootstrapServers, ground.Partitions, ground.Stop)));
        engine.Stop();
        return figure;
    }
}
