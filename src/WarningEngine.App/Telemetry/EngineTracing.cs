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

    /// <summary>Whether anybody listens: identities are computed for nothing otherwise.</summary>
    public static bool IsOn => Source.HasListeners();

    /// <summary>Begins the span of a raw record; null where nobody listens or the event is not among the sampled.</summary>
    /// <param name="eventId">See <c>RecordContext.EventId</c>.</param>
    /// <param name="topic">The raw topic.</param>
    /// <param name="traceparent">The message's own, where it has one.</param>
    public Activity? Intake(UInt128 eventId, string topic, string? traceparent)
    {
        var sampled = (ulong)eventId < _below;
        ActivityLink[]? links = null;
        if (ActivityContext.TryParse(traceparent, null, isRemote: true, out var upstream))
        {
            links = [new ActivityLink(upstream)];
            sampled |= upstream.TraceFlags.HasFlag(ActivityTraceFlags.Recorded);
        }

        return sampled ? Start("intake", ActivityKind.Consumer, Parent(eventId), "messaging.destination.name", topic, links) : null;
    }

    /// <summary>Begins the span of a leg that made a warning. These are traced whether sampled or not: they are few, and
    /// they are what somebody will ask about.</summary>
    public static Activity? Score(UInt128 eventId, int partition, DateTimeOffset since) =>
        Start("score", ActivityKind.Internal, Parent(eventId), "partition", partition, null, since);

    /// <summary>Begins the span of an entry that goes to a queue; ended by whoever hears that it arrived.</summary>
    public static Activity? Dispatch(string? traceparent, string queue)
    {
        if (!ActivityContext.TryParse(traceparent, null, isRemote: true, out var parent))
        {
            return null;
        }

        var span = Start("dispatch", ActivityKind.Producer, parent, "messaging.destination.name", queue, null);

        // It ends on another thread: on this one it must not become the parent of what comes next.
        Activity.Current = null;
        return span;
    }

    private static Activity? Start(
        string name, ActivityKind kind, ActivityContext parent, string tag, object value, ActivityLink[]? links,
        DateTimeOffset since = default) =>
        Source.StartActivity(name, kind, parent, [new(tag, value)], links, since);

    private static ActivityContext Parent(UInt128 eventId)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, eventId);
        return new ActivityContext(
            ActivityTraceId.CreateFromBytes(bytes), ActivitySpanId.CreateFromBytes(bytes[8..]), ActivityTraceFlags.Recorded,
            isRemote: true);
    }
}
