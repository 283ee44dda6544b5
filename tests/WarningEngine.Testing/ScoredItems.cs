using WarningEngine.Core.Decisions;
using WarningEngine.Core.Events;

namespace WarningEngine.Testing;

/// <summary>Keeps what scoring causes.</summary>
public sealed class ScoredItems : IScoringSink
{
    public List<Leg> Legs { get; } = [];

    public List<DispatchItem> Items { get; } = [];

    public IEnumerable<Warning> Warnings => Items.OfType<WarningItem>().Select(x => x.Warning);

    public void Leg(in Leg leg) => Legs.Add(leg);

    public void Item(DispatchItem item) => Items.Add(item);
}
