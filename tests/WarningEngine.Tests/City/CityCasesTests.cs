using WarningEngine.App.City;
using WarningEngine.App.Numbers;
using WarningEngine.App.Patterns;
using WarningEngine.App.Replay;
using WarningEngine.Core;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;
using WarningEngine.Testing;

namespace WarningEngine.Tests.City;

/// <summary>Time lines of pattern files, lived by people of a city.</summary>
public sealed class CityCasesTests
{
    private static readonly IReadOnlyList<PatternTest> Cases = Shipped();

    [Fact]
    public void Most_documented_frauds_are_found_among_the_lives_of_others()
    {
        var options = City(0.05);
        var city = new CityStream(options);
        using var tokens = new Tokeniser(new byte[Tokeniser.KeySize]);
        var heard = new Heard();
        var pipeline = new LocalPipeline(tokens, ShippedRules.Alone(), dispatch: null, new ReplayOptions { Partitions = 2 }, heard);
        pipeline.Run(
            city.Decoded().Select(x => new RecordedRecord(x.Raw.Topic, x.Raw.Order, x.Raw.ArrivalMs, x.Record, CheckResult.Good)), (_, _) => { },
            TestContext.Current.CancellationToken);

        var frauds = city.Labels.Where(x => x.ScamType is not null).ToDictionary(x => tokens.Number(x.Person));

        // 60 are planned, of which two in five want silence.
        Assert.InRange(frauds.Count, 15, 60);
        Assert.Equal(frauds.Count, frauds.Values.Select(x => x.Person).Distinct().Count());

        // Lags and sums are not those of the time lines, of some operators the calls come late, and of some banks much is not told.
        var found = frauds.Count(x => heard.Persons.Contains(x.Key));
        // They are some twenty: one more or less is chance.
        Assert.InRange(found, frauds.Count * 0.7, frauds.Count);
    }

    /// <summary>All of them, with whatever they say of calls and messages.</summary>
    [Fact]
    public void Intake_takes_every_record_of_every_time_line()
    {
        using var tokens = new Tokeniser(new byte[Tokeniser.KeySize]);
        var intake = new IntakeSplitter(tokens, new(new LibPhoneNumberPlan("CN")), new([]));
        var (nothing, count) = (new Nothing(), 0);
        foreach (var (raw, record) in new CityStream(City(0.4)).Decoded())
        {
            var result = intake.Split(record, new RecordContext(new Source(raw.Topic.Name, 1, 0), raw.Order, 0, null, null, raw.ArrivalMs), nothing, nothing);
            Assert.True(result.IsGood, $"{result}: {System.Text.Encoding.UTF8.GetString(raw.Json)}");
            count++;
        }

        Assert.InRange(count, 10_000, int.MaxValue);
    }

    [Fact]
    public void A_city_without_them_is_the_same_bytes()
    {
        var (with, without) = (new CityStream(City(0)), new CityStream(City(0) with { Cases = [] }));
        Assert.Equal(without.Records().Select(x => Convert.ToHexString(x.Json)), with.Records().Select(x => Convert.ToHexString(x.Json)));
    }

    [Fact]
    public void The_same_seed_lives_the_same_ones()
    {
        var (one, again) = (new CityStream(City(0.02)), new CityStream(City(0.02)));
        Assert.Equal(one.Records().Select(x => Convert.ToHexString(x.Json)), again.Records().Select(x => Convert.ToHexString(x.Json)));
        Assert.Equal(one.Labels.Select(CityFiles.Label), again.Labels.Select(CityFiles.Label));
    }

    [Fact]
    public void A_fraud_begins_before_its_money_leaves_and_what_must_stay_silent_is_none()
    {
        var city = new CityStream(City(0.1));
        _ = city.Records().Count();
        var frauds = city.Labels.Where(x => x.ScamType is not null).ToArray();
        Assert.All(frauds, x => Assert.True(x.FirstTransferMs is null || x.FirstContactMs <= x.FirstTransferMs));
        Assert.All(frauds, x => Assert.Contains(x.ScamType, CityTypes.All.Select(y => y.Id)));

        // 120 are planned, of which two in five want silence.
        Assert.InRange(frauds.Length, 50, 105);

        var silent = Cases.Where(x => x.Expectations.All(y => y.Forbids)).ToArray();
        Assert.NotEmpty(silent);
        var alone = new CityStream(City(0.1) with { Cases = silent });
        _ = alone.Records().Count();
        Assert.DoesNotContain(alone.Labels, x => x.ScamType is not null);
    }

    private static CityOptions City(double casesPerPersonDay) => new(600, 2, Seed: 31, FraudsPerPersonDay: 0, CityOptions.DefaultStartMs)
    {
        Cases = Cases, CasesPerPersonDay = casesPerPersonDay,
    };

    private static IReadOnlyList<PatternTest> Shipped()
    {
        PatternFiles.Load(PatternFiles.Shipped, out var tests);
        return tests;
    }

    private sealed class Nothing : ILegSink, IVaultSink
    {
        public void Add(in Leg leg)
        {
            // Whether it is taken is what is asked.
        }

        public void Keep(Token token, byte[] sealedText)
        {
            // Likewise.
        }
    }

    private sealed class Heard : UndispatchedSink
    {
        private readonly Lock _lock = new();

        public HashSet<Token> Persons { get; } = [];

        public override void Warned(Warning warning)
        {
            lock (_lock)
            {
                Persons.Add(warning.Person);
            }
        }

        public override void Rejected(in RecordContext context, CheckResult result) => Assert.Fail($"Rejected: {result}");
    }
}
