using WarningEngine.Core.Events;
using WarningEngine.Core.Profiles;
using WarningEngine.Testing;

namespace WarningEngine.Tests.Decisions;

/// <summary>What the registry says of a line holds until it says otherwise.</summary>
public sealed class RegistryFactsTests : IDisposable
{
    private const long DayMs = 86_400_000;
    private readonly LegByLeg _log = new();

    public void Dispose() => _log.Dispose();

    [Fact]
    public void A_fact_that_no_longer_holds_is_taken_back()
    {
        RegistryFacts[] facts =
        [
            new() { Fact = RegistryFact.AgeBand, AgeBand = AgeBand.Elderly },
            new() { Fact = RegistryFact.HomeRegion, Region = 510_100 },
            new() { Fact = RegistryFact.Guardian },
            new() { Fact = RegistryFact.BusinessLine },
            new() { Fact = RegistryFact.ForwardingSet },
            new() { Fact = RegistryFact.SimChanged },
        ];

        foreach (var fact in facts)
        {
            Say(fact with { Active = true });
        }

        var known = Known();
        Assert.Equal((AgeBand.Elderly, 510_100), (known.AgeBand, known.HomeRegion));
        Assert.Equal(ProfileMarks.HasGuardian | ProfileMarks.Business | ProfileMarks.ForwardingSet, known.Marks);
        Assert.NotEqual(0U, known.SimChangedMin);

        foreach (var fact in facts)
        {
            Say(fact with { Active = false });
        }

        known = Known();
        Assert.Equal((AgeBand.Unknown, 0), (known.AgeBand, known.HomeRegion));
        Assert.Equal(default, known.Marks);
        Assert.Equal(0U, known.SimChangedMin);
    }

    /// <summary>Operators upload in any order.</summary>
    [Theory]
    [InlineData(RegistryFact.SimChanged, true)]
    [InlineData(RegistryFact.SimChanged, false)]
    [InlineData(RegistryFact.DeviceChanged, true)]
    public void What_is_told_later_of_an_older_change_hides_no_newer_one(RegistryFact older, bool active)
    {
        Say(new RegistryFacts { Fact = RegistryFact.SimChanged, Active = true });
        var newest = Known().SimChangedMin;
        Say(new RegistryFacts { Fact = older, Active = active }, ageMs: 3_600_000);
        Assert.Equal(newest, Known().SimChangedMin);

        Say(new RegistryFacts { Fact = RegistryFact.DeviceChanged, Active = true }, ageMs: -3_600_000);
        Assert.Equal(newest + 60, Known().SimChangedMin);
    }

    /// <summary>Periods of losses are counted modulo 16: taken for the time at which it is said, the fact's own would make the loss one of long ago.</summary>
    [Fact]
    public void An_old_fact_lets_no_fresh_loss_be_forgotten()
    {
        _log.Apply(new Leg
        {
            Kind = LegKind.Disposition, Entity = Some.Person, EntityKind = EntityKind.Number, EventTimeMs = Some.TimeMs, ArrivalTimeMs = Some.TimeMs,
            Disposition = new DispositionFacts { Code = DispositionCode.AlreadyLost },
        });
        Say(new RegistryFacts { Fact = RegistryFact.AgeBand, AgeBand = AgeBand.Elderly, Active = true }, ageMs: 200 * 24 * 3_600_000L);

        Assert.True(Known().Marks.HasFlag(ProfileMarks.LossKnown));
    }

    [Fact]
    public void An_owner_who_was_not_new_after_all_loses_nothing()
    {
        Say(new RegistryFacts { Fact = RegistryFact.Guardian, Active = true });
        Say(new RegistryFacts { Fact = RegistryFact.NewOwner, Active = false });
        Assert.Equal(ProfileMarks.HasGuardian, Known().Marks);

        Say(new RegistryFacts { Fact = RegistryFact.NewOwner, Active = true });
        Assert.Equal(default, Known().Marks);
    }

