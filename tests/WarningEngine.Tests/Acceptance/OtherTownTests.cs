using WarningEngine.App.Evaluation;
using WarningEngine.App.Replay;
using WarningEngine.Core;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;
using WarningEngine.Testing;

namespace WarningEngine.Tests.Acceptance;

/// <summary>In a town of which neither patterns nor models know anything.</summary>
public sealed class OtherTownTests
{
    private const int FraudsOfType = 4;

    /// <summary>People of each kind who only look like victims.</summary>
    private const int ConfusersOfKind = 8;

    [Fact]
    public void What_was_learned_in_synthetic_cities_holds_in_another_town()
    {
        var (model, patterns) = (Judge(ShippedRules.WithModel()).Overall, Judge(ShippedRules.Alone()).Overall);
        Assert.Equal(25 * FraudsOfType, model.Frauds);

        // Of what patterns find the model loses not much, with fewer wrong, and it calls nearly nobody who only looks like a victim.
        Assert.InRange(patterns.RecallByFirstLargeTransfer!.Value, 0.4, 1);
        Assert.InRange(model.RecallByFirstLargeTransfer!.Value, patterns.RecallByFirstLargeTransfer.Value - 0.05, 1);
        Assert.InRange(model.RecallBeforeFirstLargeTransfer!.Value, patterns.RecallBeforeFirstLargeTransfer!.Value - 0.12, 1);
        Assert.InRange(model.Precision!.Value, patterns.Precision!.Value, 1);
        Assert.Equal(OtherTownLife.Confusers.Count, model.ConfusersWarned.Count);
        Assert.All(model.ConfusersWarned, x => Assert.InRange(x.Value!.Value, 0, 1.0 / ConfusersOfKind));
    }

    private static QualityReport Judge(FixedArtifacts rules)
    {
        var town = new OtherTown(20_261);
        town.Live();
        var mules = Enumerable.Range(0, 30).Select(_ => town.Account()).ToArray();
        foreach (var type in ScamTypes.All)
        {
            for (var i = 0; i < FraudsOfType; i++)
            {
                OtherTownFrauds.Befall(town, type, Taken(town, x => Befalls(type, x)), mules);
            }
        }

        foreach (var kind in OtherTownLife.Confusers)
        {
            for (var i = 0; i < ConfusersOfKind; i++)
            {
                OtherTownLife.Confuse(town, Taken(town, x => !x.IsShop), kind);
            }
        }

        using var tokens = new Tokeniser(new byte[Tokeniser.KeySize]);
        var heard = new Heard(town.People.ToDictionary(x => tokens.Number(x.Number), x => x.Number));
        var pipeline = new LocalPipeline(tokens, rules, dispatch: null, new ReplayOptions { Partitions = 2 }, heard);
        pipeline.Run(town.Records(), (_, _) => { }, TestContext.Current.CancellationToken);
        return Judgement.Judge(heard.Warnings, town.Labels, town.People.Length * (double)OtherTown.Days, int.MaxValue);
    }

    /// <summary>Whom reports tell of.</summary>
    private static bool Befalls(string type, Inhabitant person) => type switch
    {
        "T11" => person.Band is AgeBand.Minor or AgeBand.Young, "T12" => person.IsShop, "T20" => person.Band == AgeBand.Elderly, _ => true,
    };

    private static Inhabitant Taken(OtherTown town, Func<Inhabitant, bool> fits)
    {
        var free = town.People.Where(x => !x.IsTaken && fits(x)).ToArray();
        var one = town.Pick(free);
        one.IsTaken = true;
        return one;
    }

    private sealed class Heard(Dictionary<Token, string> numbers) : UndispatchedSink
    {
        private readonly Lock _lock = new();

        public List<JudgedWarning> Warnings { get; } = [];

        public override void Warned(Warning warning)
        {
            lock (_lock)
            {
                Warnings.Add(new JudgedWarning(numbers.GetValueOrDefault(warning.Person), $"{warning.Tier}", warning.ScamType, warning.EventTimeMs)
                {
                    DecidedMs = warning.DecidedMs,
                });
            }
        }

        public override void Rejected(in RecordContext context, CheckResult result) => Assert.Fail($"Rejected: {result}");
    }
}
