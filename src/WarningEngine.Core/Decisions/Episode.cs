using WarningEngine.Core.Events;
using WarningEngine.Core.Memory;
using WarningEngine.Core.Patterns;
using WarningEngine.Core.Profiles;

namespace WarningEngine.Core.Decisions;

/// <summary>What the engine remembers of a person under suspicion: how far each pattern has come, and the evidence. The object is used again for another
/// person when it has ended, see <see cref="EpisodeTable"/>: nobody keeps it from one leg to another without asking whose it is.</summary>
public sealed class Episode
{
    private readonly NativeBlocks _blocks;
    private BlockList<EvidenceLine> _evidence;
    private BlockList<GradedContact> _contacts;
    private MoneyRisk _risk;

    /// <summary>Of those that few meet; kept for whom the object is used for next.</summary>
    private PartyGrades? _grades;

    /// <param name="blocks">Where its lists stand; freed with them.</param>
    internal Episode(NativeBlocks blocks)
    {
        _blocks = blocks;
        Patterns = new EpisodePatterns(blocks);
        Diary = new Diary(blocks);
    }

    /// <summary>A person under suspicion is watched for this long at least: what was refused at one counter is tried at another.</summary>
    public const long QuietMs = 72 * ProfileTime.HourMs;

    /// <summary>Of the object, about.</summary>
    internal const int Bytes = 288;

    public Token Person { get; private set; }

    public EntityKind PersonKind { get; private set; }

    public UInt128 FirstEvent { get; private set; }

    public UInt128 Id { get; private set; }

    public long StartedMs { get; private set; }

    /// <summary>Event time of the last step that any pattern took.</summary>
    public long AdvancedMs { get; set; }

    /// <summary>Event time of its last warning; 0 where there was none.</summary>
    public long WarnedMs { get; set; }

    /// <summary>When it ends unless a pattern takes another step: the window of each that did has passed, and three days.</summary>
    public long EndsMs { get; private set; }

    /// <summary>The most urgent tier reached.</summary>
    public Tier Tier { get; set; }

    public Stage Stage { get; set; }

    /// <summary>How far each pattern has come.</summary>
    public EpisodePatterns Patterns { get; private set; }

    /// <summary>In the order of arrival, at most <see cref="Limits.EvidencePerEpisodeMax"/>: the first stays, then the oldest leaves.</summary>
    internal ReadOnlySpan<EvidenceLine> Evidence => _evidence.Span;

    /// <summary>At most <see cref="Limits.GradedContactsMax"/>, the latest kept.</summary>
    public ReadOnlySpan<GradedContact> GradedContacts => _contacts.Span;

    /// <summary>The last money to and from unfamiliar parties, and the last meetings with strangers.</summary>
    public Diary Diary { get; }

    /// <summary>The latest money that is leaving and can perhaps still be stopped.</summary>
    internal ref MoneyRisk Risk => ref _risk;

    /// <inheritdoc cref="Risk"/>
    public MoneyAtRisk? AtRisk => _risk.InWords();

    /// <summary>The contacts of bad reputation as patterns look for them; null where there are none.</summary>
    public PartyGrades? Grades => _contacts.Count > 0 ? _grades : null;

    /// <summary>Begins, with nothing of whom it was about before.</summary>
    internal void Begin(Token person, EntityKind personKind, UInt128 firstEvent, long startedMs)
    {
        (Person, PersonKind, FirstEvent, Id) = (person, personKind, firstEvent, Identity.OfEpisode(person, firstEvent));
        (StartedMs, AdvancedMs, WarnedMs, EndsMs) = (startedMs, startedMs, 0, startedMs + QuietMs);
        (Tier, Stage, _risk) = (Tier.None, Stage.None, default);
    }

    /// <summary>Gives the memory of its lists back.</summary>
    internal void Free()
    {
        Patterns.Free();
        Diary.Free();
        _evidence.Free(_blocks);
        _contacts.Free(_blocks);
    }

    /// <summary>What patterns had come to before there was an episode becomes its own; its empty ones are given for it.</summary>
    internal void Exchange(ref EpisodePatterns patterns) => (Patterns, patterns) = (patterns, Patterns);

    /// <summary>In the order of event time.</summary>
    public IReadOnlyList<Evidence> Timeline()
    {
        var lines = new Evidence[_evidence.Count];
        for (var i = 0; i < lines.Length; i++)
        {
            lines[i] = _evidence[i].InWords();
        }

        return [.. lines.OrderBy(x => x.EventTimeMs)];
    }

    /// <summary>An event will be scored soon, and the episode itself has been fetched: what hangs on it is fetched meanwhile.</summary>
    internal void Expect()
    {
        Fetch.Object(Patterns, EpisodePatterns.Bytes);
        Fetch.Object(Grades, PartyGrades.Bytes);
    }

    /// <summary>Patterns took a step.</summary>
    /// <param name="timeMs">Event time.</param>
    /// <param name="windowMs">The longest window of these patterns.</param>
    public void Advance(long timeMs, long windowMs)
    {
        AdvancedMs = Math.Max(AdvancedMs, timeMs);
        EndsMs = Math.Max(EndsMs, timeMs + Math.Max(windowMs, QuietMs));
    }

    /// <summary>Sets what a checkpoint says.</summary>
    internal void Restore(long endsMs) => EndsMs = endsMs;

    internal void Add(in EvidenceLine evidence)
    {
        if (_evidence.Count == Limits.EvidencePerEpisodeMax)
        {
            _evidence.RemoveAt(1);
        }

        _evidence.Add(_blocks, evidence);
    }

    /// <summary>Removes the evidence of a call with a counterpart.</summary>
    /// <param name="other">The counterpart.</param>
    /// <param name="timeMs">When the call began, event time.</param>
    /// <param name="withinMs">So much earlier or later it may have begun.</param>
    internal void ForgetCall(Token other, long timeMs, long withinMs)
    {
        for (var i = _evidence.Count - 1; i >= 0; i--)
        {
            ref readonly var known = ref _evidence[i];
            if (known.Kind == LegKind.Call && known.Other == other && Math.Abs(known.EventTimeMs - timeMs) <= withinMs)
            {
                _evidence.RemoveAt(i);
            }
        }
    }

    public void Add(in GradedContact contact)
    {
        for (var i = _contacts.Count - 1; i >= 0; i--)
        {
            if (_contacts[i].Counterpart == contact.Counterpart)
            {
                _contacts.RemoveAt(i);
            }
        }

        if (_contacts.Count == Limits.GradedContactsMax)
        {
            _contacts.RemoveAt(0);
        }

        _contacts.Add(_blocks, contact);
        _grades ??= new PartyGrades();
        _grades.Clear();
        foreach (ref readonly var known in GradedContacts)
        {
            var peer = Hashing.Peer(known.Counterpart);
            _grades.Add(peer, Hashing.Mix(peer), known.Grade);
        }
    }

    public Grade GradeOf(Token counterpart)
    {
        if (Grades?.Knows(Hashing.Peer(counterpart)) != true)
        {
            return Grade.None;
        }

        foreach (ref readonly var contact in GradedContacts)
        {
            if (contact.Counterpart == counterpart)
            {
                return contact.Grade;
            }
        }

        return Grade.None;
    }
}
