using System.Globalization;
using WarningEngine.App.Evaluation;
using WarningEngine.Core.Events;

namespace WarningEngine.Tests.Acceptance;

/// <summary>One fraud in <see cref="OtherTown"/>, as reports tell of its type.</summary>
internal sealed class OtherTownFrauds
{
    /// <summary>Of labels: yuan from which a payment is a large one.</summary>
    private const double Large = 1_000;

    private readonly OtherTown _town;
    private readonly Inhabitant _victim;
    private readonly string[] _mules;
    private readonly List<LabelTransfer> _sent = [];
    private long _at;

    private OtherTownFrauds(OtherTown town, Inhabitant victim, string[] mules) => (_town, _victim, _mules, _at) = (town, victim, mules, town.Moment());

    /// <param name="town">Where.</param>
    /// <param name="type">T01 to T25.</param>
    /// <param name="victim">Whom it befalls.</param>
    /// <param name="mules">Accounts of its trade.</param>
    public static void Befall(OtherTown town, string type, Inhabitant victim, string[] mules)
    {
        var fraud = new OtherTownFrauds(town, victim, mules);
        victim.Balance = Math.Max(victim.Balance, town.LogNormal(50_000, 0.7));
        var began = fraud._at;
        fraud.Play(int.Parse(type.AsSpan(1), CultureInfo.InvariantCulture));
        var large = fraud._sent.Where(x => x.Amount >= Large).Select(x => (long?)x.TimeMs).FirstOrDefault();
        town.Labels.Add(new Label(
            victim.Number, type, null, began, fraud._sent.Select(x => (long?)x.TimeMs).FirstOrDefault(), large, fraud._sent));
    }

    private void Play(int type)
    {
        switch (type)
        {
            case 1: Rebate(); break;
            case 2 or 3 or 16: Invest(type); break;
            case 4 or 21: Arrest(type == 4 ? _town.Abroad() : _town.Mobile()); break;
            case 5: Refund(); break;
            case 6: Cancel(); break;
            case 7 or 15: Advance(type == 7 ? SmsTemplate.LoanAdvertisement : SmsTemplate.JobAdvertisement); break;
            case 8: Credit(); break;
            case 9: Boss(); break;
            case 10: Shop(); break;
            case 11: Game(); break;
            case 12: Supplier(); break;
            case 13: Flight(); break;
            case 14: CardData(); break;
            case 17: Gold(); break;
            case 18: SafeAccount(); break;
            case 19: Later(CallOut(_town.Hotline(), 12, 40), 30, 1_000, 9_000); break;
            case 20: Emergency(); break;
            case 22: CardAlert(); break;
            case 23: Pay(_at, _town.Between(20_000, 200_000), check: NameCheck.NoMatch); break;
            case 24: Recovery(); break;
            default: Takeover(); break;
        }
    }

    private void Rebate()
    {
        for (var i = 1 + _town.Random.Next(3); i > 0; i--)
        {
            var small = _town.Pick(50, 100, 200, 499);
            Pay(_at, small);
            _at += _town.Lag(40);
            _town.Tell(_victim, MoneyEvent.Transfer, _at, small * _town.Between(1.05, 1.25), Mule());
            _at += _town.Lag(60);
        }

        Series(1 + _town.Random.Next(3), _town.Between(3_000, 30_000), 1.4, 60);
    }

    private void Invest(int type)
    {
        Pay(_at, _town.Between(300, 900));
        _town.Tell(_victim, MoneyEvent.Transfer, _at + _town.Lag(200), _town.Between(300, 1_100), Mule());
        _at += _town.Lag(500);
        Series(3 + _town.Random.Next(3), _town.Between(1_500, 6_000), 1.8, type == 16 ? 200 : 700, type == 3 ? PayeeKind.Crypto : PayeeKind.Bank);
        _town.Tell(_victim, MoneyEvent.DepositBroken, _at, 20_000);
        Pay(_at + _town.Lag(40), _town.Between(20_000, 60_000));
    }

