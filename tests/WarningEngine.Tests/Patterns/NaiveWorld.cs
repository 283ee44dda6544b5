using WarningEngine.Core.Events;
using WarningEngine.Core.Features;
using WarningEngine.Core.Patterns;

namespace WarningEngine.Tests.Patterns;

/// <summary>One event of a random stream.</summary>
internal sealed record NaiveEvent(PatternEvent On, FeatureVector Features, PatternFacts Facts)
{
    /// <summary>Parties heard of, with their grades.</summary>
    public IReadOnlyDictionary<ulong, Grade> Heard { get; init; } = new Dictionary<ulong, Grade>();
}

/// <summary>A pattern run the slow way: every step keeps every event it took, and every fact of it is counted
/// anew.</summary>
internal sealed class NaiveWorld(PatternDefinition pattern)
{
    private const long OrderSlackMs = 120_000;

    private readonly Dictionary<string, List<NaiveEvent>> _taken =
        pattern.Steps.ToDictionary(x => x.Id.Text, _ => new List<NaiveEvent>());

    private (Tier Tier, Stage Stage, long AtMs) _raised = (Tier.None, Stage.None, 0);
    private NaiveEvent? _now;

    /// <summary>What the pattern raises at this event; null where nothing.</summary>
    public (Tier Tier, Stage Stage)? Take(NaiveEvent now)
    {
        _now = now;
        if (pattern.Steps.All(x => x.On != now.On))
        {
            return null;
        }

        Forget(now.Facts.TimeMs - pattern.WindowMs);
        var any = false;
        foreach (var step in pattern.Steps)
        {
            if (step.On == now.On && IsReady(step) && NaiveExpression.IsTrue(step.When.Text, this) == true)
            {
                _taken[step.Id.Text].Add(now);
                any = true;
            }
        }

        return any ? Raise() : null;
    }

    /// <summary>A flag, a number, or null for unknown.</summary>
    public object? Feature(FeatureInfo feature)
    {
        var value = _now!.Features[feature.Id];
        return double.IsNaN(value) ? null : feature.Unit == FeatureUnit.Flag ? value == 1 : value;
    }

    /// <summary>"step" or "step.field".</summary>
    public object? Step(string word)
    {
        var parts = word.Split('.');
        var taken = _taken[parts[0]];
        var calls = OfDifferentCalls(taken);
        return (parts.Length == 1 ? "done" : parts[1], taken.Count) switch
        {
            ("done", var n) => (bool?)(n > 0),
            ("count", _) => (double?)calls.Count,
            ("distinct", _) => (double?)calls.Select(x => x.Facts.PartyHash).Distinct().Count(),
            ("sum", _) => (double?)calls.Sum(x => x.Facts.AmountMinor),
            ("same_party", _) => (bool?)calls.Any(x => x.Facts.PartyHash == _now!.Facts.PartyHash),
            ("grade", > 0) when calls[^1].Facts.Call != 0 => (double?)(double)_now!.Heard.GetValueOrDefault(LastCall(calls).Facts.PartyHash),
            ("grade", _) => (double?)calls.Select(x => (double)_now!.Heard.GetValueOrDefault(x.Facts.PartyHash)).DefaultIfEmpty(0).Max(),
            (_, 0) => null,
            ("max", _) => (double?)calls.Max(x => x.Facts.AmountMinor),
            ("amount", _) => (double?)calls[^1].Facts.AmountMinor,
            ("duration", _) => (double?)taken.Max(x => x.Facts.DurationMs),
            ("age", _) => (double?)(_now!.Facts.TimeMs - taken.Max(x => x.Facts.TimeMs)),
            _ => throw new ArgumentException(word),
        };
    }

    private void Forget(long beforeMs)
    {
        if (_raised.AtMs < beforeMs)
        {
            _raised = (Tier.None, Stage.None, 0);
        }

        foreach (var taken in _taken.Values)
        {
            if (taken.Count > 0 && taken.Max(x => x.Facts.TimeMs) < beforeMs)
            {
                taken.Clear();
            }
        }

        if (_taken.Values.All(x => x.Count == 0))
        {
            _raised = (Tier.None, Stage.None, 0);
        }
    }

    private bool IsReady(StepDefinition step)
    {
        var own = _taken[step.Id.Text];
        var nowMs = _now!.Facts.TimeMs;
        var call = _now.Facts.Call;
        var again = own.Count > 0 && call != 0 && LastCall(OfDifferentCalls(own)).Facts.Call == call;
        if (own.Count > 0 && step.After.Count > 0 && !step.Repeat && !again)
        {
            return false;
        }

        return step.Unless.All(x => _taken[x.Text].Count == 0) && step.After.All(x =>
        {
            var earlier = _taken[x.Text];
            return earlier.Count > 0
                && nowMs >= OfDifferentCalls(earlier).Min(e => e.Facts.TimeMs) - OrderSlackMs
                && nowMs - earlier.Max(e => e.Facts.TimeMs) <= step.WithinMs;
        });
    }

    private (Tier, Stage)? Raise()
    {
        var (tier, stage) = (_raised.Tier, _raised.Stage);
        var holds = Tier.None;
        foreach (var raise in pattern.Raises.Where(x => NaiveExpression.IsTrue(x.When.Text, this) == true))
        {
            holds = (Tier)Math.Min((byte)holds, (byte)raise.Tier);
            tier = (Tier)Math.Min((byte)tier, (byte)raise.Tier);
            stage = (Stage)Math.Max((byte)stage, (byte)raise.Stage);
        }

        var goesOn = holds <= Tier.P1 && holds == _raised.Tier && _now!.Facts.TimeMs - _raised.AtMs > pattern.UsefulForMs;
        if ((tier, stage) == (_raised.Tier, _raised.Stage) && !goesOn)
        {
            return null;
        }

        _raised = (tier, stage, Math.Max(_raised.AtMs, _now!.Facts.TimeMs));
        return (tier, stage);
    }

    /// <summary>Records of the last call are no event of their own, nor are those of one that began before it, with somebody who is in the step.</summary>
    private static List<NaiveEvent> OfDifferentCalls(List<NaiveEvent> taken)
    {
        var result = new List<NaiveEvent>();
        foreach (var one in taken)
        {
            var isLater = one.Facts.Call == 0 || result.Count == 0 || StartOf(one) > StartOf(LastCall(result));
            if (isLater || result.All(x => x.Facts.PartyHash != one.Facts.PartyHash))
            {
                result.Add(one);
            }
        }

        return result;
    }

    /// <summary>Of those that began last, the first that was heard of.</summary>
    private static NaiveEvent LastCall(List<NaiveEvent> calls) => calls.MaxBy(StartOf)!;

    private static uint StartOf(NaiveEvent call) => (uint)call.Facts.Call;
}
