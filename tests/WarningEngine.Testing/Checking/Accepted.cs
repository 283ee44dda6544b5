using WarningEngine.Core.Events;
using WarningEngine.Core.Profiles;

namespace WarningEngine.Testing.Checking;

/// <summary>What one receiving partition took in, by the rule of the marks, against what its senders ought to have sent.</summary>
/// <typeparam name="T">Content; compared by value.</typeparam>
/// <param name="what">Of what is counted, for findings.</param>
internal sealed class Accepted<T>(string what)
    where T : notnull
{
    private readonly Marks _marks = new();
    private readonly Dictionary<Stamp, T> _expected = [];
    private readonly HashSet<Stamp> _taken = [];

    /// <summary>Something that a sender ought to have sent here.</summary>
    public void Expect(in Stamp stamp, T content) => _expected[stamp] = content;

    /// <summary>Something that stands in the log, in the order of the log. True where the receiver takes it.</summary>
    public bool Found(in Stamp stamp, T content, Verdict verdict)
    {
        var passes = _marks.Pass(stamp);
        if (!_expected.TryGetValue(stamp, out var expected))
        {
            verdict.AddDoubled($"{what} {stamp}: nothing causes it");
        }
        else if (!EqualityComparer<T>.Default.Equals(expected, content))
        {
            verdict.AddDoubled($"{what} {stamp}: another content than its cause gives");
        }

        if (!passes)
        {
            verdict.Count($"{what}, repeated");
            return false;
        }

        _taken.Add(stamp);
        verdict.Count(what);
        return true;
    }

    /// <summary>The end of the log: what was expected and not taken is lost, also where it stands behind a higher mark.</summary>
    public void End(Verdict verdict)
    {
        foreach (var (stamp, _) in _expected.Where(x => !_taken.Contains(x.Key)).OrderBy(x => x.Key.Position))
        {
            verdict.AddLost($"{what} {stamp}");
        }
    }
}
