using System.Globalization;
using System.Text;
using WarningEngine.Redis;

namespace WarningEngine.Testing;

/// <summary>The keys of a server in memory, which a test may set back in time.</summary>
internal sealed class MemoryCheckpointKeys : ICheckpointKeys
{
    private Dictionary<string, byte[]> _values = [];

    /// <summary>What is held now, to be given to <see cref="GoBack"/>.</summary>
    public IReadOnlyDictionary<string, byte[]> Copy() => new Dictionary<string, byte[]>(_values);

    /// <summary>A replica takes over that has heard of nothing since.</summary>
    public void GoBack(IReadOnlyDictionary<string, byte[]> to) => _values = new Dictionary<string, byte[]>(to);

    /// <summary>What the next command finds has changed: called once, before it.</summary>
    public Action? BeforeNext { get; set; }

    /// <summary>The next transaction is done, and its answer is lost.</summary>
    public bool LosesNextAnswer { get; set; }

    /// <summary>Keys that cannot be read just now.</summary>
    public Func<string, bool> IsAway { get; set; } = _ => false;

    /// <summary>Keys whose values were asked for, in order.</summary>
    public List<string> Asked { get; } = [];

    public long Increment(string key)
    {
        var value = 1 + (Get(key) is { } found ? long.Parse(Encoding.ASCII.GetString(found), CultureInfo.InvariantCulture) : 0);
        _values[key] = Encoding.ASCII.GetBytes(value.ToString(CultureInfo.InvariantCulture));
        return value;
    }

    public void Set(string key, byte[] value)
    {
        Before();
        _values[key] = value;
    }

    public byte[]? Get(string key)
    {
        Asked.Add(key);
        Before();
        return IsAway(key) ? throw new TimeoutException() : _values.GetValueOrDefault(key);
    }

    public Task<byte[]?> GetAsync(string key) => Task.FromResult(Get(key));

    public Task<byte[]?[]> GetAsync(IReadOnlyList<string> keys) => Task.FromResult(keys.Select(Get).ToArray());

    public Task<bool> ExecuteAsync(CheckpointTransaction transaction)
    {
        Before();
        foreach (var (key, expected) in transaction.Conditions)
        {
            var found = _values.GetValueOrDefault(key);
            if (expected is null ? found is not null : found is null || !found.AsSpan().SequenceEqual(expected))
            {
                return Task.FromResult(false);
            }
        }

        foreach (var (key, value) in transaction.Sets)
        {
            _values[key] = value.ToArray();
        }

        foreach (var key in transaction.Deletes)
        {
            _values.Remove(key);
        }

        var lost = LosesNextAnswer;
        LosesNextAnswer = false;
        return lost ? Task.FromException<bool>(new TimeoutException()) : Task.FromResult(true);
    }

    private void Before()
    {
        var before = BeforeNext;
        BeforeNext = null;
        before?.Invoke();
    }
}
