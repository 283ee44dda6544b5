using System.Buffers.Binary;
using Confluent.Kafka;
using WarningEngine.Core.Events;
using WarningEngine.Kafka.Frames;

namespace WarningEngine.Load.Baselines;

/// <summary>The log of legs that the engine reads: the same frames, or a JSON object a leg.</summary>
internal sealed class LegBatches : IEventBatches
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly IConsumer<Ignore, byte[]> _consumer;
    private readonly Dictionary<int, long> _ends;
    private readonly Dictionary<int, long> _next = [];
    private readonly List<Leg> _frame = [];
    private readonly bool _isJson;

    /// <param name="settings">Of the job.</param>
    /// <param name="isJson">A JSON object a message.</param>
    public LegBatches(BaselineSettings settings, bool isJson)
    {
        _isJson = isJson;
        _ends = settings.Ends.ToDictionary(x => x.Partition, x => x.Offset);
        States = settings.Ends.Max(x => x.Partition) + 1;
        _consumer = BaselineSettings.Consumer(settings, autoCommits: isJson);
        _consumer.Assign(settings.Ends.Where(x => x.Offset > 0).Select(x => new TopicPartitionOffset(x.Topic, x.Partition, Offset.Beginning)));
    }

    public int States { get; }

    public long Events { get; private set; }

    public bool Next(int least, List<PlacedLeg> legs)
    {
        while (legs.Count < least && _ends.Any(x => _next.GetValueOrDefault(x.Key) < x.Value))
        {
            var message = _consumer.Consume(Patience) ?? throw new InvalidOperationException("The log ends too early.");
            var partition = message.Partition.Value;
            if (message.Offset.Value >= _ends[partition])
            {
                // What an earlier round has left behind the input.
                _consumer.Pause([message.TopicPartition]);
                continue;
            }

            _next[partition] = message.Offset.Value + 1;
            _frame.Clear();
            if (_isJson)
            {
                _frame.Add(LegJson.Read(message.Message.Value));
            }
            else
            {
                FrameWriter.Read(message.Message.Value, _frame);
            }

            for (var i = 0; i < _frame.Count; i++)
            {
                legs.Add(new PlacedLeg(partition, new Position(message.Offset.Value, i, 0), _frame[i]));
            }

            Events += _frame.Count;
            if (_isJson)
            {
                _consumer.StoreOffset(message);
            }
        }

        return legs.Count > 0;
    }

    public byte[] Offsets()
    {
        var value = new byte[States * sizeof(long)];
        foreach (var (partition, next) in _next)
        {
            BinaryPrimitives.WriteInt64LittleEndian(value.AsSpan(partition * sizeof(long)), next);
        }

        return value;
    }

    public void Caused(in Leg leg)
    {
        // It stands in the log, where the engine wrote it.
    }

    public void Commit()
    {
        // What is stored the client commits by itself, every few seconds.
    }

    public void Dispose() => _consumer.Dispose();
}
