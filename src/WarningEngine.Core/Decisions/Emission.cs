using System.Runtime.InteropServices;
using WarningEngine.Core.Events;

namespace WarningEngine.Core.Decisions;

/// <summary>Stamps what one leg causes, in order: the leg's own place in <c>legs</c>, with an ordinal. While questions to a model wait, what is caused
/// after them waits too: the sink hears of everything in the order of the stamps, as if each had been answered at once.</summary>
internal sealed class Emission(Source legs)
{
    private readonly List<Leg> _heldLegs = [];

    /// <summary>In their order; null: the next of the legs.</summary>
    private readonly List<DispatchItem?> _held = [];

    private Position _at;
    private int _ordinal;
    private IScoringSink? _sink;
    private bool _holds;
    private int _released;
    private int _releasedLegs;

    /// <summary>Where the question stood that is being answered: what its leg caused after it moves behind what the answer causes.</summary>
    private Position _turn;

    /// <summary>Where what the leg at hand causes next will stand.</summary>
    public Position Here => _at with { Ordinal = _ordinal };

    /// <summary>A partition has sent the leg: it may come long after what happened. What time alone brings about nobody has sent, and it has no stamp.</summary>
    public bool IsCaused(in Leg leg) => leg.Stamp.Source is { } source && source.Topic == legs.Topic;

    public void Begin(in Position at, IScoringSink sink)
    {
        _at = at;
        _ordinal = 0;
        _sink = sink;
    }

    public void Leg(Leg leg)
    {
        leg.Stamp = Next();
        if (_holds)
        {
            _heldLegs.Add(leg);
            _held.Add(null);
            return;
        }

        _sink!.Leg(leg);
    }

    /// <summary>Sends an item that was stamped with <see cref="Next"/>.</summary>
    public void Item(DispatchItem item)
    {
        if (_holds)
        {
            _held.Add(item);
            return;
        }

        _sink!.Item(item);
    }

    /// <summary>The stamp of what is caused next.</summary>
    public Stamp Next() => new(legs, _at with { Ordinal = _ordinal++ });

    /// <summary>From here on everything is held back.</summary>
    public void Hold() => (_holds, _turn) = (true, Position.Before);

    /// <summary>A question is answered: what stands before it leaves, and what is caused now stands at its place and leaves at once.</summary>
    public void Answer(in Position at)
    {
        ReleaseTo(at);
        (_at, _ordinal, _turn, _holds) = (at, at.Ordinal, at, false);
    }

    /// <summary>All questions are answered: what is held leaves.</summary>
    public void Release()
    {
        ReleaseTo(new Position(long.MaxValue, 0, 0));
        _held.Clear();
        _heldLegs.Clear();
        (_holds, _released, _releasedLegs) = (false, 0, 0);
    }

    private void ReleaseTo(in Position end)
    {
        // What the last answer caused has taken ordinals of what its leg caused after the question.
        var by = _turn == Position.Before ? 0 : _ordinal - _turn.Ordinal;
        for (; _released < _held.Count; _released++)
        {
            var item = _held[_released];
            var stamp = item?.Stamp ?? _heldLegs[_releasedLegs].Stamp;
            if (stamp.Position >= end)
            {
                return;
            }

            var moves = by > 0 && (stamp.Position.Offset, stamp.Position.Record) == (_turn.Offset, _turn.Record);
            var moved = stamp with { Position = stamp.Position with { Ordinal = stamp.Position.Ordinal + (moves ? by : 0) } };
            if (item is not null)
            {
                _sink!.Item(moves ? item with { Stamp = moved } : item);
                continue;
            }

            ref var leg = ref CollectionsMarshal.AsSpan(_heldLegs)[_releasedLegs++];
            leg.Stamp = moved;
            _sink!.Leg(leg);
        }
    }
}
