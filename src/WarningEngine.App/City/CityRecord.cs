using WarningEngine.Kafka.Wire;

namespace WarningEngine.App.City;

/// <summary>One record of the city on its way: a line of a recorded directory and a value of a raw topic.</summary>
/// <param name="ArrivalMs">Arrival at the source's edge, ms since epoch.</param>
/// <param name="Order">Its place among all records, from 0.</param>
/// <param name="Topic">Its raw topic.</param>
/// <param name="Json">UTF-8, without a line end.</param>
public readonly record struct CityRecord(long ArrivalMs, long Order, RawTopic Topic, byte[] Json);
