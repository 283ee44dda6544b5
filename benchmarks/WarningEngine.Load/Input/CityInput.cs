using System.Text.Json;
using WarningEngine.App.City;
using WarningEngine.Kafka.Wire;

namespace WarningEngine.Load.Input;

/// <summary>One raw record of the input.</summary>
/// <param name="Topic">Of the contract.</param>
/// <param name="Partition">Of the raw topic: a person's records of one topic stay in their order.</param>
/// <param name="Json">One event.</param>
/// <param name="ArrivalMs">At the source's edge, ms since epoch.</param>
internal readonly record struct InputRecord(RawTopic Topic, int Partition, byte[] Json, long ArrivalMs);

/// <summary>Ordinary life and frauds of a city, in the order of arrival: the same for every job, engine and round.</summary>
internal sealed class CityInput(CityOptions options, int rawPartitions)
{
    /// <summary>Whose record it is, in the order in which fields are asked for.</summary>
    private static readonly string[] Owners = ["servedMSISDN", "destinationAddress", "debtorNumber", "debtorAccount", "number", "value", "person"];

    /// <summary>Those that arrive in the two weeks before the days that count.</summary>
    public IEnumerable<InputRecord> History() => Records().TakeWhile(x => x.ArrivalMs < options.StartMs);

    /// <summary>Those that arrive afterwards.</summary>
    public IEnumerable<InputRecord> Days() => Records().SkipWhile(x => x.ArrivalMs < options.StartMs);

    /// <summary>The city's records; the same bytes each time.</summary>
    public IEnumerable<InputRecord> Records()
    {
        foreach (var record in new CityStream(options).Records())
        {
            yield return new InputRecord(record.Topic, PartitionOf(record.Json), record.Json, record.ArrivalMs);
        }
    }

    private int PartitionOf(byte[] json)
    {
        var best = (Rank: Owners.Length, Hash: 0UL);
        var reader = new Utf8JsonReader(json);
        while (best.Rank > 0 && reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName || reader.CurrentDepth != 1)
            {
                continue;
            }

            for (var rank = 0; rank < best.Rank; rank++)
            {
                if (reader.ValueTextEquals(Owners[rank]) && reader.Read() && reader.TokenType == JsonTokenType.String)
                {
                    best = (rank, Hash(reader.ValueSpan));
                    break;
                }
            }
        }

        return (int)(best.Hash % (ulong)rawPartitions);
    }

    /// <summary>FNV-1a.</summary>
    private static ulong Hash(ReadOnlySpan<byte> text)
    {
        var hash = 14_695_981_039_346_656_037UL;
        foreach (var letter in text)
        {
            hash = (hash ^ letter) * 1_099_511_628_211UL;
        }

        return hash ^ (hash >> 32);
    }
}
