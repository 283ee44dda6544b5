using CsCheck;
using WarningEngine.App.Numbers;
using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;

namespace WarningEngine.Tests.Intake;

public sealed class NumbersTests
{
    private readonly Core.Intake.Numbers _numbers = new(new LibPhoneNumberPlan("CN"));

    [Theory]
    [InlineData("13812345678", "+8613812345678", NumberClass.Mobile)]
    [InlineData("+86 138-1234-5678", "+8613812345678", NumberClass.Mobile)]
    [InlineData("8613812345678", "+8613812345678", NumberClass.Mobile)]
    [InlineData("008613812345678", "+8613812345678", NumberClass.Mobile)]
    [InlineData("08613812345678", "+8613812345678", NumberClass.Mobile)]
    [InlineData("013812345678", "+8613812345678", NumberClass.Mobile)]
    [InlineData("1795113812345678", "+8613812345678", NumberClass.Mobile)]
    [InlineData("17951013812345678", "+8613812345678", NumberClass.Mobile)]
    [InlineData("16212345678", "+8616212345678", NumberClass.VirtualOperator)]
    [InlineData("16512345678", "+8616512345678", NumberClass.VirtualOperator)]
    [InlineData("16712345678", "+8616712345678", NumberClass.VirtualOperator)]
    [InlineData("17012345678", "+8617012345678", NumberClass.VirtualOperator)]
    [InlineData("17112345678", "+8617112345678", NumberClass.VirtualOperator)]
    [InlineData("1064812345678", "+861064812345678", NumberClass.Iot)]
    [InlineData("+861064812345678", "+861064812345678", NumberClass.Iot)]
    [InlineData("1441234567890", "+861441234567890", NumberClass.Iot)]
    [InlineData("01062345678", "+861062345678", NumberClass.Landline)]
    [InlineData("+86 10 6234 5678", "+861062345678", NumberClass.Landline)]
    [InlineData("075588888888", "+8675588888888", NumberClass.Landline)]
    [InlineData("0951 765 4321", "+869517654321", NumberClass.Landline)]
    [InlineData("57188888888", "+8657188888888", NumberClass.Landline)]
    [InlineData("1062345678", "1062345678", NumberClass.Port106)]
    [InlineData("106980095599", "106980095599", NumberClass.Port106)]
    [InlineData("106575558888123456789", "106575558888123456789", NumberClass.Port106)]
    [InlineData("95588", "95588", NumberClass.ServiceCode)]
    [InlineData("+8695588", "95588", NumberClass.ServiceCode)]
    [InlineData("01095588", "95588", NumberClass.ServiceCode)]
    [InlineData("95013123456789", "95013123456789", NumberClass.ServiceCode)]
    [InlineData("0571-12345", "12345", NumberClass.ServiceCode)]
    [InlineData("10086", "10086", NumberClass.ServiceCode)]
    [InlineData("1008611", "1008611", NumberClass.ServiceCode)]
    [InlineData("110", "110", NumberClass.Emergency)]
    [InlineData("96110", "96110", NumberClass.Emergency)]
    [InlineData("4008123123", "+864008123123", NumberClass.TollFree)]
    [InlineData("0085251234567", "+85251234567", NumberClass.International)]
    [InlineData("+12025550123", "+12025550123", NumberClass.International)]
    [InlineData("+99912345678", "+99912345678", NumberClass.Irregular)]
    public void A_number_has_one_form_however_it_is_written(string raw, string text, NumberClass type) =>
        Assert.Equal(new CanonicalNumber(text, type), _numbers.Normalise(raw));

    [Theory]
    [InlineData("")]
    [InlineData("+")]
    [InlineData("12")]
    [InlineData("ICBC")]
    [InlineData("138123456789012345678901234567890123")]
    [InlineData("0#9")]
    [InlineData("+86 13 812")]
    [InlineData("１３８１２３４５６７８")]
    [InlineData("1381234567")]
    [InlineData("62345678")]
    public void What_is_no_number_is_none(string raw) => Assert.Null(_numbers.Normalise(raw));

    [Fact]
    public void The_form_of_a_number_is_its_own_form() =>
        Gen.Select(
            Gen.OneOf("", "+", "00", "+86", "86", "0", "010", "0755", "106", "10648", "95", "138", "170", "400", "+852", "17951"),
            Gen.String[Gen.Char['0', '9'], 0, 14]).Sample(
            (prefix, digits) =>
            {
                if (_numbers.Normalise(prefix + digits) is { } number)
                {
                    Assert.Equal(number, _numbers.Normalise(number.Text));
                }
            },
            iter: 5_000,
            threads: 1);

    [Theory]
    [InlineData("179519506022665")]
    [InlineData("04006240477")]
    public void However_a_number_is_written_it_is_of_one_class(string raw)
    {
        var number = Assert.NotNull(_numbers.Normalise(raw));
        Assert.Equal(number, _numbers.Normalise(number.Text));
    }

    [Theory]
    [InlineData("(202) 456-1111", "+12024561111")]
    [InlineData("8005551234", "+18005551234")]
    [InlineData("+8613812345678", "+8613812345678")]
    public void Elsewhere_China_has_no_say_in_how_numbers_are_written(string raw, string text) =>
        Assert.Equal(text, new Core.Intake.Numbers(new LibPhoneNumberPlan("US")).Normalise(raw)?.Text);

    [Theory]
    [InlineData("0000000000")]
    [InlineData("0000051789")]
    public void Elsewhere_zeros_are_no_way_abroad(string raw) =>
        Assert.Null(new Core.Intake.Numbers(new LibPhoneNumberPlan("US")).Normalise(raw));
}
