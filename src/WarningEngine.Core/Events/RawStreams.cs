namespace WarningEngine.Core.Events;

/// <summary>Raw topics whose age tells what is known of a line: without two weeks of calls nobody is a stranger.</summary>
public static class RawStreams
{
    public const string Calls = "telecom.calls";
    public const string Transfers = "bank.transfers";
}
