using WarningEngine.App.City;
using WarningEngine.App.Numbers;
using WarningEngine.Core;
using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;
using WarningEngine.Kafka.Wire;

namespace WarningEngine.Tests.Decisions;

/// <summary>A city as the log of one partition.</summary>
internal static class CityLegs
{
    public static List<Leg> Of(CityOptions city)
    {
        using var tokens = new Tokeniser(new byte[Tokeniser.KeySize]);
        var splitter = new IntakeSplitter(tokens, new(new LibPhoneNumberPlan("CN")), new([]));
        var log = new LegList();
        var topics = RawTopic.All.ToDictionary(x => x, x => (Decoder: new RecordDecoder(x), Source: new Source(x.Name, 1, 0)));
        long offset = 0;
        long sliceEndMs = 0;
        foreach (var record in new CityStream(city).Records())
        {
            if (record.ArrivalMs >= sliceEndMs)
            {
                sliceEndMs = record.ArrivalMs + 60_000;
                log.Legs.Add(Progress(record.ArrivalMs));
            }

            var (decoder, source) = topics[record.Topic];
            decoder.Decode(record.Json, null, log);
            splitter.Split(log.Last!, new RecordContext(source, offset++, 0, null, null, record.ArrivalMs), log, log);
        }

        return log.Legs;
    }

    public static Leg Progress(long timeMs) => new()
    {
        Kind = LegKind.Progress, Stamp = new Stamp(new Source("telecom.calls", 1, 0), Position.Before),
        Progress =
        [
            new ProgressEntry(new Source(RawStreams.Calls, 1, 0), timeMs, true),
            new ProgressEntry(new Source(RawStreams.Transfers, 1, 0), timeMs, true),
        ],
    };

    private sealed class LegList : ILegSink, IVaultSink, IRecordSink
    {
        public List<Leg> Legs { get; } = [];

        public RawRecord? Last { get; private set; }

        public void Add(in Leg leg) => Legs.Add(leg);

        public void Keep(Token token, byte[] sealedText)
        {
            // Not read back here.
        }

        public void Record(int index, bool isAlone, RawRecord record) => Last = record;

        public void Rejected(int index, Rejection reason, string field, string detail) =>
            throw new InvalidOperationException($"The city wrote a bad record: {reason} {field} {detail}");

        public void UnknownValue(string field) => throw new InvalidOperationException($"The city wrote an unknown {field}.");
    }
}