    private void Arrest(string first)
    {
        _at = CallIn(first, 3, 14) + _town.Minutes(1, 15);
        var held = _town.Between(40, 150);
        _town.Call(_town.Abroad(), _victim.Number, _at, held * 60);
        _at += (long)(held * 0.4 * OtherTown.Minute);
        _town.Tell(_victim, MoneyEvent.OwnAccountsConsolidated, _at, _victim.Balance / 2);
        Codes(2 + _town.Random.Next(3));
        Series(2, _town.Between(10_000, 40_000), 1, 12);
    }

    private void Refund()
    {
        CallIn(_town.Mobile(), 4, 25);
        _at += _town.Minutes(3, 8);
        Codes(3 + _town.Random.Next(3));
        Later(_at, 10, 2_000, 30_000);
    }

    private void Cancel()
    {
        CallIn(_town.Pick(_town.Abroad(), _town.Mobile()), 25, 60);
        _at += _town.Minutes(6, 14);
        for (var i = 1 + _town.Random.Next(3); i > 0; i--)
        {
            _town.Pay(_victim, Mule(), _at, _town.Between(100, 9_000), refused: true);
            _at += _town.Lag(4);
        }

        Series(2, _town.Between(8_000, 60_000), 0.8, 6);
    }

    private void Advance(SmsTemplate lure)
    {
        _town.Text("1068" + _town.Random.Next(2_000, 2_100), _victim, _at, lure, $"x{_town.Random.Next(900)}.example.net");
        _at += _town.Lag(120);
        if (_town.Chance(0.5))
        {
            _at = CallIn(_town.Mobile(), 2, 10) + _town.Lag(15);
        }

        Series(2 + _town.Random.Next(3), _town.Between(600, 3_000), 2, 45);
    }

    private void Credit()
    {
        CallIn(_town.Mobile(), 30, 90);
        var sum = 0.0;
        for (var i = 2 + _town.Random.Next(2); i > 0; i--)
        {
            _at += _town.Lag(15);
            var lent = _town.Between(5_000, 40_000);
            _town.Tell(_victim, MoneyEvent.LoanDisbursed, _at, lent, "LENDER" + _town.Random.Next(30));
            sum += lent;
        }

        Pay(_at + _town.Lag(15), sum * 0.9);
    }

    private void Boss()
    {
        var number = _town.Mobile();
        CallIn(number, 0.4, 3);
        _at += (long)(_town.Between(12, 30) * OtherTown.Hour);
        Later(CallIn(number, 1, 5), 40, 8_000, 60_000, round: 1_000);
    }

    private void Shop()
    {
        _town.Text(_town.Mobile(), _victim, _at, SmsTemplate.Link, $"y{_town.Random.Next(900)}.example.org");
        Later(_at, 60, 300, 5_000);
    }

    private void Game()
    {
        _at += 6 * OtherTown.Hour;
        Series(3 + _town.Random.Next(3), _town.Between(100, 700), 1.5, 15, PayeeKind.Wallet, Mule());
    }

    private void Supplier()
    {
        CallIn(_town.Mobile(), 1, 5);
        _at += (long)(_town.Between(1, 24) * OtherTown.Hour);
        Later(CallOut(_town.Mobile(), 1, 6), 60, 10_000, 100_000);
    }

    private void Flight()
    {
        _town.Text(_town.Mobile(), _victim, _at, SmsTemplate.Flight);
        _at += _town.Lag(20);
        var ends = CallOut(_town.Hotline(), 8, 35);
        _at = ends - _town.Minutes(2, 5);
        Codes(2 + _town.Random.Next(3));
        Later(_at, 10, 3_000, 50_000);
    }

    private void CardData()
    {
        _town.Text(_town.Mobile(), _victim, _at, _town.Pick(SmsTemplate.Link, SmsTemplate.Government), $"z{_town.Random.Next(900)}.example.net");
        _at += _town.Lag(20);
        Codes(2 + _town.Random.Next(3));
        Series(2, _town.Between(1_000, 8_000), 1, 4, PayeeKind.Wallet);
    }

