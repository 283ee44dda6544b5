namespace WarningEngine.Core.Events;

/// <summary>An order of the operator, topic <c>commands</c>.</summary>
public sealed class CommandRecord : RawRecord
{
    public Utf8Text CommandId { get; set; }

    public CommandKind Kind { get; set; }

    public DispatchMode? Mode { get; set; }

    public Utf8Text PersonToken { get; set; }

    public Utf8Text CaseId { get; set; }

    public Utf8Text Region { get; set; }

    public Utf8Text ArtifactHash { get; set; }

    public long? TimeMs { get; set; }

    /// <summary>Also what is ordered: whoever writes orders by hand uses an id again, and LIVE after HOLD must not be taken for HOLD sent twice.</summary>
    public override NaturalKey NaturalKey()
    {
        var key = new NaturalKey("command"u8);
        key.Add(CommandId);
        key.Add(Kind);
        key.Add(Mode);
        key.Add(PersonToken);
        key.Add(CaseId);
        key.Add(Region);
        key.Add(ArtifactHash);
        return key;
    }
}
