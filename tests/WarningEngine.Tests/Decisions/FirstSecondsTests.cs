using WarningEngine.Core;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Dispatch;
using WarningEngine.Core.Events;
using WarningEngine.Testing;
using WarningEngine.Tests.Dispatch;

namespace WarningEngine.Tests.Decisions;

/// <summary>A new stream has no time before each of its topics has been looked at, and warns already.</summary>
public sealed class FirstSecondsTests : IDisposable
{
    private const long ArrivedMs = Some.TimeMs + 2_000;
    private readonly LegByLeg _log = new();

    public void Dispose() => _log.Dispose();

    [Fact]
    public void Before_there_is_a_time_what_is_decided_stands_at_the_arrival_of_its_cause()
    {
        Hear();
        Order();
        Find();

        Assert.Equal(
            [typeof(WarningItem), typeof(CommandItem), typeof(EpisodeEndedItem), typeof(DispositionItem)], _log.Said.Items.Select(x => x.GetType()));
        Assert.All(_log.Said.Items, item => Assert.Equal(ArrivedMs, item.TimeMs));
    }

    [Fact]
    public void Once_there_is_one_arrivals_do_not_matter()
    {
        _log.Apply(CounterpartLog.Progress(Some.TimeMs));

        Order();

        Assert.Equal(Some.TimeMs, Assert.Single(_log.Said.Items.OfType<CommandItem>()).TimeMs);
    }

    [Fact]
    public void An_offer_of_the_first_seconds_has_its_whole_term()
    {
        Hear();
        Order();
        _log.Apply(CounterpartLog.Progress(ArrivedMs + 1_000));
        var cases = new DispatchLog();

        foreach (var item in _log.Said.Items)
        {
            cases.Partition.Apply(item, cases);
        }

        Assert.Equal(DispatchOptions.Default.AcceptUntilMs(cases.Only.Tier, ArrivedMs), cases.Only.Offer?.UntilMs);
        Assert.Equal(["warning", "offered"], cases.Only.History.Select(x => x.What));
        Assert.All(cases.Only.History, line => Assert.Equal(ArrivedMs, line.TimeMs));
    }

    private void Hear() => _log.Apply(For(LegKind.Exposure) with
    {
        Other = CounterpartLog.Line(2), OtherKind = EntityKind.Number,
        Reputation = new ReputationFacts { Grade = Grade.High, Reasons = ReputationReasons.Listed },
    });

    private void Order() => _log.Apply(For(LegKind.Command) with { Command = new CommandFacts { Kind = CommandKind.MoveCase, Region = 110_105 } });

    private void Find() => _log.Apply(For(LegKind.Disposition) with
    {
        Disposition = new DispositionFacts { Code = DispositionCode.FalsePositiveConfirmed },
    });

    private static Leg For(LegKind kind) => new()
    {
        Kind = kind, Entity = Some.Person, EntityKind = EntityKind.Number, EventTimeMs = Some.TimeMs, ArrivalTimeMs = ArrivedMs,
    };
}
