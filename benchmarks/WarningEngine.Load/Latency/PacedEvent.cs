namespace WarningEngine.Load.Latency;

/// <summary>A raw message with the moment at which it is to be sent.</summary>
/// <param name="Topic">Raw topic.</param>
/// <param name="Partition">Of it.</param>
/// <param name="Value">One JSON event.</param>
/// <param name="DueMicros">Since the start of the run.</param>
internal readonly record struct PacedEvent(string Topic, int Partition, byte[] Value, long DueMicros);
