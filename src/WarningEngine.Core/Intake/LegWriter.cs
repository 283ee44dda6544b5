using WarningEngine.Core.Events;

namespace WarningEngine.Core.Intake;

/// <summary>Stamps the legs of one record, in order.</summary>
internal sealed class LegWriter
{
    private RecordContext _context;
    private UInt128 _eventId;
    private long _arrivalMs;
    private int _ordinal;
    private ILegSink? _sink;
    private IVaultSink? _vault;

    public void Begin(in RecordContext context, RawRecord record, long arrivalMs, ILegSink sink, IVaultSink vault)
    {
        _context = context;
        _eventId = context.EventId(record);
        _arrivalMs = arrivalMs;
        _ordinal = 0;
        _sink = sink;
        _vault = vault;
    }

    public Leg New(LegKind kind, EntityKind entityKind, Token entity, long timeMs) => new()
    {
        Kind = kind,
        EntityKind = entityKind,
        Entity = entity,
        EventId = _eventId,
        EventTimeMs = timeMs,
        ArrivalTimeMs = _arrivalMs,
        IngestTimeMs = _context.KafkaTimeMs,
    };

    public void Write(Leg leg)
    {
        leg.Stamp = new Stamp(_context.Source, new Position(_context.Offset, _context.Record, _ordinal++));
        _sink!.Add(leg);
    }

    /// <summary>The token of an account; its text goes to the vault.</summary>
    public Token Account(Tokeniser tokens, string account)
    {
        var token = tokens.Identifier(EntityKind.Account, account);
        _vault!.Keep(token, tokens.Seal(token, account));
        return token;
    }
}