    /// <summary>Money of the account would go to whom it belonged to before.</summary>
    [Fact]
    public void What_is_told_later_of_an_older_link_hides_no_newer_one()
    {
        var (account, former, owner) = (new Token(3, 1), new Token(3, 2), new Token(3, 3));
        Link(account, owner, active: true);
        Link(account, former, active: true, ageMs: DayMs);
        Assert.Equal(owner, LineOf(account));
        Link(account, former, active: false, ageMs: DayMs / 2);
        Assert.Equal(owner, LineOf(account));

        Link(account, owner, active: false, ageMs: -DayMs);
        Link(account, former, active: true, ageMs: -DayMs / 2);
        Assert.Equal(Token.None, LineOf(account));
        Link(account, former, active: true, ageMs: -DayMs);
        Assert.Equal(former, LineOf(account));
    }

    [Fact]
    public void A_link_of_before_it_was_kept_since_when_it_holds_gives_way_to_any()
    {
        var (account, former, owner) = (new Token(3, 1), new Token(3, 2), new Token(3, 3));
        Link(account, former, active: true);
        _log.Partition.State.Profiles[_log.Partition.State.Profiles.Find(account)].LinkedMin = 0;
        Link(account, owner, active: true, ageMs: 300 * DayMs);
        Assert.Equal(owner, LineOf(account));
    }

    /// <summary>Told the next day, the change would take from the new owner what befalls them in the night.</summary>
    [Theory]
    [InlineData(2, true)]
    [InlineData(-1, false)]
    public void What_the_new_owner_lived_since_stays(int hours, bool stays)
    {
        Say(new RegistryFacts { Fact = RegistryFact.Guardian, Active = true });
        var atMs = Some.TimeMs + (hours * 3_600_000L);
        _log.Apply(new Leg
        {
            Kind = LegKind.Call, Entity = Some.Person, EntityKind = EntityKind.Number, Other = new Token(4, 1), OtherKind = EntityKind.Number,
            EventTimeMs = atMs, ArrivalTimeMs = atMs, Call = new CallFacts { Direction = CallDirection.Incoming, StartMs = atMs, Answered = true },
        });
        _log.Partition.State.Begin(Some.Person, EntityKind.Number, 7, atMs);

        Say(new RegistryFacts { Fact = RegistryFact.NewOwner, Active = true });

        var known = Known();
        Assert.Equal(default, known.Marks);
        Assert.NotEqual(0U, known.LastEventMin);
        Assert.Equal(stays, known.Calls[0].Peer != 0);
        Assert.Equal(stays, known.NewContacts[0].SeenHour != 0);
        Assert.Equal(stays, _log.Partition.State.Episodes.Find(Some.Person).IsOpen);
    }

    /// <summary>A registry may tell all that it knows every night: whoever has the line since long would be nobody known each morning.</summary>
    [Theory]
    [InlineData(10, 0, true)]
    [InlineData(0, 10, true)]
    [InlineData(10, 12, true)]
    [InlineData(-1, 10, false)]
    [InlineData(10, -1, false)]
    public void An_owner_who_is_new_since_before_anything_is_known_stays_who_they_are(int firstCallDay, int firstMoneyDay, bool stays)
    {
        Say(new RegistryFacts { Fact = RegistryFact.HomeRegion, Region = 510_100, Active = true });
        Say(new RegistryFacts { Fact = RegistryFact.Guardian, Active = true });
        for (var i = 0; i < 2; i++)
        {
            Live(LegKind.Call, firstCallDay, Some.TimeMs + ((firstCallDay + (2 * i)) * DayMs) + (i * 5_000));
            Live(LegKind.Money, firstMoneyDay, Some.TimeMs + ((firstMoneyDay + (2 * i)) * DayMs) + (i * 5_000));
        }

        _log.Apply(new Leg
        {
            Kind = LegKind.Disposition, Entity = Some.Person, EntityKind = EntityKind.Number, EventTimeMs = Some.TimeMs + (13 * DayMs),
            Disposition = new DispositionFacts { Code = DispositionCode.AlreadyLost },
        });
        var before = Known();
        for (var told = 20; told < 22; told++)
        {
            _log.Apply(new Leg
            {
                Kind = LegKind.Registry, Entity = Some.Person, EntityKind = EntityKind.Number, EventTimeMs = Some.TimeMs,
                ArrivalTimeMs = Some.TimeMs + (told * DayMs), Registry = new RegistryFacts { Fact = RegistryFact.NewOwner, Active = true },
            });
        }

        var known = Known();
        Assert.True(before.FirstCallDay != 0 || before.FirstMoneyDay != 0);
        Assert.Equal(stays, Lived(before) == Lived(known));
        Assert.Equal(stays, known.Is(ProfileMarks.LossKnown));
        Assert.Equal((0, false), (known.HomeRegion, known.Is(ProfileMarks.HasGuardian)));
    }

