namespace WarningEngine.Kafka.Frames;

/// <summary>A frame that cannot be read: corrupted, or of another version. The place is a byte offset.</summary>
public sealed class FrameException(int at, string message) : Exception($"Frame at byte {at}: {message}.");
