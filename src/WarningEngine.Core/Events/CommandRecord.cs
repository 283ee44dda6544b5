namespace WarningEngine.Core.Events;

/// <summary>An order of the operator, topic <c>commands</c>.</summary>
public sealed class CommandRecord : RawRecord
{
    public string CommandId { get; set; } = "";

    public CommandKind Kind { get; set; }

    public DispatchMode? Mode { get; set; }

    public string PersonToken { get; set; } = "";

    public string CaseId { get; set; } = "";

    public string Region { get; set; } = "";

    public string ArtifactHash { get; set; } = "";

    public long? TimeMs { get; set; }

    public override NaturalKey NaturalKey()
    {
        var key = new NaturalKey("command"u8);
        key.Add(CommandId);
        return key;
    }
}
