namespace WarningEngine.Core.Events;

/// <summary>Metadata of one SMS, topic <c>telecom.sms</c>. Never its text.</summary>
public sealed class SmsRecord : RawRecord
{
    public Utf8Text MessageReference { get; set; }

    public Utf8Text OriginatingAddress { get; set; }

    public Utf8Text DestinationAddress { get; set; }

    public NumberClass SenderClass { get; set; }

    public SmsTemplate Template { get; set; }

    public Utf8Text TemplateHash { get; set; }

    public Utf8Text UrlDomain { get; set; }

    public int Segments { get; set; }

    public long? TimeMs { get; set; }

    public override NaturalKey NaturalKey()
    {
        var key = new NaturalKey("sms"u8);
        key.Add(MessageReference);
        key.Add(OriginatingAddress);
        key.Add(DestinationAddress);
        key.Add(TimeMs);
        return key;
    }
}
