using WarningEngine.App.Patterns;
using WarningEngine.Core.Events;

namespace WarningEngine.App.City;

/// <summary>Frauds, and what only looks like one, as the time lines in pattern files tell them, beside those that <see cref="CityTypes"/> plays: the same
/// types, written down by somebody else and after single reports. A time line that wants a call (P0 or P1) is a fraud; one that wants silence is lived
/// by somebody whom nothing befalls; one that wants P2 or P3 at most says neither, and is left out.</summary>
internal sealed class CityCases
{
    /// <summary>What lies longer before the first moment at which somebody should be called belongs to the person's own life.</summary>
    private const long ContactMs = 3 * CityWorld.Day;

    private const int TriesForPerson = 2_000;

    private readonly CityWorld _world;
    private readonly CityGangs _gangs;

    /// <summary>A chance of its own: it says nothing about what else is drawn.</summary>
    private readonly CityRandom _random;

    private readonly List<(int PlayOn, PatternTest Case)> _planned = [];
    private readonly List<CityFraud> _begun = [];
    private int _next;

    public CityCases(CityWorld world, CityGangs gangs)
    {
        (_world, _gangs, _random) = (world, gangs, new CityRandom(world.Options.Seed ^ 0x6361736573));
        PatternTest[] cases =
        [
            .. world.Options.Cases.Where(x => x.Expectations.Any(IsUrgent) || x.Expectations.All(y => y.Forbids)).Where(x => x.Steps.TimesMs.Any()),
        ];
        for (var day = 0; cases.Length > 0 && day < world.Options.Days; day++)
        {
            for (var i = _random.Count(world.Options.CasesPerPersonDay * world.People.Length); i > 0; i--)
            {
                var one = _random.Pick(cases);
                var playOn = day - (int)((LastMs(one) - one.Steps.TimesMs.Min()) / CityWorld.Day);
                if (playOn >= -CityOptions.HistoryDays)
                {
                    _planned.Add((playOn, one));
                }
            }
        }

        _planned = [.. _planned.OrderBy(x => x.PlayOn)];
    }

    /// <summary>Frauds begun so far, with what was sent so far.</summary>
    public IEnumerable<CityLabel> Labels => _begun.Select(x => x.Label());

    /// <summary>Begins the time lines that begin on one day.</summary>
    /// <param name="day">0 is the first labelled day; the history is below.</param>
    public void Day(int day)
    {
        for (; _next < _planned.Count && _planned[_next].PlayOn <= day; _next++)
        {
            Begin(_planned[_next].Case, _world.Options.StartMs + (day * CityWorld.Day));
        }
    }

    private void Begin(PatternTest one, long midnight)
    {
        var purse = new CasePurse();
        one.Steps.Play(purse);
        if (Person(one, purse.NeededFen) is not { } person)
        {
            return;
        }

        // As much sooner or later, faster or more slowly, as people differ. Who is to spend nothing may have nothing.
        var most = purse.NeededFen > 0 ? person.Main.Balance / (double)purse.NeededFen : double.MaxValue;
        var firstMs = one.Steps.TimesMs.Min();
        var pace = new CasePace(
            firstMs, midnight + (firstMs - CityWorld.Midnight(firstMs)) + _random.Between(-45 * CityWorld.Minute, 45 * CityWorld.Minute),
            _random.LogNormal(1, 0.25), Math.Min(_random.LogNormal(1, 0.2), most));
        CityFraud? fraud = null;
        if (one.Expectations.Any(IsUrgent))
        {
            var contactMs = one.Steps.TimesMs.Where(x => x >= FirstCallMs(one) - ContactMs).DefaultIfEmpty(firstMs).Min();
            fraud = new CityFraud(person, ScamType(one), pace.At(contactMs)) { BankSeen = true, Refuses = false, ReportsAfterMs = null };
            person.IsVictim = true;
            _begun.Add(fraud);
        }

        one.Steps.Play(new CityCase(_world, _gangs[fraud?.ScamType ?? ScamType(one)], _random, person, pace, fraud));
    }

    private CityPerson? Person(PatternTest one, long neededFen)
    {
        for (var i = 0; i < TriesForPerson; i++)
        {
            var person = _random.Pick(_world.People);
            if (person is { Job: null, IsVictim: false, Contacts.Count: > 0 } && (one.AgeBand == AgeBand.Unknown || person.Age == one.AgeBand)
                && person.Main.Balance * 4 >= neededFen * 3)
            {
                return person;
            }
        }

        return null;
    }

    /// <summary>Rules of the money moment belong to no type: a crew of any plays them.</summary>
    private string ScamType(PatternTest one) => CityTypes.All.Any(x => x.Id == one.ScamType) ? one.ScamType : _random.Pick(CityTypes.All).Id;

    private static bool IsUrgent(Expectation expected) => !expected.Forbids && expected.Tier <= Tier.P1;

    private static long FirstCallMs(PatternTest one) => one.Expectations.Where(IsUrgent).Min(x => Math.Min(x.BeforeMs, LastMs(one)));

    private static long LastMs(PatternTest one) => one.Steps.TimesMs.Max();
}

/// <summary>When and how much of a time line this time.</summary>
/// <param name="FirstMs">Its first moment as written, ms since epoch.</param>
/// <param name="BeginsMs">The same as lived.</param>
/// <param name="Lags">Within a day, times what is written; whole days stay.</param>
/// <param name="Amounts">Times what is written.</param>
internal sealed record CasePace(long FirstMs, long BeginsMs, double Lags, double Amounts)
{
    /// <summary>When something is lived that is written at <paramref name="timeMs"/>.</summary>
    public long At(long timeMs)
    {
        var days = (timeMs - FirstMs) / CityWorld.Day;
        return BeginsMs + (days * CityWorld.Day) + Talk(timeMs - FirstMs - (days * CityWorld.Day));
    }

    public long Talk(long ms) => (long)(ms * Lags);

    public long Amount(long fen) => (long)(fen * Amounts) / 100 * 100;
}
