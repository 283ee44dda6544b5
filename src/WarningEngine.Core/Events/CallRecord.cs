namespace WarningEngine.Core.Events;

/// <summary>Whose record it is: the caller's, the called party's, or that of a line that forwards.</summary>
public enum CallRecordType : byte { Unknown = 0, Originating = 1, Terminating = 2, Forwarding = 3 }

/// <summary>A call record or a phase of a call, topic <c>telecom.calls</c>.</summary>
public sealed class CallRecord : RawRecord
{
    public CallRecordType RecordType { get; set; }

    public CallPhase Phase { get; set; }

    public Utf8Text CallReference { get; set; }

    public long SequenceNumber { get; set; }

    public Utf8Text ServedMsisdn { get; set; }

    public Utf8Text CallingNumber { get; set; }

    public Utf8Text CalledNumber { get; set; }

    public Utf8Text ForwardingNumber { get; set; }

    public long? SeizureTimeMs { get; set; }

    public long? AnswerTimeMs { get; set; }

    public long? ReleaseTimeMs { get; set; }

    /// <summary>Seconds.</summary>
    public long CallDuration { get; set; }

    public int CauseForTerm { get; set; }

    public Utf8Text Location { get; set; }

    /// <summary>ISO 3166 alpha-2, where the served party roams.</summary>
    public Utf8Text RoamingCountry { get; set; }

    /// <summary>ISO 3166 alpha-2, where the call came from.</summary>
    public Utf8Text OriginCountry { get; set; }

    public bool InternationalGateway { get; set; }

    public Attestation Attestation { get; set; }

    public Utf8Text ServedImei { get; set; }

    /// <summary>Reference, served number, sequence, phase; where one of the first two is missing, also what the record says
    /// of parties and times, lest all such records be one.</summary>
    public override NaturalKey NaturalKey()
    {
        var key = new NaturalKey("call"u8);
        key.Add(CallReference);
        key.Add(ServedMsisdn);
        key.Add(SequenceNumber);
        key.Add(Phase);
        if (CallReference.Length == 0 || ServedMsisdn.Length == 0)
        {
            key.Add(RecordType);
            key.Add(CallingNumber);
            key.Add(CalledNumber);
            key.Add(SeizureTimeMs);
            key.Add(AnswerTimeMs);
            key.Add(ReleaseTimeMs);
        }

        return key;
    }
}
