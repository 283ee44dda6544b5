using System.Globalization;
using System.Text;

namespace WarningEngine.Tests.Owners;

/// <summary>Raw records that intake takes, and that do not say when they arrived.</summary>
internal static class SomeRecords
{
    /// <summary>One of a topic.</summary>
    /// <param name="topic">Calls, or messages for any other.</param>
    /// <param name="id">Tells it from others.</param>
    /// <param name="timeMs">When it happened, ms since epoch.</param>
    public static byte[] Of(string topic, long id, long timeMs)
    {
        var time = DateTimeOffset.FromUnixTimeMilliseconds(timeMs).ToString("O", CultureInfo.InvariantCulture);
        return Encoding.UTF8.GetBytes(topic == "telecom.calls"
            ? $$"""{"recordType": "MO_CALL_RECORD", "callReference": "{{id}}", "servedMSISDN": "13812345678", "callingNumber": "13812345678", "calledNumber": "13912345678", "seizureTime": "{{time}}"}"""
            : $$"""{"messageReference": "{{id}}", "originatingAddress": "13912345678", "destinationAddress": "13812345678", "time": "{{time}}"}""");
    }
}
