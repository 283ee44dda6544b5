using WarningEngine.Core.Events;

namespace WarningEngine.Core.Decisions;

/// <summary>Stamps what one leg causes, in order: the leg's own place in <c>legs</c>, with an ordinal.</summary>
internal sealed class Emission(Source legs)
{
    private Position _at;
    private int _ordinal;
    private IScoringSink? _sink;

    public void Begin(in Position at, IScoringSink sink)
    {
        _at = at;
        _ordinal = 0;
        _sink = sink;
    }

    public void Leg(Leg leg)
    {
        leg.Stamp = Next();
        _sink!.Leg(leg);
    }

    public void Item(Func<Stamp, DispatchItem> item) => _sink!.Item(item(Next()));

    private Stamp Next() => new(legs, _at with { Ordinal = _ordinal++ });
}
