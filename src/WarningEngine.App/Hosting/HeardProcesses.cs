using WarningEngine.Core;
using WarningEngine.Redis;

namespace WarningEngine.App.Hosting;

/// <summary>What processes of the engine say does not work, this one among them. Whoever has stopped speaking says nothing any more: neither that something
/// works nor that it does not.</summary>
internal sealed class HeardProcesses(RedisConsoleReadModel model, TimeProvider clock)
{
    /// <summary>Each speaks every second, and Redis may fail over for some.</summary>
    private static readonly TimeSpan CountsFor = TimeSpan.FromSeconds(10);

    /// <summary>One that is only slow speaks again, and is back with that.</summary>
    private static readonly TimeSpan ForgottenAfter = TimeSpan.FromMinutes(1);

    private volatile Dictionary<string, Heard> _heard = [];

    /// <summary>Each name once, in their order; at most <see cref="Limits.NamesOfIllsMax"/>.</summary>
    public IEnumerable<string> NotGood() =>
        _heard.Values.Where(x => x.IsSecond && clock.GetElapsedTime(x.At) <= CountsFor).SelectMany(x => x.Said.NotGood).Distinct()
            .Order(StringComparer.Ordinal).Take(Limits.NamesOfIllsMax);

    /// <summary>Asks the store; by one caller at a time.</summary>
    public async Task ReadAsync()
    {
        var (before, now) = (_heard, clock.GetTimestamp());
        var heard = (await model.ProcessesAsync()).ToDictionary(
            x => x.Key,
            x => !before.TryGetValue(x.Key, out var known) ? new Heard(x.Value, now, IsSecond: false)
                : known.Said.Beat == x.Value.Beat ? known : new Heard(x.Value, now, IsSecond: true));
        _heard = heard;
        string[] silent = [.. heard.Where(x => clock.GetElapsedTime(x.Value.At) > ForgottenAfter).Select(x => x.Key)];
        if (silent.Length > 0)
        {
            await model.ForgetAsync(silent);
        }
    }

    /// <param name="Said">Its last word.</param>
    /// <param name="At">When that was first read; of the clock.</param>
    /// <param name="IsSecond">It was not there when this process first looked: what is may be of one that died long ago.</param>
    private sealed record Heard(ProcessHealth Said, long At, bool IsSecond);
}
