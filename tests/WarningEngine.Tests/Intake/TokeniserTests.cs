using System.Security.Cryptography;
using CsCheck;
using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;

namespace WarningEngine.Tests.Intake;

public sealed class TokeniserTests
{
    private static readonly byte[] Key = [.. Enumerable.Range(0, Tokeniser.KeySize).Select(x => (byte)x)];

    private static readonly Gen<string> Number =
        Gen.Select(Gen.OneOf("", "+"), Gen.String[Gen.Char['0', '9'], 1, 28], (plus, digits) => plus + digits);

    [Fact]
    public void A_number_can_be_read_back_under_its_key()
    {
        using var tokens = new Tokeniser(Key);
        Number.Sample(
            number => Assert.Equal((true, number), (tokens.TryReadNumber(tokens.Number(number), out var read), read)), threads: 1);
    }

    [Fact]
    public void Two_numbers_never_share_a_token()
    {
        using var tokens = new Tokeniser(Key);
        Gen.Select(Number, Number).Sample(
            (a, b) => Assert.Equal(a == b, tokens.Number(a) == tokens.Number(b)), threads: 1);
        Assert.Equal(4, new[] { "1", "+1", "10", "01" }.Select(tokens.Number).Distinct().Count());
    }

    [Fact]
    public void Another_key_gives_another_token_and_reads_none()
    {
        using var tokens = new Tokeniser(Key);
        using var others = new Tokeniser([.. Key.Reverse()]);
        var token = tokens.Number("+8613812345678");
        Assert.NotEqual(token, others.Number("+8613812345678"));
        Assert.False(others.TryReadNumber(token, out _));
    }

    [Fact]
    public void A_tokens_value_never_changes()
    {
        // State and logs are full of them: another result is another engine. Values computed by openssl.
        using var tokens = new Tokeniser(Key);
        Assert.Equal("1e18ccde2638d10e2d999ea8230053fb", tokens.Number("+8613812345678").ToString());
        Assert.Equal("8e5ab86eccbd9e5fd679d64e894ce359", tokens.Identifier(EntityKind.Account, "6217000012345678").ToString());
    }

    [Fact]
    public void One_text_as_sender_and_as_account_are_two_entities()
    {
        using var tokens = new Tokeniser(Key);
        var kinds = new[] { EntityKind.Sender, EntityKind.Account, EntityKind.Domain };
        Assert.Equal(3, kinds.Select(x => tokens.Identifier(x, "ICBC")).Distinct().Count());
    }

    [Fact]
    public void An_identifiers_token_reads_as_no_number()
    {
        using var tokens = new Tokeniser(Key);
        Gen.String.Sample(
            text => Assert.False(tokens.TryReadNumber(tokens.Identifier(EntityKind.Account, text), out _)), threads: 1);
    }

    [Fact]
    public void A_sealed_identifier_opens_under_its_own_token_and_key_alone()
    {
        using var tokens = new Tokeniser(Key);
        using var others = new Tokeniser([.. Key.Reverse()]);
        var token = tokens.Identifier(EntityKind.Account, "6217000012345678");
        var sealedText = tokens.Seal(token, "6217000012345678");
        Assert.Equal("6217000012345678", tokens.Unseal(token, sealedText));
        Assert.Equal(sealedText, tokens.Seal(token, "6217000012345678"));
        Assert.ThrowsAny<CryptographicException>(() => others.Unseal(token, sealedText));
        Assert.ThrowsAny<CryptographicException>(() => tokens.Unseal(tokens.Number("1"), sealedText));
        sealedText[0] ^= 1;
        Assert.ThrowsAny<CryptographicException>(() => tokens.Unseal(token, sealedText));
    }

    [Theory]
    [InlineData("")]
    [InlineData("+")]
    [InlineData("12a")]
    [InlineData("12345678901234567890123456789")]
    public void What_is_not_in_canonical_form_has_no_token(string number)
    {
        using var tokens = new Tokeniser(Key);
        Assert.Throws<ArgumentException>(() => tokens.Number(number));
    }

    [Fact]
    public void A_key_of_another_length_is_refused() => Assert.Throws<ArgumentException>(() => new Tokeniser(new byte[31]));
}
