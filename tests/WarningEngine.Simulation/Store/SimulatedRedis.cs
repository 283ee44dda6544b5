using WarningEngine.Simulation.Kernel;

namespace WarningEngine.Simulation.Store;

/// <summary>A server with a replica that lags: it can be away, fall back by its last commands, and be emptied.</summary>
internal sealed class SimulatedRedis(VirtualTime time)
{
    private const int LagMax = 400;

    private readonly Dictionary<string, byte[]> _values = [];
    private readonly List<List<(string Key, byte[]? Before)>> _commands = [];

    /// <summary>Cannot be reached until then.</summary>
    public long AwayUntilUs { get; set; }

    public byte[]? Get(string key) => _values.GetValueOrDefault(key);

    /// <summary>One command, or one transaction: all of it or nothing is replicated.</summary>
    public void Write(IEnumerable<(string Key, byte[]? Value)> changes)
    {
        var before = new List<(string, byte[]?)>();
        foreach (var (key, value) in changes)
        {
            before.Add((key, Get(key)));
            Put(key, value);
        }

        _commands.Add(before);
        if (_commands.Count > LagMax)
        {
            _commands.RemoveAt(0);
        }
    }

    /// <summary>A replica takes over that has not heard of the last commands.</summary>
    public void FallBack(int commands)
    {
        time.Tell("redis falls back", commands);
        for (var i = 0; i < commands && _commands.Count > 0; i++)
        {
            var last = _commands[^1];
            _commands.RemoveAt(_commands.Count - 1);
            for (var j = last.Count - 1; j >= 0; j--)
            {
                Put(last[j].Key, last[j].Before);
            }
        }
    }

    public void Flush()
    {
        time.Tell("redis flushed");
        _values.Clear();
        _commands.Clear();
    }

    private void Put(string key, byte[]? value)
    {
        if (value is null)
        {
            _values.Remove(key);
        }
        else
        {
            _values[key] = value;
        }
    }
}
