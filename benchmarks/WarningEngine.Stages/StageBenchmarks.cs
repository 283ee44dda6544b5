using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Engines;
using WarningEngine.App.Artifacts;
using WarningEngine.App.Patterns;
using WarningEngine.Core;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Events;
using WarningEngine.Kafka.Frames;
using WarningEngine.Kafka.Wire;

namespace WarningEngine.Stages;

/// <summary>CPU and allocation of one event in each stage, on a city's own mix of calls, SMS and money.</summary>
[MemoryDiagnoser]
[SimpleJob(RunStrategy.Monitoring, launchCount: 1, warmupCount: 1, iterationCount: 5)]
public class StageBenchmarks : IScoringSink
{
    private const int Records = 40_000;
    private const int LegCount = 60_000;
    private readonly List<Leg> _read = [];
    private CityLog _city = null!;
    private SingleRuleSet _rules = null!;
    private byte[][] _frames = null!;
    private Dictionary<RawTopic, RecordDecoder> _decoders = null!;

    [GlobalSetup]
    public void Setup()
    {
        _city = new CityLog(300);
        _rules = new SingleRuleSet(RuleSetFiles.Read(PatternFiles.Shipped).Compile(out _));
        _decoders = RawTopic.All.ToDictionary(x => x, x => new RecordDecoder(x));
        var writer = new FrameWriter();
        var frames = new List<byte[]>();
        foreach (var leg in _city.Legs.Take(LegCount))
        {
            writer.Add(leg);
            if (writer.IsFull)
            {
                frames.Add(writer.Take());
            }
        }

        frames.Add(writer.Take());
        _frames = [.. frames];
    }

    /// <summary>JSON to a record.</summary>
    [Benchmark(OperationsPerInvoke = Records)]
    public void DecodeJson()
    {
        for (var i = 0; i < Records; i++)
        {
            var (topic, json) = _city.Raw[i];
            _decoders[topic].Decode(json, null, _city);
        }
    }

    /// <summary>Bytes of a frame to legs.</summary>
    [Benchmark(OperationsPerInvoke = LegCount)]
    public void ReadFrames()
    {
        foreach (var frame in _frames)
        {
            _read.Clear();
            FrameWriter.Read(frame, _read);
        }
    }

    /// <summary>Legs to decisions, state empty at first.</summary>
    [Benchmark(OperationsPerInvoke = LegCount)]
    public void Score()
    {
        var partition = new ScoringPartition(new Source("legs", 1, 0), _rules);
        for (var i = 0; i < LegCount; i++)
        {
            partition.Apply(_city.Legs[i], new Position(i, 0, 0), this);
        }
    }

    void IScoringSink.Leg(in Leg leg)
    {
        // What scoring causes is another stage's work.
    }

    void IScoringSink.Item(DispatchItem item)
    {
        // Likewise.
    }
}
