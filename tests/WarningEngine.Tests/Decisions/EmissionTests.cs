using WarningEngine.Core;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Events;

namespace WarningEngine.Tests.Decisions;

/// <summary>Legs of random messages cause something before their question, behind it, and by its answer: items or legs, with or without a question. Answered
/// at once or together at some later time, the sink hears of the same in the same order under the same stamps.</summary>
public sealed class EmissionTests
{
    private sealed record Caused(int[] Before, int[]? Answer, int[] Behind);

    [Fact]
    public void What_waits_for_answers_leaves_in_the_order_and_with_the_stamps_of_answers_at_once()
    {
        var moved = 0;
        for (var seed = 0; seed < 2_000; seed++)
        {
            var random = new Random(seed);
            int[] Things(int most) => [.. Enumerable.Range(0, random.Next(most + 1)).Select(_ => random.Next(1_000_000))];
            Caused[] legs = [.. Enumerable.Range(0, random.Next(1, 12)).Select(_ => new Caused(Things(2), random.Next(2) == 0 ? Things(2) : null, Things(2)))];
            var (atOnce, together) = (new Heard(), new Heard());
            AtOnce(legs, atOnce);
            Together(legs, together, random);

            Assert.Equal(atOnce.All, together.All);
            moved += legs.Count(x => x is { Answer.Length: > 0, Behind.Length: > 0 });
        }

        Assert.True(moved > 1_000);
    }

    private static void AtOnce(Caused[] legs, Heard sink)
    {
        var emission = new Emission(new Source("legs", 1, 0));
        for (var i = 0; i < legs.Length; i++)
        {
            emission.Begin(new Position(3, i, 0), sink);
            Emit(emission, [.. legs[i].Before, .. legs[i].Answer ?? [], .. legs[i].Behind]);
        }
    }

    private static void Together(Caused[] legs, Heard sink, Random random)
    {
        var emission = new Emission(new Source("legs", 1, 0));
        var waiting = new List<(Position At, int[] Answer)>();
        for (var i = 0; i < legs.Length; i++)
        {
            emission.Begin(new Position(3, i, 0), sink);
            Emit(emission, legs[i].Before);
            if (legs[i].Answer is { } answer)
            {
                waiting.Add((emission.Here, answer));
                emission.Hold();
            }

            Emit(emission, legs[i].Behind);
            if (waiting.Count == 0 || (random.Next(4) != 0 && i < legs.Length - 1))
            {
                continue;
            }

            foreach (var (at, said) in waiting)
            {
                // Where nothing follows from an answer, nothing has to come before it.
                if (said.Length > 0 || random.Next(2) == 0)
                {
                    emission.Answer(at);
                    Emit(emission, said);
                }
            }

            emission.Release();
            waiting.Clear();
        }
    }

    private static void Emit(Emission emission, int[] things)
    {
        foreach (var thing in things)
        {
            if (thing % 2 == 0)
            {
                emission.Leg(new Leg { Kind = LegKind.Reputation, EventId = (UInt128)thing });
            }
            else
            {
                emission.Item(new ProgressItem(emission.Next(), thing));
            }
        }
    }

    private sealed class Heard : IScoringSink
    {
        public List<string> All { get; } = [];

        public void Leg(in Leg leg) => All.Add($"{leg.Stamp} leg {leg.EventId}");

        public void Item(DispatchItem item) => All.Add($"{item.Stamp} item {item.TimeMs}");
    }
}
