using WarningEngine.Core.Events;
using WarningEngine.Core.Features;
using WarningEngine.Core.Models;
using WarningEngine.Testing;

namespace WarningEngine.Tests.Decisions;

/// <summary>A model that tells of counterparts raises what the rules say of their behaviour, as far as high, and lowers nothing.</summary>
public sealed class CounterpartModelTests
{
    private const long Start = CounterpartLog.Start;

    /// <summary>Holds everybody who was paid three times in about a day to work for a fraud.</summary>
    private static readonly Model Paid = SomeModels.Counterpart(0x61, CounterpartFeature.Payments, 2.5f);

    [Fact]
    public void What_it_holds_to_work_for_a_fraud_is_graded_and_whoever_touched_it_hears_so()
    {
        var log = Payments(Paid);
        var told = log.Score();

        Assert.Equal((Grade.High, ReputationReasons.Model), (log.Record.Grade, log.Record.Reasons));
        Assert.Equal(
            [CounterpartLog.Line(0), CounterpartLog.Line(1)],
            told.Where(x => x.Leg.Kind == LegKind.Exposure).Select(x => x.Leg.Entity).Where(x => x != CounterpartLog.Line(2)).Order());
        Assert.Contains(told, x => x.Leg is { Kind: LegKind.Reputation, Reputation.Reasons: ReputationReasons.Model } && x.Leg.Entity == CounterpartLog.Line(2));

        Assert.Equal(Grade.None, Payments(null).Grade());
        Assert.Equal(3, log.Scored.StatisticsOf(ModelSubject.Counterpart).Asked);
    }

    [Fact]
    public void Between_urgent_and_immediate_it_is_medium()
    {
        Assert.Equal(Grade.Medium, Payments(Paid with { Thresholds = new ModelThresholds(0.99, 0.5, 0) }).Grade());
        Assert.Equal(Grade.None, Payments(Paid with { Thresholds = new ModelThresholds(0.99, 0.98, 0) }).Grade());
    }

    [Fact]
    public void What_is_not_known_to_be_new_is_not_asked_about()
    {
        var log = new CounterpartLog(historyKnown: false) { Model = Paid };
        Pay(log);

        Assert.Equal(Grade.None, log.Grade());
        Assert.Equal(0, log.Scored.StatisticsOf(ModelSubject.Counterpart).Asked);
    }

    [Fact]
    public void An_upheld_appeal_silences_the_model_too()
    {
        var log = new CounterpartLog { Model = Paid };
        log.List(Start, Grade.High, kind: EntityKind.Account);
        log.List(Start + CounterpartLog.Minute, Grade.High, appeal: Appeal.Upheld, kind: EntityKind.Account);
        Pay(log);

        Assert.Equal(Grade.None, log.Grade());
    }

    [Fact]
    public void Its_grade_falls_at_a_review_when_it_holds_no_more()
    {
        var log = Payments(Paid);
        for (var step = 1; step < 48 * 12; step++)
        {
            log.Pass(Start + (step * 5 * CounterpartLog.Minute));
        }

        Assert.Equal(Grade.None, log.Grade());
    }

    private static CounterpartLog Payments(Model? model)
    {
        var log = new CounterpartLog { Model = model };
        Pay(log);
        return log;
    }

    private static void Pay(CounterpartLog log)
    {
        for (var line = 0; line < 3; line++)
        {
            log.Pays(line, Start + ((line + 2) * CounterpartLog.Minute), 900);
        }
    }
}
