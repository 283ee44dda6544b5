using CsCheck;
using WarningEngine.App.Patterns;
using WarningEngine.Core.Events;
using WarningEngine.Core.Features;
using WarningEngine.Core.Memory;
using WarningEngine.Core.Patterns;

namespace WarningEngine.Tests.Patterns;

/// <summary>The compiled language and its obvious interpreter say the same of random streams of events.</summary>
public sealed class NaiveAgreementTests
{
    private static readonly double[] Durations = [0, 20e3, 60e3, 180e3, 300e3, 900e3, 1200e3, 3600e3, 7200e3, 86_400e3];
    private static readonly double[] Amounts = [1_00, 100_00, 110_00, 600_00, 1_000_00, 5_000_00, 20_000_00, 90_000_00];
    private static readonly double[] Ratios = [0.1, 0.3, 0.5, 1, 1.5, 2, 3];

    /// <summary>Also backwards, as late records go, and in steps that meet windows exactly.</summary>
    private static readonly long[] Gaps =
        [-7_200_000, -60_000, 0, 0, 60_000, 600_000, 1_800_000, 3_600_000, 7_200_000, 43_200_000, 86_400_000];

    /// <summary>Where the grades of all events stand; one thread makes them.</summary>
    private static readonly NativeBlocks Heard = new();

    private static readonly Gen<NaiveEvent[]> Streams = Gen.Select(
        Gen.Enum<PatternEvent>(), Gen.Byte.Array[FeatureTable.All.Count], Gen.Int[0, Gaps.Length - 1], Gen.ULong[0, 5],
        Gen.Int[0, Amounts.Length - 1], Gen.Int[0, Durations.Length - 1], Gen.ULong[1, 3],
        Gen.Int[0, 255],
        (on, bytes, gap, party, amount, duration, call, heard) => (on, bytes, gap, party, amount, duration, call, heard)).Array[1, 60]
        .Select(raw =>
        {
            var timeMs = 1_790_000_000_000L;
            return raw.Select(x =>
            {
                timeMs += Gaps[x.gap];
                var isCall = x.on == PatternEvent.Call;

                // Two bits for each of the first four parties.
                var heard = Enumerable.Range(0, 4).ToDictionary(i => (ulong)i, i => (Grade)((x.heard >> (2 * i)) & 3));
                var grades = default(PartyGrades);
                foreach (var (party, grade) in heard)
                {
                    grades.Add(Heard, (uint)party, party, grade);
                }

                return new NaiveEvent(x.on, Features(x.bytes), new PatternFacts(
                    timeMs, x.party, isCall ? 0 : (long)Amounts[x.amount], isCall ? (long)Durations[x.duration] : 0,
                    isCall ? (x.party << 32) | x.call : 0)
                {
                    Grades = grades,
                }) { Heard = heard };
            }).ToArray();
        });

    [Fact]
    public void The_shipped_patterns_raise_what_the_naive_interpreter_raises()
    {
        var set = PatternFiles.Load(PatternFiles.Shipped);
        var raised = 0;
        Streams.Sample(
            stream => Interlocked.Add(ref raised, Compare(set, stream)), iter: 300, threads: 1);
        Assert.True(raised > 100, $"Only {raised} raises: the streams do not reach the patterns.");
    }

    [Fact]
    public void Random_conditions_mean_what_the_naive_interpreter_reads()
    {
        var held = 0;
        Gen.Select(Gen.Byte.Array[2, 60], Streams).Sample(
            (bytes, stream) =>
            {
                var definition = Definitions.Pattern(
                    [
                        Definitions.Step("first", PatternEvent.Money, new ConditionWriter(bytes, [], PatternEvent.Money).Or(2)),
                        Definitions.Step(
                            "second", PatternEvent.Call, new ConditionWriter(bytes, ["first"], PatternEvent.Call).Or(3), ["first"],
                            withinMs: 7_200_000, repeat: bytes[0] % 2 == 0),
                        Definitions.Step("third", PatternEvent.Sms, "true", ["first"], unless: ["second"]),
                    ],
                    Definitions.Raise("first", Tier.P3, Stage.Lure),
                    Definitions.Raise("second.count >= 2", Tier.P1),
                    Definitions.Raise("second", Tier.P1, Stage.Lure, likely: 20),
                    Definitions.Raise("second.distinct >= 2", Tier.P0, Stage.Lure, likely: 30),
                    Definitions.Raise(new ConditionWriter(bytes, ["first", "second"], null).Or(2), Tier.P1, Stage.Lure, likely: 10));
                if (PatternSet.Compile([definition], out var errors) is not { } set)
                {
                    // Chance writes bounds too that leave nothing.
                    Assert.All(errors, x => Assert.StartsWith("this can never hold", x.Message, StringComparison.Ordinal));
                    return;
                }

                Interlocked.Add(ref held, Compare(set, stream));
            },
            iter: 1_000,
            threads: 1);
        Assert.True(held > 100, $"Only {held} raises: the conditions are never true.");
    }

    /// <summary>Runs both over the stream; the number of raises.</summary>
    private static int Compare(PatternSet set, NaiveEvent[] stream)
    {
        using var blocks = new NativeBlocks();
        var state = default(EpisodePatterns);
        var naive = set.Patterns.Select(x => (Pattern: x, World: new NaiveWorld(x.Definition))).ToList();
        var hits = new List<PatternHit>();
        var raised = 0;
        foreach (var one in stream)
        {
            hits.Clear();
            set.Advance(one.On, one.Features, one.Facts, ref state, blocks, hits);
            var compiled = hits.Select(x => (x.Pattern.Key, new NaiveRaise(x.Tier, x.Stage, x.LikelyImmediate, x.LikelyUrgent, x.WasDoubted))).ToList();
            var expected = naive
                .Select(x => (x.Pattern.Key, Raise: x.World.Take(one)))
                .Where(x => x.Raise is not null)
                .Select(x => (x.Key, x.Raise!.Value))
                .ToList();
            Assert.Equal(expected, compiled);
            raised += hits.Count(x => !x.WasDoubted);
            foreach (var hit in hits)
            {
                // Every other is said as milder than it is held.
                var said = one.Facts.TimeMs % 120_000 == 0 ? hit.Tier : (Tier)Math.Min((byte)hit.Tier + 1, (byte)Tier.P3);
                state.Say(hit.Pattern, said);
                naive.Single(x => x.Pattern == hit.Pattern).World.Say(said);
            }
        }

        return raised;
    }

    private static FeatureVector Features(byte[] bytes)
    {
        var result = new FeatureVector();
        foreach (var feature in FeatureTable.All)
        {
            var b = bytes[(int)feature.Id];
            if (b % 8 == 0)
            {
                continue;
            }

            result[feature.Id] = feature.Unit switch
            {
                FeatureUnit.Flag => b & 1,
                FeatureUnit.Duration => Durations[b % Durations.Length],
                FeatureUnit.Money => Amounts[b % Amounts.Length],
                FeatureUnit.Ratio => Ratios[b % Ratios.Length],
                FeatureUnit.Category => b % Enum.GetValues(feature.Category!).Length,
                _ => b % 5,
            };
        }

        return result;
    }
}
