using System.Text.Json.Nodes;
using WarningEngine.Core.Dispatch;
using WarningEngine.Core.Events;
using WarningEngine.Kafka.Wire;
using WarningEngine.Testing;
using WarningEngine.Tests.Dispatch;

namespace WarningEngine.Tests.Wire;

/// <summary>What a queue says of a case that goes to another region; each field is absent where there is nothing to say.</summary>
public sealed class QueueEntryTests
{
    [Fact]
    public void Both_regions_see_who_has_a_case_who_is_asked_and_until_when()
    {
        var log = new DispatchLog().Warn(Some.Warning());
        Assert.Equal("OPEN 510000 owner= to= until= supervisor= from=", Line(log.Entries[^1]));

        log.Move(110_000);
        Assert.Equal("OPEN 510000 owner= to=110000 until=2026-03-03T02:05:00Z supervisor= from=", Line(log.Entries[^2]));
        Assert.Equal("OFFERED 110000 owner=510000 to=110000 until=2026-03-03T02:05:00Z supervisor= from=", Line(log.Entries[^1]));

        log.Time(Some.TimeMs + (5 * Some.MinuteMs));
        Assert.Equal("OPEN 510000 owner= to= until= supervisor=true from=110000", Line(log.Entries[^2]));
        Assert.Equal("WITHDRAWN 110000 owner=510000 to= until= supervisor=true from=110000", Line(log.Entries[^1]));
    }

    /// <summary>An answer says them, and not every revision is one.</summary>
    [Fact]
    public void A_queue_says_how_many_warnings_a_case_has_had()
    {
        var entries = new DispatchLog().Warn(Some.Warning()).Move(110_000).Warn(Some.Warning(2)).Entries;
        var said = entries.Select(x => JsonNode.Parse(WarningMapping.ToJson(x, tokens: null, []))!).Select(x => $"{x["revision"]}: {x["warnings"]}");

        Assert.Equal(["1: 1", "2: 1", "2: 1", "3: 2", "3: 2"], said);
    }

    private static string Line(QueueEntry entry)
    {
        var json = JsonNode.Parse(WarningMapping.ToJson(entry, tokens: null, []))!;
        return $"{json["state"]} {json["region"]} owner={json["ownerRegion"]} to={json["offeredTo"]} until={json["acceptUntil"]} "
            + $"supervisor={json["supervisor"]} from={json["returnedFrom"]}";
    }
}
