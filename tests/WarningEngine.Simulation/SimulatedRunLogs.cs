using WarningEngine.Testing.Checking;

namespace WarningEngine.Simulation;

/// <summary>What a simulated run left behind.</summary>
internal sealed class SimulatedRunLogs(World world) : IRunLogs
{
    public int Partitions => World.Partitions;

    public int Generation => World.Generation;

    public IReadOnlyList<string> Queues => [.. world.Deliveries.Select(x => x.Queue).Distinct().Order(StringComparer.Ordinal)];

    public IReadOnlyList<LoggedMessage> Read(string topic)
    {
        if (!world.Broker.Topics.Contains(topic))
        {
            return [.. world.Deliveries.Where(x => x.Queue == topic)
                .Select((x, offset) => new LoggedMessage(0, offset, x.Key, x.Value, null, 0))];
        }

        return [.. world.Broker.Partitions(topic).SelectMany((log, partition) => log.Messages.Select((x, offset) => new LoggedMessage(
            partition, offset, x.Key is null ? "" : System.Text.Encoding.UTF8.GetString(x.Key), x.Value ?? [], x.Header("ce_type"),
            x.TimestampMs)))];
    }
}
