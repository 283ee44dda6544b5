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
        var sources = RawTopic.All.ToDictionary(x => x, x => new Source(x.Name, 1, 0));
        long offset = 0;
        long sliceEndMs = 0;
        foreach (var (raw, record) in new CityStream(city).Decoded())
        {
            if (raw.ArrivalMs >= sliceEndMs)
            {
                sliceEndMs = raw.ArrivalMs + 60_000;
                log.Legs.Add(Progress(raw.ArrivalMs));
            }

            splitter.Split(record, new RecordContext(sources[raw.Topic], offset++, 0, null, null, raw.ArrivalMs), log, log);
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

    private sealed class LegList : ILegSink, IVaultSink
    {
        public List<Leg> Legs { get; } = [];

        public void Add(in Leg leg) => Legs.Add(leg);

        public void Keep(Token token, byte[] sealedText)
        {
            // Not read back here.
        }
    }
}
