using WarningEngine.App.City;
using WarningEngine.Kafka.Wire;

namespace WarningEngine.Tests.City;

/// <summary>Frauds alone, nobody's life beside them: whatever reaches a victim is of the crew.</summary>
public sealed class CityContactTests
{
    private const int Each = 60;
    private readonly CityWorld _world = new(new CityOptions(4_000, Days: 40, Seed: 5, FraudsPerPersonDay: 0, CityOptions.DefaultStartMs));
    private readonly List<CityFraud> _frauds = [];

    public CityContactTests()
    {
        var gangs = new CityGangs(_world);
        foreach (var person in _world.People.Where(x => x.Job is null).Take(Each * (CityTypes.All.Count + 4)))
        {
            // Loans are where it happens by far the most.
            var type = _frauds.Count < Each * CityTypes.All.Count ? CityTypes.All[_frauds.Count / Each] : CityTypes.All.Single(x => x.Id == "T07");
            var fraud = new CityFraud(person, type.Id, _world.Working(_world.Options.StartMs + (14 * CityStream.DayMs)))
            {
                BankSeen = true, Refuses = false, ReportsAfterMs = null,
            };
            _frauds.Add(fraud);
            type.Course(new CityPlay(_world, gangs[type.Id], fraud));
        }

        _world.Agenda.RunUntil(_world.Options.EndMs);
    }

    [Fact]
    public void No_call_code_or_payment_of_a_fraud_is_before_its_first_contact()
    {
        var ofLines = _frauds.ToDictionary(x => x.Victim.E164);
        var (calls, codes) = (0, 0);
        foreach (var record in Records())
        {
            if (record.Topic == RawTopic.Calls && SmallCity.Text(record.Json, "answerTime") is not null
                && ofLines.TryGetValue(SmallCity.Text(record.Json, "servedMSISDN")!, out var called))
            {
                calls++;
                Assert.True(SmallCity.Time(record.Json, "seizureTime") / 1000 >= called.FirstContactMs / 1000, $"{called.ScamType} {record.Json}");
            }
            else if (record.Topic == RawTopic.Sms && SmallCity.Text(record.Json, "templateClass") == "OTP"
                && ofLines.TryGetValue("+86" + SmallCity.Text(record.Json, "destinationAddress"), out var told))
            {
                codes++;
                Assert.True(SmallCity.Time(record.Json, "time") / 1000 >= told.FirstContactMs / 1000, $"{told.ScamType} {record.Json}");
            }
        }

        Assert.True(calls > 1_000 && codes > 1_000);
        Assert.All(_frauds, x => Assert.True(x.Label().FirstTransferMs is null || x.FirstContactMs <= x.Label().FirstTransferMs, x.ScamType));
        Assert.Contains(_frauds, x => x.ScamType == "T07" && x.FirstContactMs < x.AnchorMs);
    }

    private IEnumerable<(RawTopic Topic, System.Text.Json.JsonElement Json)> Records()
    {
        for (var hour = _world.Options.HistoryStartMs / CityHour.Ms; hour <= _world.Writer.LastHour; hour++)
        {
            if (_world.Writer.Due(hour) is not { } due)
            {
                continue;
            }

            due.Sort();
            for (var i = 0; i < due.Count; i++)
            {
                var json = due.Record(i, out var topic, out var arrivalMs).ToArray();
                if (topic == RawTopic.Calls || topic == RawTopic.Sms)
                {
                    yield return (topic, SmallCity.Of([new CityRecord(arrivalMs, 0, topic, json)], topic).Single());
                }
            }
        }
    }
}
