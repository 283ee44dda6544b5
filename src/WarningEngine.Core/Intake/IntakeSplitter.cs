using WarningEngine.Core.Events;

namespace WarningEngine.Core.Intake;

/// <summary>Checks a raw record, brings its identifiers into one form, replaces them by tokens, and splits it into legs:
/// what it means for each entity. Keeps no links and looks nothing up. Not safe for two threads at once.</summary>
public sealed class IntakeSplitter : IDisposable
{
    private readonly LegWriter _legs = new();
    private readonly Identifiers _identifiers;
    private readonly CallSplitter _calls;
    private readonly SmsSplitter _sms;
    private readonly TransferSplitter _transfers;
    private readonly RegistrySplitter _registry;
    private readonly IntelligenceSplitter _intelligence;
    private readonly DispositionSplitter _dispositions;
    private readonly CommandSplitter _commands;

    /// <param name="tokens">Under the engine's key.</param>
    /// <param name="numbers">The plans that numbers are read by.</param>
    /// <param name="wellKnown">Numbers that get no legs as counterparts.</param>
    public IntakeSplitter(Tokeniser tokens, Numbers numbers, WellKnownNumbers wellKnown)
    {
        _identifiers = new Identifiers(tokens, numbers, wellKnown, _legs);
        _calls = new CallSplitter(_identifiers, _legs);
        _sms = new SmsSplitter(_identifiers, _legs);
        _transfers = new TransferSplitter(_identifiers, _legs);
        _registry = new RegistrySplitter(_identifiers, _legs);
        _intelligence = new IntelligenceSplitter(_identifiers, _legs);
        _dispositions = new DispositionSplitter(_identifiers, _legs);
        _commands = new CommandSplitter(_legs);
    }

    /// <summary>By the plans of an operator, with the operator's own well-known numbers beside the shipped ones.</summary>
    /// <param name="tokens">Under the engine's key.</param>
    /// <param name="plan">With the country of numbers that name none.</param>
    /// <param name="wellKnown">As they are dialled, or with + and a country code.</param>
    /// <exception cref="ArgumentException">One of those is no number.</exception>
    public static IntakeSplitter Of(Tokeniser tokens, INumberPlan plan, IEnumerable<string> wellKnown)
    {
        var numbers = new Numbers(plan);
        return new(tokens, numbers, WellKnownNumbers.Read(numbers, wellKnown));
    }

    /// <summary>Times ahead of their arrival by less than five minutes, set to it.</summary>
    public long Clamped => _legs.Clamped;

    /// <summary>Splits one record. A rejected one writes no leg. A command without a person is one leg without an entity:
    /// whoever writes frames gives it to every partition.</summary>
    /// <param name="record">Decoded.</param>
    /// <param name="context">Where it stands.</param>
    /// <param name="sink">Takes the legs.</param>
    /// <param name="vault">Takes sealed identifiers; null where nobody will read them back.</param>
    public CheckResult Split(RawRecord record, in RecordContext context, ILegSink sink, IVaultSink? vault)
    {
        ArgumentNullException.ThrowIfNull(record);
        if (record.ArrivalTimeMs is null && !context.HasKafkaTime)
        {
            return new CheckResult(Rejection.MissingField, "arrivalTime");
        }

        var arrivalMs = record.ArrivalTimeMs ?? context.KafkaTimeMs;
        if (arrivalMs < Limits.EventTimeMsMin)
        {
            return new CheckResult(Rejection.EventTimeTooOld, "arrivalTime");
        }

        if (arrivalMs - (context.HasKafkaTime ? context.KafkaTimeMs : context.ReadMs) > Limits.FutureMsMax)
        {
            return new CheckResult(Rejection.EventTimeInFuture, "arrivalTime");
        }

        _legs.Begin(context, record, arrivalMs, sink, vault);
        return record switch
        {
            CallRecord call => _calls.Split(call),
            SmsRecord sms => _sms.Split(sms),
            TransferRecord transfer => _transfers.Split(transfer),
            RegistryRecord registry => _registry.Split(registry),
            IntelligenceRecord intelligence => _intelligence.Split(intelligence),
            DispositionRecord disposition => _dispositions.Split(disposition),
            CommandRecord command => _commands.Split(command),
            _ => new CheckResult(Rejection.UnknownType, ""),
        };
    }

    /// <summary>Frees at once what it remembers.</summary>
    public void Dispose() => _identifiers.Dispose();
}
