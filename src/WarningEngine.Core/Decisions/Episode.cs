using WarningEngine.Core.Events;
using WarningEngine.Core.Memory;
using WarningEngine.Core.Patterns;
using WarningEngine.Core.Profiles;

namespace WarningEngine.Core.Decisions;

/// <summary>What the engine remembers of a person under suspicion: how far each pattern has come, and the evidence. A record of <see cref="EpisodeTable"/>; its lists stand
/// in the blocks of that.</summary>
public struct Episode
{
    /// <summary>A person under suspicion is watched for this long at least: what was refused at one counter is tried at another.</summary>
    public const long QuietMs = 72 * ProfileTime.HourMs;

    /// <summary>None: there is no episode, see <see cref="EpisodeTable.Find"/>.</summary>
    public Token Person;
    public EntityKind PersonKind;

    /// <summary>The most urgent tier reached.</summary>
    public Tier Tier;
    public Stage Stage;
    public long StartedMs;

    /// <summary>Event time of the last step that any pattern took.</summary>
    public long AdvancedMs;

    /// <summary>Event time of its last warning; 0 where there was none.</summary>
    public long WarnedMs;

    /// <summary>Its warnings so far; of one that a version before 10 left, since it was read.</summary>
    public int Warnings;

    /// <summary><see cref="Warnings"/> with the one that made its case as urgent as it is, or opened it again: each was a revision of the case, which had others
    /// perhaps. 0: not known. Where the next warning of any tier may do so too, since the case was closed or is milder than the episode, the complement of that.</summary>
    public int WarningsAtRise;

    /// <summary>When it ends unless a pattern takes another step: the window of each that did has passed, and three days.</summary>
    public long EndsMs;

    /// <summary>How far each pattern has come.</summary>
    public EpisodePatterns Patterns;

    /// <summary>The last money to and from unfamiliar parties, and the last meetings with strangers.</summary>
    public Diary Diary;
    public UInt128 FirstEvent;
    public UInt128 Id;

    /// <summary>The latest money that is leaving and can perhaps still be stopped.</summary>
    internal MoneyRisk Risk;

    private BlockList<EvidenceLine> _evidence;
    private BlockList<GradedContact> _contacts;
    private PartyGrades _grades;

    /// <summary>Begins, with nothing of whom it was about before.</summary>
    internal Episode(Token person, EntityKind personKind, UInt128 firstEvent, long startedMs)
    {
        (Person, PersonKind, FirstEvent, Id) = (person, personKind, firstEvent, Identity.OfEpisode(person, firstEvent));
        (StartedMs, AdvancedMs, EndsMs) = (startedMs, startedMs, startedMs + QuietMs);
        Tier = Tier.None;
    }

    /// <summary>False: of this person nothing is remembered, and nothing may be added.</summary>
    public readonly bool IsOpen => !Person.IsNone;

    /// <summary>In the order of arrival, at most <see cref="Limits.EvidencePerEpisodeMax"/>: the first stays, then the oldest leaves.</summary>
    internal readonly ReadOnlySpan<EvidenceLine> Evidence => _evidence.Span;

    /// <summary>At most <see cref="Limits.GradedContactsMax"/>, the latest kept.</summary>
    public readonly ReadOnlySpan<GradedContact> GradedContacts => _contacts.Span;

    /// <inheritdoc cref="Risk"/>
    public readonly MoneyAtRisk? AtRisk => Risk.InWords();

    /// <summary>The contacts of bad reputation as patterns look for them.</summary>
    public readonly PartyGrades Grades => _grades;

    /// <summary>Gives the memory of its lists back.</summary>
    internal void Free(NativeBlocks blocks)
    {
        Patterns.Free(blocks);
        Diary.Free(blocks);
        _evidence.Free(blocks);
        _contacts.Free(blocks);
        _grades.Free(blocks);
    }

    /// <summary>In the order of event time.</summary>
    public readonly IReadOnlyList<Evidence> Timeline()
    {
        var lines = new Evidence[_evidence.Count];
        for (var i = 0; i < lines.Length; i++)
        {
            lines[i] = _evidence[i].InWords();
        }

        return [.. lines.OrderBy(x => x.EventTimeMs)];
    }

