using WarningEngine.Core;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Events;
using WarningEngine.Core.Patterns;
using WarningEngine.Testing;
using static WarningEngine.Tests.Patterns.Definitions;

namespace WarningEngine.Tests.Decisions;

/// <summary>In which currency reasons say an amount.</summary>
public sealed class SaidAmountsTests
{
    private static readonly LocalTemplate Words = new(Text("贷款 {loan.sum}"), Text("Borrowed {loan.sum}"));

    [Theory]
    [InlineData("USD", "Borrowed USD 20,000")]
    [InlineData("CNY", "Borrowed ¥20,000")]
    public void A_loan_is_said_in_its_currency(string currency, string said)
    {
        var set = Compile(Pattern(
            [Step("loan", PatternEvent.Money, "money.event == loan_disbursed", reason: Words)], Raise("loan", Tier.P1, Stage.Control)));
        using var partition = new ScoringPartition(new Source("legs", 1, 0), MemoryRuleSets.Of(new RuleSet(1, set)));
        var sink = new ScoredItems();
        partition.Apply(
            new Leg
            {
                Kind = LegKind.Money, Entity = Some.Person, EntityKind = EntityKind.Number, EventId = 1, EventTimeMs = Some.TimeMs, ArrivalTimeMs = Some.TimeMs,
                Stamp = new Stamp(new Source("raw", 1, 0), new Position(1, 0, 0)),
                Money = new MoneyFacts
                {
                    Event = MoneyEvent.LoanDisbursed, Phase = MoneyPhase.Settled, AmountMinor = 20_000_00, BalanceBeforeMinor = -1, CurrencyCode = CodeOf(currency),
                    TransactionId = Text35.From("a"),
                },
            },
            new Position(1, 0, 0),
            sink);

        Assert.Equal(said, Assert.Single(Assert.Single(sink.Warnings).Reasons).Text.En);
    }

    private static int CodeOf(string currency)
    {
        Assert.True(Currency.TryParse(System.Text.Encoding.ASCII.GetBytes(currency), out var code));
        return code;
    }
}
