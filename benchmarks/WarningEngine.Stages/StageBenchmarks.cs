using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Engines;

namespace WarningEngine.Stages;

/// <summary>CPU and allocation of one event in each stage.</summary>
[MemoryDiagnoser]
[SimpleJob(RunStrategy.Monitoring, launchCount: 1, warmupCount: 2, iterationCount: 5)]
public class StageBenchmarks : IDisposable
{
    private StageWork? _work;
    private Action _run = null!;

    /// <summary>See <see cref="StageWork.Stages"/>.</summary>
    [Params("decodeJson", "decodeProtobuf", "split", "writeFrame", "readFrame", "updateProfile", "fillFeatures", "advancePatterns", "forestOne",
        "forestBatch", "score", "encodeCheckpoint")]
    public string Stage { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        _work = new StageWork();
        _run = _work.Stages[Stage];
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _work?.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark(OperationsPerInvoke = StageWork.Count)]
    public void Run() => _run();
}
