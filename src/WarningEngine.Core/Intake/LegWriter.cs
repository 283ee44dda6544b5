using WarningEngine.Core.Events;

namespace WarningEngine.Core.Intake;

/// <summary>The record at hand: its times are checked against its arrival, its legs are stamped in order.</summary>
internal sealed class LegWriter
{
    private RecordContext _context;
    private UInt128 _eventId;
    private int _ordinal;
    private ILegSink? _sink;
    private IVaultSink? _vault;

    /// <summary>Arrival of the record at hand, ms since epoch.</summary>
    public long ArrivalMs { get; private set; }

    /// <summary>Times that lay ahead of their arrival by less than five minutes and were set to it.</summary>
    public long Clamped { get; private set; }

    public void Begin(in RecordContext context, RawRecord record, long arrivalMs, ILegSink sink, IVaultSink? vault)
    {
        _context = context;
        _eventId = context.EventId(record);
        _ordinal = 0;
        _sink = sink;
        _vault = vault;
        ArrivalMs = arrivalMs;
    }

    /// <summary>An event's time against the engine's limits and its arrival; a little ahead of it, it is set to it.</summary>
    public CheckResult Time(ref long timeMs, string field)
    {
        if (timeMs < Limits.EventTimeMsMin)
        {
            return new CheckResult(Rejection.EventTimeTooOld, field);
        }

        if (timeMs - ArrivalMs > Limits.FutureMsMax)
        {
            return new CheckResult(Rejection.EventTimeInFuture, field);
        }

        if (timeMs > ArrivalMs)
        {
            timeMs = ArrivalMs;
            Clamped++;
        }

        return CheckResult.Good;
    }

    public Leg New(LegKind kind, EntityKind entityKind, Token entity, long timeMs) => new()
    {
        Kind = kind,
        EntityKind = entityKind,
        Entity = entity,
        EventId = _eventId,
        EventTimeMs = timeMs,
        ArrivalTimeMs = ArrivalMs,
        IngestTimeMs = _context.HasKafkaTime ? _context.KafkaTimeMs : ArrivalMs,
    };

    /// <summary>Stamps it and hands it on.</summary>
    public void Write(ref Leg leg)
    {
        leg.Stamp = new Stamp(_context.Source, new Position(_context.Offset, _context.Record, _ordinal++));
        _sink!.Add(leg);
    }

    /// <summary>Takes identifiers that their tokens do not give back; null where nobody reads them back.</summary>
    public IVaultSink? Vault => _vault;
}
