using WarningEngine.App.City;
using WarningEngine.App.Numbers;
using WarningEngine.Core;
using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;
using WarningEngine.Kafka.Wire;

namespace WarningEngine.Stages;

/// <summary>A small city as raw records and as legs: what the stages are fed with.</summary>
internal sealed class CityLog : ILegSink, IVaultSink, IRecordSink
{
    private readonly List<(RawTopic Topic, byte[] Json)> _raw = [];
    private readonly List<Leg> _legs = [];

    public CityLog(int people)
    {
        using var tokens = new Tokeniser(new byte[Tokeniser.KeySize]);
        var splitter = new IntakeSplitter(tokens, new(new LibPhoneNumberPlan("CN")), new([]));
        var decoders = RawTopic.All.ToDictionary(x => x, x => new RecordDecoder(x));
        long offset = 0;
        foreach (var record in new CityStream(new CityOptions(people, 1, 7, 0.01, CityOptions.DefaultStartMs)).Records())
        {
            _raw.Add((record.Topic, record.Json));
            decoders[record.Topic].Decode(record.Json, null, this);
            var context = new RecordContext(new Source(record.Topic.Name, 1, 0), offset++, 0, null, null, record.ArrivalMs);
            splitter.Split(Last!, context, this, this);
        }
    }

    public IReadOnlyList<(RawTopic Topic, byte[] Json)> Raw => _raw;

    public List<Leg> Legs => _legs;

    /// <summary>The record decoded last.</summary>
    public RawRecord? Last { get; private set; }

    public void Add(in Leg leg) => _legs.Add(leg);

    public void Keep(Token token, byte[] sealedText)
    {
        // Not measured here.
    }

    public void Record(int index, bool isAlone, RawRecord record) => Last = record;

    public void Rejected(int index, Rejection reason, string field, string detail) =>
        throw new InvalidOperationException($"The city wrote a bad record: {reason} {field} {detail}");

    public void UnknownValue(string field) => throw new InvalidOperationException($"The city wrote an unknown {field}.");
}
