using System.Diagnostics;
using WarningEngine.App.Telemetry;

namespace WarningEngine.Tests.Telemetry;

[Collection("listens to activities")]
public sealed class EngineTracingTests : IDisposable
{
    private static readonly UInt128 Event = new(0x0102030405060708, 0x1112131415161718);
    private readonly ActivityListener _listener = new()
    {
        ShouldListenTo = source => source.Name == EngineTracing.SourceName,
        Sample = (ref ActivityCreationOptions<ActivityContext> options) =>
            options.Parent.TraceFlags.HasFlag(ActivityTraceFlags.Recorded)
                ? ActivitySamplingResult.AllDataAndRecorded : ActivitySamplingResult.None,
    };

    public EngineTracingTests() => ActivitySource.AddActivityListener(_listener);

    public void Dispose() => _listener.Dispose();

    [Fact]
    public void Every_stage_of_one_event_is_in_one_trace()
    {
        using var intake = new EngineTracing(1).Intake(Event, "telecom.calls", null);
        using var score = EngineTracing.Score(Event, 3, DateTimeOffset.UnixEpoch);
        using var dispatch = EngineTracing.Dispatch(score?.Id, "dissuasion.510000.p0");
        Assert.Equal(
            ["01020304050607081112131415161718"],
            new[] { intake, score, dispatch }.Select(x => x?.TraceId.ToString()).Distinct());
        Assert.Equal(score?.SpanId, dispatch?.ParentSpanId);
    }

    [Fact]
    public void An_event_outside_the_share_is_traced_only_from_its_warning_on()
    {
        Assert.Null(new EngineTracing(0).Intake(Event, "telecom.calls", null));
        using var score = EngineTracing.Score(Event, 3, DateTimeOffset.UnixEpoch);
        Assert.NotNull(score);
    }

    [Fact]
    public void A_trace_of_the_sender_becomes_a_link()
    {
        const string upstream = "00-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-bbbbbbbbbbbbbbbb-01";
        using var intake = new EngineTracing(0).Intake(Event, "telecom.calls", upstream);
        Assert.Equal("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", Assert.Single(intake!.Links).Context.TraceId.ToString());
    }

    [Fact]
    public void An_entry_on_its_way_is_nobodys_parent()
    {
        using var score = EngineTracing.Score(Event, 3, DateTimeOffset.UnixEpoch);
        using var dispatch = EngineTracing.Dispatch(score?.Id, "dissuasion.510000.p0");
        Assert.Null(Activity.Current);
    }
}
