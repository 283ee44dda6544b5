using System.Buffers.Binary;
using System.Diagnostics;

namespace WarningEngine.App.Telemetry;

/// <summary>Traces from intake to queue. A leg carries no trace context: the trace id is the event's identity, so every
/// stage knows it, and which events are traced is decided by that identity alone, the same in every process.
/// What a raw record brings as <c>traceparent</c> becomes a link.</summary>
/// <param name="share">Of events, 0 to 1.</param>
public sealed class EngineTracing(double share)
{
    /// <summary>Name of the source of activities.</summary>
    public const string SourceName = "WarningEngine";

    private static readonly ActivitySource Source = new(SourceName);
    private readonly ulong _below = share >= 1 ? ulong.MaxValue : (ulong)(share * ulong.MaxValue);

    /// <summary>Begins the span of a raw record; null where nobody listens or the event is not among the sampled.</summary>
    public Activity? Intake(UInt128 eventId, string topic, string? traceparent)
    {
        if (!Source.HasListeners() || (ulong)eventId >= _below)
        {
            return null;
        }

        ActivityLink[]? links = ActivityContext.TryParse(traceparent, null, isRemote: true, out var upstream)
            ? [new ActivityLink(upstream)] : null;
        return Source.StartActivity("intake", ActivityKind.Consumer, Parent(eventId), [new("messaging.destination.name", topic)], links);
    }

    /// <summary>Begins the span of a leg that made a warning. These are traced whether sampled or not: they are few, and
    /// they are what somebody will ask about.</summary>
    public static Activity? Score(UInt128 eventId, int partition) => Source.HasListeners()
        ? Source.StartActivity("score", ActivityKind.Internal, Parent(eventId), [new("partition", partition)]) : null;

    /// <summary>Begins the span of an entry that goes to a queue.</summary>
    public static Activity? Dispatch(string? traceparent, string queue) =>
        Source.HasListeners() && ActivityContext.TryParse(traceparent, null, isRemote: true, out var parent)
            ? Source.StartActivity("dispatch", ActivityKind.Producer, parent, [new("messaging.destination.name", queue)]) : null;

    private static ActivityContext Parent(UInt128 eventId)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, eventId);
        return new ActivityContext(
            ActivityTraceId.CreateFromBytes(bytes), ActivitySpanId.CreateFromBytes(bytes[8..]), ActivityTraceFlags.Recorded,
            isRemote: true);
    }
}
