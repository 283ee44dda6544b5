using BenchmarkDotNet.Attributes;
using Microsoft.ML.Data;
using WarningEngine.Core.Models;

namespace WarningEngine.Stages;

/// <summary>One row through 100 trees of 32 leaves over 40 features: as ML.NET evaluates them, and as Core does. On a shared machine the minimum is
/// what can be compared.</summary>
[MemoryDiagnoser]
[MinColumn, MedianColumn]
[SimpleJob(launchCount: 1, warmupCount: 4, iterationCount: 20)]
public class ForestBenchmarks
{
    private const int Batch = 256;
    private const int RowCount = 4_096;
    private TrainedForest.Scored _scored = new();
    private readonly double[] _scores = new double[RowCount];
    private TrainedForest _trained = null!;
    private Forest _forest = null!;
    private float[] _rows = null!;

    /// <summary>Trains the forest, and compares what each way answers for every row.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _trained = new TrainedForest(RowCount);
        _forest = _trained.Core;
        _rows = [.. _trained.Rows.SelectMany(x => x.Features)];
        double[] engine = [.. _trained.Rows.Select(x => (double)_trained.Engine.Predict(x).Score)];
        Same("Transform", engine, [.. _trained.Trained.Transform(_trained.Loaded).GetColumn<float>(nameof(TrainedForest.Scored.Score)).Select(x => (double)x)]);
        CoreSingle();
        Same("one row", engine, _scores);
        Array.Clear(_scores);
        CoreBatch();
        Same("many rows", engine, _scores);
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = RowCount)]
    public float PredictionEngine()
    {
        var sum = 0f;
        foreach (var row in _trained.Rows)
        {
            _trained.Engine.Predict(row, ref _scored);
            sum += _scored.Score;
        }

        return sum;
    }

    [Benchmark(OperationsPerInvoke = RowCount)]
    public double Transform()
    {
        var sum = 0.0;
        var table = _trained.Trained.Transform(_trained.Loaded);
        var column = table.Schema[nameof(TrainedForest.Scored.Score)];
        using var cursor = table.GetRowCursor([column]);
        var get = cursor.GetGetter<float>(column);
        var score = 0f;
        while (cursor.MoveNext())
        {
            get(ref score);
            sum += score;
        }

        return sum;
    }

    [Benchmark(OperationsPerInvoke = RowCount)]
    public void CoreSingle()
    {
        for (var i = 0; i < RowCount; i++)
        {
            _scores[i] = _forest.Score(_rows.AsSpan(i * TrainedForest.Features, TrainedForest.Features));
        }
    }

    [Benchmark(OperationsPerInvoke = RowCount)]
    public void CoreBatch()
    {
        for (var i = 0; i < RowCount; i += Batch)
        {
            _forest.Score(_rows.AsSpan(i * TrainedForest.Features, Batch * TrainedForest.Features), _scores.AsSpan(i, Batch));
        }
    }

    private static void Same(string way, double[] engine, double[] scores)
    {
        for (var i = 0; i < engine.Length; i++)
        {
            if (!(Math.Abs(engine[i] - scores[i]) <= 1e-6))
            {
                throw new InvalidOperationException($"Row {i}: PredictionEngine says {engine[i]}, {way} {scores[i]}.");
            }
        }
    }
}