    private void Gold()
    {
        Later(CallIn(_town.Abroad(), 15, 60), 90, 5_000, 20_000);
        for (var i = 1 + _town.Random.Next(3); i > 0; i--)
        {
            _at += _town.Lag(40);
            Pay(_at, _town.Between(20_000, 200_000), PayeeKind.Gold, "GOLD" + _town.Random.Next(40));
        }
    }

    private void SafeAccount()
    {
        _town.Call(_victim.Bank, _victim.Number, _at, _town.Between(12, 45) * 60, _town.Pick(Attestation.Gateway, Attestation.Failed));
        _at += _town.Minutes(4, 9);
        Series(2, Math.Max(5_000, _victim.Balance * 0.4), 0.8, 4);
    }

    private void Emergency()
    {
        _at = CallIn(_town.Mobile(), 3, 12) + OtherTown.Minute;
        for (var i = 1 + _town.Random.Next(3); i > 0; i--)
        {
            _town.Call(_victim.Number, _victim.Friends[0].Number, _at, 0);
            _at += _town.Minutes(1, 5);
        }

        Later(_at, 30, 20_000, 90_000);
    }

    private void CardAlert()
    {
        var number = _town.Mobile();
        _town.Text(number, _victim, _at, SmsTemplate.BankAlert);
        _at += _town.Lag(10);
        _at = CallOut(number, 2, 8) + _town.Minutes(2, 8);
        Later(CallIn(_town.Mobile(), 12, 60), 60, 20_000, 150_000);
    }

    private void Recovery()
    {
        _town.Loss(_victim, _at - (5 * OtherTown.Day));
        Later(CallIn(_town.Mobile(), 7, 30), 200, 1_000, 20_000);
    }

    private void Takeover()
    {
        _town.Fact(_victim, RegistryFact.SimChanged, _at);
        _at += _town.Lag(90);
        Codes(2 + _town.Random.Next(3));
        Later(_at, 8, 10_000, 60_000);
    }

    private long CallIn(string number, double fromMinutes, double toMinutes) =>
        _town.Call(number, _victim.Number, _at, _town.Between(fromMinutes, toMinutes) * 60);

    private long CallOut(string number, double fromMinutes, double toMinutes) =>
        _town.Call(_victim.Number, number, _at, _town.Between(fromMinutes, toMinutes) * 60);

    private void Codes(int count)
    {
        for (; count > 0; count--)
        {
            _at += _town.Minutes(0.3, 2.5);
            _town.Text("1069" + _town.Random.Next(1_000, 1_030), _victim, _at, SmsTemplate.Otp);
        }
    }

    /// <summary>One payment, and in half of all cases another.</summary>
    private void Later(long atMs, double medianMinutes, double from, double to, double round = 1)
    {
        _at = atMs;
        for (var i = _town.Chance(0.5) ? 2 : 1; i > 0; i--)
        {
            _at += _town.Lag(medianMinutes);
            Pay(_at, Math.Ceiling(_town.Between(from, to) / round) * round);
        }
    }

    private void Series(int count, double first, double growth, double medianMinutes, PayeeKind kind = PayeeKind.Bank, string? always = null)
    {
        for (; count > 0; count--)
        {
            Pay(_at, first, kind, always);
            first *= growth * _town.Between(0.8, 1.3);
            _at += _town.Lag(medianMinutes);
        }
    }

    private void Pay(long atMs, double yuan, PayeeKind kind = PayeeKind.Bank, string? to = null, NameCheck? check = null)
    {
        yuan = Math.Round(yuan, 2);
        _town.Pay(_victim, to ?? Mule(), atMs, yuan, kind, check ?? _town.Pick(NameCheck.Match, NameCheck.Match, NameCheck.NoMatch, NameCheck.Unavailable));
        _sent.Add(new LabelTransfer(atMs, yuan));
    }

    private string Mule() => _town.Pick(_mules);
}
