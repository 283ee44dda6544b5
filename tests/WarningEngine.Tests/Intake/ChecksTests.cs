using CsCheck;
using WarningEngine.Core;
using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;

namespace WarningEngine.Tests.Intake;

public sealed class ChecksTests
{
    [Fact]
    public void A_text_is_checked_letter_by_letter() =>
        Gen.OneOf(
            Gen.String[Gen.Char['\u0000', '\u0100'], 0, 4], Gen.String[Gen.Char['a', 'z'], 0, 200], Gen.String[Gen.Char['一', '龥'], 0, 200],
            Gen.String[Gen.Char, 0, 20]).Sample(
                text =>
                {
                    var expected = text.Length > Limits.TextFieldMax ? Rejection.TextTooLong
                        : text.Any(char.IsControl) ? Rejection.ControlCharacter : Rejection.None;
                    Assert.Equal(expected, Checks.Text(text, "field").Reason);
                    Assert.Equal(text.Length == 0 ? Rejection.MissingField : expected, Checks.Text(text, "field", required: true).Reason);
                },
                iter: 50_000);

    [Theory]
    [InlineData("", Rejection.None)]
    [InlineData("CN", Rejection.None)]
    [InlineData("cn", Rejection.InvalidValue)]
    [InlineData("C", Rejection.InvalidValue)]
    [InlineData("CHN", Rejection.InvalidValue)]
    [InlineData("Ñ", Rejection.InvalidValue)]
    public void A_country_is_two_letters(string text, Rejection reason) => Assert.Equal(reason, Checks.Country(text, "field").Reason);

    [Theory]
    [InlineData("", Rejection.None, 0)]
    [InlineData("440300", Rejection.None, 440_300)]
    [InlineData("44030", Rejection.InvalidValue, 0)]
    [InlineData("+44030", Rejection.InvalidValue, 0)]
    [InlineData("44 300", Rejection.InvalidValue, 0)]
    [InlineData("４４", Rejection.InvalidValue, 0)]
    public void A_region_is_six_digits(string text, Rejection reason, int region) =>
        Assert.Equal((reason, region), (Checks.Region(text, "field", out var found).Reason, found));

    [Fact]
    public void A_texts_hash_is_that_of_its_letters() =>
        Gen.OneOf(Gen.String[Gen.Char['a', 'z'], 0, 300], Gen.String[Gen.Char['一', '龥'], 0, 20]).Sample(text =>
        {
            var hash = text.Aggregate(14695981039346656037UL, (known, letter) => (known ^ letter) * 1099511628211UL);
            Assert.Equal(text.Length == 0 ? 0 : hash, TextHash.Of(text));
        });

    [Fact]
    public void A_texts_hash_is_that_of_its_letters_whichever_of_them_are_ascii() =>
        Gen.OneOf(Gen.String[Gen.Char['\0', '\u007f'], 1, 300], Gen.String[Gen.Char['\u0060', '\u00a0'], 1, 200], Gen.String[Gen.Char['\0', '\ud7ff'], 1, 200])
            .Sample(
                text => Assert.Equal(text.Aggregate(14695981039346656037UL, (known, letter) => (known ^ letter) * 1099511628211UL), TextHash.Of(text)),
                iter: 5_000);
}