    /// <summary>Who gets a number calls with it the same day.</summary>
    [Fact]
    public void An_owner_who_called_on_the_day_of_the_change_is_not_forgotten_when_it_is_told_again()
    {
        for (var day = 0; day < 3; day++)
        {
            Live(LegKind.Call, 1, Some.TimeMs + (day * DayMs) + 60_000);
        }

        var before = Known();
        Say(new RegistryFacts { Fact = RegistryFact.NewOwner, Active = true });

        Assert.NotEqual(0, before.FirstCallDay);
        Assert.Equal(Lived(before), Lived(Known()));
    }

    /// <summary>What a line has lived, without what is told of it.</summary>
    private static string Lived(Profile known) =>
        $"{known.FirstCallDay} {known.FirstMoneyDay} {string.Join(',', ((ReadOnlySpan<ushort>)known.Contacts).ToArray())} "
        + $"{string.Join(',', ((ReadOnlySpan<ushort>)known.Payees).ToArray())} {known.PaymentCount} {known.Calls[0].StartSec}";

    /// <summary>Nothing where the day is 0.</summary>
    private void Live(LegKind kind, int day, long timeMs)
    {
        if (day == 0)
        {
            return;
        }

        _log.Apply(new Leg
        {
            Kind = kind, Entity = Some.Person, EntityKind = EntityKind.Number, Other = new Token(4, 1), OtherKind = EntityKind.Number,
            EventTimeMs = timeMs, ArrivalTimeMs = timeMs,
            Call = new CallFacts { Direction = CallDirection.Incoming, StartMs = timeMs, DurationMs = 1_000, Answered = true },
            Money = new MoneyFacts { Event = MoneyEvent.Transfer, Phase = MoneyPhase.Settled, Outgoing = true, AmountMinor = 100_00 },
        });
    }

    private void Link(Token account, Token line, bool active, long ageMs = 0) => _log.Apply(new Leg
    {
        Kind = LegKind.Registry, Entity = account, EntityKind = EntityKind.Account, Other = line, OtherKind = EntityKind.Number,
        EventTimeMs = Some.TimeMs - ageMs, ArrivalTimeMs = Some.TimeMs, Registry = new RegistryFacts { Fact = RegistryFact.AccountLinked, Active = active },
    });

    private Token LineOf(Token account) => _log.Partition.State.Profiles[_log.Partition.State.Profiles.Find(account)].LinkedLine;

    private Profile Known() => _log.Partition.State.Profiles[_log.Partition.State.Profiles.Find(Some.Person)];

    private void Say(RegistryFacts fact, long ageMs = 0) => _log.Apply(new Leg
    {
        Kind = LegKind.Registry, Entity = Some.Person, EntityKind = EntityKind.Number, EventTimeMs = Some.TimeMs - ageMs, ArrivalTimeMs = Some.TimeMs,
        Registry = fact,
    });
}