    /// <summary>An event will be scored soon, and the record itself has been fetched: what the event asks of it first is fetched meanwhile.</summary>
    internal readonly void Expect()
    {
        Patterns.Expect();
        Fetch.Span(_grades.Parties);
    }

    /// <summary>Patterns took a step.</summary>
    /// <param name="timeMs">Event time.</param>
    /// <param name="windowMs">The longest window of these patterns.</param>
    public void Advance(long timeMs, long windowMs)
    {
        AdvancedMs = Math.Max(AdvancedMs, timeMs);
        EndsMs = Math.Max(EndsMs, timeMs + Math.Max(windowMs, QuietMs));
    }

    /// <summary>So many warnings of its case has an agent seen at least, unless the answer is outdated; of revisions the case may have had more.</summary>
    public readonly int AnsweredFrom => WarningsAtRise < 0 ? ~WarningsAtRise : WarningsAtRise;

    /// <summary>The time of its case may be over. It is of the warning that made the case as urgent as it is: milder ones give it no more, and leave of that
    /// warning no more known than that the episode had begun.</summary>
    /// <param name="timeMs">The latest that is known to have come, ms since epoch.</param>
    /// <param name="usefulAtLeastMs">So long is any warning useful, ms.</param>
    internal readonly bool MayBeOver(long timeMs, long usefulAtLeastMs) =>
        timeMs - (WarningsAtRise == Warnings ? WarnedMs : StartedMs) >= usefulAtLeastMs;

    /// <summary>One more warning.</summary>
    /// <param name="tier">Its own.</param>
    /// <param name="mayReopen">The time of its case may have been over by then.</param>
    /// <param name="isLate">It is of an event before one that was warned of.</param>
    public void Warned(Tier tier, bool mayReopen, bool isLate = false)
    {
        Warnings++;
        if (tier < Tier || mayReopen || WarningsAtRise < 0)
        {
            // A case that is opened again is as urgent as this warning makes it, and another may raise it. What is late gives the case a time that nobody keeps:
            // the next may open it again.
            WarningsAtRise = tier > Tier || isLate ? ~Warnings : Warnings;
        }

        Tier = tier < Tier ? tier : Tier;
    }

    /// <summary>An agent's finding has closed its case: the next warning opens it again.</summary>
    public void CaseClosed() => WarningsAtRise = ~AnsweredFrom;

    internal void Add(NativeBlocks blocks, in EvidenceLine evidence)
    {
        if (_evidence.Count == Limits.EvidencePerEpisodeMax)
        {
            _evidence.RemoveAt(1);
        }

        _evidence.Add(blocks, evidence);
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

    /// <summary>What was heard of it before is replaced; one that nothing is against any more leaves.</summary>
    public void Add(NativeBlocks blocks, in GradedContact contact)
    {
        for (var i = _contacts.Count - 1; i >= 0; i--)
        {
            if (_contacts[i].Counterpart == contact.Counterpart)
            {
                _contacts.RemoveAt(i);
            }
        }

        if (contact.Grade >= Grade.Medium)
        {
            if (_contacts.Count == Limits.GradedContactsMax)
            {
                _contacts.RemoveAt(0);
            }

            _contacts.Add(blocks, contact);
        }

        _grades.Clear();
        foreach (ref readonly var known in GradedContacts)
        {
            var peer = Hashing.Peer(known.Counterpart);
            _grades.Add(blocks, peer, Hashing.Mix(peer), known.Grade);
        }
    }

    /// <summary>Of the other party of an event, as far as heard: of money that arrives, its account or its number.</summary>
    public readonly Grade GradeOf(in Leg leg)
    {
        var grade = GradeOf(leg.Other);
        return leg is not { Kind: LegKind.Money, Money: { Outgoing: false, OtherLine.IsNone: false } } ? grade
            : (Grade)Math.Max((byte)grade, (byte)GradeOf(leg.Money.OtherLine));
    }

    public readonly Grade GradeOf(Token counterpart)
    {
        if (!_grades.Knows(Hashing.Peer(counterpart)))
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
