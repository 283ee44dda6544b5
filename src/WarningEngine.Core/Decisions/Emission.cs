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

    /// <summary>Sends an item that was stamped with <see cref="Next"/>.</summary>
    public void Item(DispatchItem item) => _sink!.Item(item);

    /// <summary>The stamp of what is caused next.</summary>
    public Stamp Next() => new(legs, _at with { Ordinal = _ordinal++ });
}
