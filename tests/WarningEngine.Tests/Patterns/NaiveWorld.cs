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

/// <summary>What a pattern raises, how likely a model must hold it for P0 and for P1, in hundredths, and whether it only was doubted before.</summary>
internal readonly record struct NaiveRaise(Tier Tier, Stage Stage, byte LikelyImmediate, byte LikelyUrgent, bool WasDoubted);

/// <summary>A pattern run the slow way: every step keeps every event it took, and every fact of it is counted
/// anew.</summary>
internal sealed class NaiveWorld(PatternDefinition pattern)
{
    private const long OrderSlackMs = 120_000;

    private readonly Dictionary<string, List<NaiveEvent>> _taken =
        pattern.Steps.ToDictionary(x => x.Id.Text, _ => new List<NaiveEvent>());

    private (Tier Tier, Stage Stage, long AtMs) _raised = (Tier.None, Stage.None, 0);
    private NaiveEvent? _now;

    /// <summary>The most urgent that was said of it since it last raised nothing.</summary>
    public Tier Said { get; private set; } = Tier.None;

    public void Say(Tier tier) => Said = (Tier)Math.Min((byte)Said, (byte)tier);

    /// <summary>What the pattern raises at this event; null where nothing.</summary>
    public NaiveRaise? Take(NaiveEvent now)
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
            (_raised, Said) = ((Tier.None, Stage.None, 0), Tier.None);
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
            (_raised, Said) = ((Tier.None, Stage.None, 0), Tier.None);
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

    private NaiveRaise? Raise()
    {
        var held = pattern.Raises.Where(x => NaiveExpression.IsTrue(x.When.Text, this) == true).ToList();
        var holds = held.Select(x => x.Tier).DefaultIfEmpty(Tier.None).Min();
        var tier = (Tier)Math.Min((byte)holds, (byte)_raised.Tier);
        var stage = (Stage)held.Select(x => (byte)x.Stage).Append((byte)_raised.Stage).Max();
        var goesOn = holds <= Tier.P1 && holds == _raised.Tier && _now!.Facts.TimeMs - _raised.AtMs > pattern.UsefulForMs;
        var isNews = (tier, stage) != (_raised.Tier, _raised.Stage) || goesOn;
        if (isNews)
        {
            _raised = (tier, stage, Math.Max(_raised.AtMs, _now!.Facts.TimeMs));
            var wasDoubted = holds > tier && Said > tier;
            return new(tier, stage, Likely(held, x => x == Tier.P0, tier, wasDoubted), Likely(held, x => x <= Tier.P1, tier, wasDoubted), false);
        }

        return holds <= Tier.P1 && holds < Said
            ? new(holds, stage, Likely(held, x => x == Tier.P0, tier, false), Likely(held, x => x <= Tier.P1, tier, false), true) : null;
    }

    /// <summary>The least that what holds asks; of what no longer holds and was doubted the most that any raise of the tier asks.</summary>
    private byte Likely(List<RaiseDefinition> held, Func<Tier, bool> reaches, Tier tier, bool wasDoubted) =>
        held.Any(x => reaches(x.Tier)) ? held.Where(x => reaches(x.Tier)).Min(x => x.Likely)
        : wasDoubted ? pattern.Raises.Where(x => x.Tier <= tier).Select(x => x.Likely).DefaultIfEmpty((byte)0).Max() : (byte)0;

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
