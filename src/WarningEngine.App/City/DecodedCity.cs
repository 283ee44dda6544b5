using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;
using WarningEngine.Kafka.Wire;

namespace WarningEngine.App.City;

/// <summary>A city's records as intake reads them.</summary>
public static class DecodedCity
{
    /// <summary>Each record beside its bytes, in the order of <see cref="CityStream.Records"/>.</summary>
    /// <exception cref="InvalidOperationException">The city wrote what the contracts do not know: names the field.</exception>
    public static IEnumerable<(CityRecord Raw, RawRecord Record)> Decoded(this CityStream city)
    {
        ArgumentNullException.ThrowIfNull(city);
        var decoders = RawTopic.All.ToDictionary(x => x, x => new RecordDecoder(x));
        var last = new Last();
        foreach (var raw in city.Records())
        {
            decoders[raw.Topic].Decode(raw.Json, null, last);
            yield return (raw, last.Record!);
        }
    }

    private sealed class Last : IRecordSink
    {
        public RawRecord? Record { get; private set; }

        void IRecordSink.Record(int index, bool isAlone, RawRecord record) => Record = record;

        void IRecordSink.Rejected(int index, Rejection reason, string field, string detail) =>
            throw new InvalidOperationException($"The city wrote a bad record: {reason} {field} {detail}");

        void IRecordSink.UnknownValue(string field) => throw new InvalidOperationException($"The city wrote an unknown {field}.");
    }
}
