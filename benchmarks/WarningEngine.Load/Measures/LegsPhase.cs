using System.Text.Json.Nodes;
using WarningEngine.App.Configuration;
using WarningEngine.Core;
using WarningEngine.Core.Intake;
using WarningEngine.Kafka.Topics;
using WarningEngine.Load.Baselines;
using WarningEngine.Load.Engines;
using WarningEngine.Load.Ground;
using WarningEngine.Load.Input;

namespace WarningEngine.Load.Measures;

/// <summary>From a filled <c>legs</c> to warnings: the engine, and the batched peer in turn with it. Both read the same log in the same order,
/// so what they decide can be compared.</summary>
internal sealed class LegsPhase(LoadRun run)
{
    private const string Output = "peer.warnings";

    /// <summary>What the batched peer does best with, of 256, 1,024 and 4,096; and what people usually write.</summary>
    private const int BestBatch = 4_096;
    private const int UsualBatch = 256;

    private readonly TestGround _ground = run.Ground;
    private readonly List<DecidedLog> _decided = [];
    private readonly List<DecidedLog> _decidedByPeer = [];

    public async Task RunAsync()
    {
        await _ground.BeginAsync(_ => false);
        var legs = Fill();
        run.Say($"legs: {legs.Events:#,0} legs, {legs.Bytes:#,0} bytes, "
            + $"{Enumerable.Range(0, _ground.Partitions).Sum(x => legs.End(TopicPlan.Legs, x)):#,0} frames");
        var engine = new EngineRounds(_ground, run.Say);
        await engine.LegsAsync(legs);
        List<Figure> own = [], best = [], usual = [];
        var comparesPeer = run.Settings.Wants("ratioToBatched", "sameWarningsAsBatched");
        for (var round = 0; round < run.Settings.Rounds; round++)
        {
            foreach (var isEngine in round % 2 == 0 ? [true, false] : new[] { false, true })
            {
                if (isEngine)
                {
                    own.Add(await engine.LegsAsync(legs));
                    _decided.Add(Decided("engine", own[^1], TopicPlan.Warnings, _ground.Partitions));
                }
                else if (comparesPeer)
                {
                    best.Add(await PeerAsync(legs, BestBatch));
                    usual.Add(await PeerAsync(legs, UsualBatch));
                }
            }
        }

        run.Results.Rate("legsToWarningsPerSecond", own);
        if (comparesPeer)
        {
            Compare(own, best, usual);
        }
    }

    private FilledTopics Fill()
    {
        var filled = new FilledTopics();
        using var tokens = new Tokeniser(TokenKey.Read(_ground.KeyFile));
        using var writer = new LogWriter(_ground.Kafka.BootstrapServers);
        LegLog.Make(
            run.City.Records(), tokens, _ground.Partitions, WhatDecides.Of(run.Settings.WithModel),
            (partition, frame, count) =>
            {
                writer.Write(TopicPlan.Legs, partition, frame);
                filled.Add(TopicPlan.Legs, partition, count);
            },
            _ground.Stop);
        writer.Finish();
        filled.Bytes = writer.Bytes;
        return filled;
    }

    private async Task<Figure> PeerAsync(FilledTopics legs, int batch)
    {
        await _ground.BeginAsync(x => x is TopicPlan.Legs or TopicPlan.Artifacts);
        await _ground.Kafka.MakeAsync(Output, 1);
        var figure = BaselineProcess.Run(_ground, BaselineSettings.Of(_ground, "batched", "legs", Output, legs) with { Batch = batch }, legs.Events);
        _decidedByPeer.Add(Decided($"batches of {batch}", figure, Output, 1));
        return figure;
    }

    private DecidedLog Decided(string who, Figure figure, string topic, int partitions)
    {
        var log = DecidedLog.Read(_ground.Kafka.BootstrapServers, topic, partitions);
        run.Say($"legs, {who}: {figure}, {log.Warnings} warnings {log.Hash[..8]}");
        return log;
    }

    private void Compare(List<Figure> own, List<Figure> best, List<Figure> usual)
    {
        var ratio = Results.Ratio(own, best);
        run.Results.Measures["ratioToBatched"] = ratio["ratio"]!.GetValue<double>();
        ratio["batch"] = BestBatch;
        ratio["batched"] = Results.Describe(best);
        ratio["toBatchesOf256"] = Results.Ratio(own, usual);
        ratio["batchesOf256"] = Results.Describe(usual);
        run.Results.Details["ratioToBatched"] = ratio;
        DecidedComparison[] compared = [.. _decidedByPeer.Select(x => _decided[0].With(x, WhatDecides.Thresholds))];
        var same = DecidedLog.AreSame(_decided, _decidedByPeer, compared);
        run.Results.Measures["sameWarningsAsBatched"] = same;
        if (same is not true)
        {
            run.Results.Faults.Add(same is null
                ? "sameWarningsAsBatched: nobody has decided a warning, so nothing was compared"
                : "sameWarningsAsBatched: engine and peer have decided different warnings");
        }

        run.Results.Details["sameWarningsAsBatched"] = new JsonObject
        {
            ["warnings"] = _decided[0].Warnings, ["sha256OfIds"] = _decided[0].Hash, ["roundsCompared"] = _decided.Count + _decidedByPeer.Count,
            ["hashesOfPeer"] = new JsonArray([.. _decidedByPeer.Select(x => x.Hash).Distinct().Select(x => JsonValue.Create(x))]),
            ["differentMost"] = compared.Max(x => x.Different), ["unexplainedMost"] = compared.Max(x => x.Unexplained),
            ["probabilitiesApartMost"] = compared.Max(x => x.Furthest), ["mayBeApart"] = DecidedComparison.Near,
        };
    }
}
