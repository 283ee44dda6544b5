using System.Text;
using WarningEngine.Core;

namespace WarningEngine.Testing;

/// <summary>The plainest state that checkpoints: words to words.</summary>
public sealed class KeyValueState : ICheckpointedState
{
    private readonly SortedSet<string> _changed = new(StringComparer.Ordinal);

    public SortedDictionary<string, string> Values { get; } = new(StringComparer.Ordinal);

    public void Set(string key, string value)
    {
        Values[key] = value;
        _changed.Add(key);
    }

    public void Remove(string key)
    {
        Values.Remove(key);
        _changed.Add(key);
    }

    public void WriteChanged(IStateWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        foreach (var key in _changed)
        {
            writer.Put(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(Values.GetValueOrDefault(key, "")));
        }

        _changed.Clear();
    }

    public void WriteAll(IStateWriter writer)
    {
        _changed.UnionWith(Values.Keys);
        WriteChanged(writer);
    }

    public void Read(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty)
        {
            Values.Remove(Encoding.UTF8.GetString(key));
        }
        else
        {
            Values[Encoding.UTF8.GetString(key)] = Encoding.UTF8.GetString(value);
        }
    }
}
