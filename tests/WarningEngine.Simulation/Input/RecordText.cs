using System.Globalization;

namespace WarningEngine.Simulation.Input;

/// <summary>Raw records as feeds write them. Times are ms since epoch; arrival is what the broker says.</summary>
internal static class RecordText
{
    public static string Call(string phase, string reference, string served, string peer, long startMs, long talkMs, bool incoming)
    {
        var ended = phase is "ANSWER" ? "" : $", \"releaseTime\": \"{Time(startMs + talkMs)}\", \"callDuration\": {talkMs / 1000}";
        var (calling, called) = incoming ? (peer, served) : (served, peer);
        return $$"""
            {"recordType": "{{(incoming ? "MT_CALL_RECORD" : "MO_CALL_RECORD")}}", "callReference": "{{reference}}", "sequenceNumber": 0, "servedMSISDN": "{{served}}", "callingNumber": "{{calling}}", "calledNumber": "{{called}}", "seizureTime": "{{Time(startMs)}}", "answerTime": "{{Time(startMs)}}"{{ended}}, "location": "510107", "phase": "{{phase}}"}
            """;
    }

    public static string Sms(string reference, string from, string to, string template, long timeMs) =>
        $$"""{"messageReference": "{{reference}}", "originatingAddress": "{{from}}", "destinationAddress": "{{to}}", "templateClass": "{{template}}", "segments": 1, "time": "{{Time(timeMs)}}"}""";

    public static string Transfer(
        string id, string phase, string payer, string? payerNumber, string payee, long yuan, long timeMs, long balance = 50_000)
    {
        var number = payerNumber is null ? "" : $", \"debtorNumber\": \"{payerNumber}\"";
        return $$$"""
            {"txId": "{{{id}}}", "phase": "{{{phase}}}", "debtorAccount": "{{{payer}}}", "creditorAccount": "{{{payee}}}", "payeeKind": "BANK", "nameCheck": "NO_MATCH", "instructedAmount": {"amount": "{{{yuan}}}.00", "currency": "CNY"}, "balanceBefore": {"amount": "{{{balance}}}.00", "currency": "CNY"}, "acceptanceDateTime": "{{{Time(timeMs)}}}"{{{number}}}}
            """;
    }

    public static string Linked(string number, string account, long timeMs) =>
        $$"""{"fact": "ACCOUNT_LINKED", "number": "{{number}}", "account": "{{account}}", "time": "{{Time(timeMs)}}"}""";

    public static string Home(string number, string region, long timeMs) =>
        $$"""{"fact": "HOME_REGION", "number": "{{number}}", "region": "{{region}}", "time": "{{Time(timeMs)}}"}""";

    public static string Listed(string id, string kind, string value, string level, long timeMs) =>
        $$"""{"entryId": "{{id}}", "kind": "{{kind}}", "value": "{{value}}", "level": "{{level}}", "basis": "test", "issuer": "test", "time": "{{Time(timeMs)}}"}""";

    public static string Finding(string id, string person, string code, long timeMs, string? confirmed = null)
    {
        var fraud = confirmed is null ? "" : $", \"fraudConfirmed\": true, \"confirmedKind\": \"ACCOUNT\", \"confirmedValue\": \"{confirmed}\"";
        return $$"""{"dispositionId": "{{id}}", "person": "{{person}}", "code": "{{code}}", "agent": "a1", "time": "{{Time(timeMs)}}"{{fraud}}}""";
    }

    public static string Command(string id, string kind, long timeMs, string more) =>
        $$"""{"commandId": "{{id}}", "kind": "{{kind}}", "issuer": "s1", "time": "{{Time(timeMs)}}"{{more}}}""";

    private static string Time(long ms) =>
        DateTimeOffset.FromUnixTimeMilliseconds(ms).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
