using WarningEngine.Core;
using WarningEngine.Core.Cases;

namespace WarningEngine.AlertConsole;

/// <summary>What one open page has been told: everything at first, then only what has changed. Of one reader.</summary>
internal sealed class CaseStream(ICaseFeed feed, INumberMask mask)
{
    private readonly Dictionary<UInt128, Case> _told = [];
    private IReadOnlyDictionary<string, int> _beyond = new Dictionary<string, int>();
    private bool _begun;
    private long _version;
    private long _asOfMs;
    private bool _known;
    private IReadOnlyList<string> _degraded = [];

    /// <summary>The messages to send next; none where there is nothing to tell. Of many cases each holds a part, and all but the last say that
    /// there is more: together they are one telling.</summary>
    public IEnumerable<object> Next()
    {
        // Read before the cases: what changes while they are read is told next time, not lost.
        var (known, version, asOfMs, degraded) = (feed.Known, feed.Version, feed.AsOfMs, feed.Degraded);
        if (_begun && known == _known && version == _version && asOfMs == _asOfMs && degraded.SequenceEqual(_degraded))
        {
            return [];
        }

        // Time alone is a small message; the cases are looked through only when one has changed.
        var (changed, gone) = _begun && version == _version ? ([], []) : Differences();
        var whole = !_begun;
        (_begun, _known, _version, _asOfMs, _degraded) = (true, known, version, asOfMs, degraded);
        var (parts, beyond) = (changed.Chunk(Limits.CasesPerMessageMax).DefaultIfEmpty([]).ToArray(), _beyond);

        // Put into words one after the other, as they are sent.
        return parts.Select(object (part, i) => new
        {
            whole = whole && i == 0,
            more = i < parts.Length - 1,
            known,
            asOfMs,
            degraded,
            beyond,
            changed = part.Select(x => ConsoleView.Of(x, mask)),
            gone = i == 0 ? gone : [],
        });
    }

    private (Case[] Changed, string[] Gone) Differences()
    {
        var picture = CasePicture.Of(feed.Cases);
        _beyond = picture.Beyond;
        var now = picture.Shown.ToDictionary(x => x.Id);
        var gone = _told.Keys.Where(id => !now.ContainsKey(id)).ToArray();

        // Cases are immutable: another object is another state.
        var changed = now.Values.Where(x => !ReferenceEquals(_told.GetValueOrDefault(x.Id), x)).ToArray();
        foreach (var id in gone)
        {
            _told.Remove(id);
        }

        foreach (var one in changed)
        {
            _told[one.Id] = one;
        }

        return (changed, [.. gone.Select(ConsoleView.Id)]);
    }
}
