using WarningEngine.Core.Events;

namespace WarningEngine.App.Patterns;

/// <summary>A time line as it was written, to be played anywhere.</summary>
internal sealed class TimelineSteps : ITimeline
{
    private readonly List<(long TimeMs, Action<ITimeline> Happen)> _steps = [];

    /// <summary>All times, in the order in which the lines stand.</summary>
    public IEnumerable<long> TimesMs => _steps.Select(x => x.TimeMs);

    /// <summary>In the order in which the lines stand.</summary>
    public void Play(ITimeline on) => _steps.ForEach(x => x.Happen(on));

    public void Call(long startMs, CallDirection direction, string peer, long talkMs, in CallDetails details)
    {
        var of = details;
        Add(startMs, x => x.Call(startMs, direction, peer, talkMs, of));
    }

    public void Sms(long timeMs, string sender, SmsTemplate template, string? domain) =>
        Add(timeMs, x => x.Sms(timeMs, sender, template, domain));

    public void Transfer(long timeMs, long amount, in MoneyDetails details)
    {
        var of = details;
        Add(timeMs, x => x.Transfer(timeMs, amount, of));
    }

    public void Receive(long timeMs, long amount, string payer) => Add(timeMs, x => x.Receive(timeMs, amount, payer));

    public void Loan(long timeMs, long amount, string lender, bool rejected) => Add(timeMs, x => x.Loan(timeMs, amount, lender, rejected));

    public void Own(long timeMs, MoneyEvent kind, long amount, string payee, bool rejected) =>
        Add(timeMs, x => x.Own(timeMs, kind, amount, payee, rejected));

    public void Fact(long timeMs, RegistryFact fact) => Add(timeMs, x => x.Fact(timeMs, fact));

    public void List(long timeMs, EntityKind kind, string value, Grade level) => Add(timeMs, x => x.List(timeMs, kind, value, level));

    public void Finding(long timeMs, DispositionCode code) => Add(timeMs, x => x.Finding(timeMs, code));

    private void Add(long timeMs, Action<ITimeline> happen) => _steps.Add((timeMs, happen));
}
