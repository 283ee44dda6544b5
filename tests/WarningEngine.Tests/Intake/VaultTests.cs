using WarningEngine.App.Numbers;
using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;
using WarningEngine.Testing;

namespace WarningEngine.Tests.Intake;

/// <summary>Identifiers that are no numbers: however one is written it is one, and the vault opens it.</summary>
public sealed class VaultTests
{
    private const string Account = "6230000087654321";

    [Theory]
    [InlineData("6230 0000 8765 4321")]
    [InlineData("6230-0000-8765-4321")]
    [InlineData("6230\u00a00000\u30008765 4321 ")]
    public void However_an_account_is_grouped_it_is_one_and_the_vault_opens_it(string grouped)
    {
        var (a, b) = (Intaken.Of(Transfer(Account)), Intaken.Of(Transfer(grouped)));
        var token = a.Leg(LegKind.MoneyCounterpart).Entity;
        Assert.Equal(token, b.Leg(LegKind.MoneyCounterpart).Entity);
        Assert.Equal(Account, Intaken.Tokens.Unseal(token, b.Vault[token]));
    }

    [Fact]
    public void A_hyphen_in_a_name_is_a_letter_of_it()
    {
        var token = Intaken.Of(Transfer("loan-88 x")).Leg(LegKind.MoneyCounterpart).Entity;
        Assert.Equal(Intaken.Tokens.Identifier(EntityKind.Account, "LOAN-88X"), token);
        Assert.NotEqual(Intaken.Of(Transfer("loan88x")).Leg(LegKind.MoneyCounterpart).Entity, token);
    }

    [Theory]
    [InlineData("evil.example", "Evil.EXAMPLE.", "evil.example")]
    [InlineData("例子.中国", "XN--FSQU00A.xn--fiqs8s", "xn--fsqu00a.xn--fiqs8s")]
    [InlineData("例子。中国", "例子.中国.", "xn--fsqu00a.xn--fiqs8s")]
    public void However_a_domain_is_written_it_is_one_and_the_vault_opens_it(string one, string other, string plain)
    {
        var (a, b) = (Intaken.Of(Sms("BANKSAFE", one)), Intaken.Of(Sms("BANKSAFE", other)));
        var token = Intaken.Tokens.Identifier(EntityKind.Domain, plain);
        Assert.Equal(plain, Intaken.Tokens.Unseal(token, a.Vault[token]));
        Assert.Equal(a.Vault[token], b.Vault[token]);
        Assert.Contains(a.Legs, x => x.Entity == token);
        Assert.Contains(b.Legs, x => x.Entity == token);
    }

    [Fact]
    public void What_is_no_domain_is_a_text_of_its_own()
    {
        var text = new string('例', 64);
        var token = Intaken.Tokens.Identifier(EntityKind.Domain, text);
        Assert.Equal(text, Intaken.Tokens.Unseal(token, Intaken.Of(Sms("BANKSAFE", text)).Vault[token]));
    }

    [Fact]
    public void The_vault_opens_a_sender_and_what_a_call_showed_in_the_place_of_a_number()
    {
        var sms = Intaken.Of(Sms("BankSafe", ""));
        var sender = Intaken.Tokens.Identifier(EntityKind.Sender, "BANKSAFE");
        Assert.Equal("BANKSAFE", Intaken.Tokens.Unseal(sender, Assert.Single(sms.Vault).Value));

        var call = Intaken.Of(new CallRecord
        {
            RecordType = CallRecordType.Terminating, CallReference = "r1", ServedMsisdn = "13812345678", CallingNumber = "private", SeizureTimeMs = Intaken.KafkaTimeMs,
        });
        Assert.Equal("CALL:PRIVATE", Intaken.Tokens.Unseal(Intaken.Tokens.Identifier(EntityKind.Sender, "CALL:PRIVATE"), Assert.Single(call.Vault).Value));
    }

    [Fact]
    public void A_vault_gets_each_identifier_once_and_another_vault_gets_it_too()
    {
        var splitter = new IntakeSplitter(Intaken.Tokens, new Core.Intake.Numbers(new LibPhoneNumberPlan("CN")), new WellKnownNumbers([]));
        var context = new RecordContext(new Source("raw", 1, 3), 41, 2, null, null, Intaken.KafkaTimeMs);
        var (legs, first, second) = (new CollectedLegs(), new CountedVault(), new CountedVault());
        foreach (var vault in new[] { null, first, first, second })
        {
            Assert.True(splitter.Split(Transfer(Account), context, legs, vault).IsGood);
            Assert.True(splitter.Split(Sms("BANKSAFE", "evil.example"), context, legs, vault).IsGood);
        }

        Assert.Equal((4, 4), (first.Count, second.Count));
    }

    private static TransferRecord Transfer(string creditor) => new()
    {
        TxId = "T1", Event = MoneyEvent.Transfer, Phase = MoneyPhase.Attempted, DebtorAccount = "6217000012345678", DebtorNumber = "13812345678",
        CreditorAccount = creditor, Amount = "84000", Currency = "CNY", AcceptanceTimeMs = Intaken.KafkaTimeMs,
    };

    private static SmsRecord Sms(string sender, string domain) => new()
    {
        MessageReference = "m1", OriginatingAddress = sender, DestinationAddress = "13812345678", UrlDomain = domain, TimeMs = Intaken.KafkaTimeMs,
    };

    private sealed class CountedVault : IVaultSink
    {
        public int Count { get; private set; }

        public void Keep(Token token, byte[] sealedText) => Count++;
    }
}
