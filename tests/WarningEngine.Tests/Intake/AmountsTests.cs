using System.Globalization;
using CsCheck;
using WarningEngine.Core;
using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;

namespace WarningEngine.Tests.Intake;

public sealed class AmountsTests
{
    [Fact]
    public void Every_amount_up_to_the_limit_is_exact() =>
        Gen.Long[0, Limits.AmountMinorMax].Sample(minor =>
        {
            var text = string.Create(CultureInfo.InvariantCulture, $"{minor / 100}.{minor % 100:00}");
            Assert.Equal((Rejection.None, minor), (Amounts.Parse(((Utf8Text)text).Bytes, out var parsed), parsed));
        });

    [Theory]
    [InlineData("84000", 8_400_000)]
    [InlineData("84000.5", 8_400_050)]
    [InlineData("0.01", 1)]
    [InlineData("0.0100", 1)]
    [InlineData("007.00", 700)]
    [InlineData("10000000000000.00", Limits.AmountMinorMax)]
    public void Decimal_text_is_minor_units(string text, long minor) =>
        Assert.Equal((Rejection.None, minor), (Amounts.Parse(((Utf8Text)text).Bytes, out var parsed), parsed));

    [Theory]
    [InlineData("", Rejection.InvalidAmount)]
    [InlineData(".", Rejection.InvalidAmount)]
    [InlineData("-1", Rejection.InvalidAmount)]
    [InlineData("+1", Rejection.InvalidAmount)]
    [InlineData("1,5", Rejection.InvalidAmount)]
    [InlineData("1.2.3", Rejection.InvalidAmount)]
    [InlineData("1.001", Rejection.InvalidAmount)]
    [InlineData("NaN", Rejection.InvalidAmount)]
    [InlineData("0x10", Rejection.InvalidAmount)]
    [InlineData("１００", Rejection.InvalidAmount)]
    [InlineData("1e400", Rejection.AmountOutOfRange)]
    [InlineData("1E-400", Rejection.AmountOutOfRange)]
    [InlineData("10000000000000.01", Rejection.AmountOutOfRange)]
    [InlineData("99999999999999999999999999999999", Rejection.AmountOutOfRange)]
    public void Anything_else_is_a_rejection(string text, Rejection reason) => Assert.Equal(reason, Amounts.Parse(((Utf8Text)text).Bytes, out _));
}
