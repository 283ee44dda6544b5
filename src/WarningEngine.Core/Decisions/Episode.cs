using System.Runtime.InteropServices;
using WarningEngine.Core.Events;
using WarningEngine.Core.Memory;
using WarningEngine.Core.Patterns;
using WarningEngine.Core.Profiles;

namespace WarningEngine.Core.Decisions;

/// <summary>What the engine remembers of a person under suspicion: how far each pattern has come, and the evidence.</summary>
public sealed class Episode(Token person, EntityKind personKind, UInt128 firstEvent, long startedMs)
{
    /// <summary>A person under suspicion is watched for this long at least: what was refused at one counter is tried at another.</summary>
    public const long QuietMs = 72 * ProfileTime.HourMs;

    /// <summary>Of the object, about.</summary>
    internal const int Bytes = 192;

    public Token Person { get; } = person;

    public EntityKind PersonKind { get; } = personKind;

    public UInt128 FirstEvent { get; } = firstEvent;

    public UInt128 Id { get; } = Identity.OfEpisode(person, firstEvent);

    public long StartedMs { get; } = startedMs;

    /// <summary>Event time of the last step that any pattern took.</summary>
    public long AdvancedMs { get; set; } = startedMs;

    /// <summary>Event time of its last warning; 0 where there was none.</summary>
    public long WarnedMs { get; set; }

    /// <summary>When it ends unless a pattern takes another step: the window of each that did has passed, and three days.</summary>
    public long EndsMs { get; private set; } = startedMs + QuietMs;

    /// <summary>The most urgent tier reached.</summary>
    public Tier Tier { get; set; } = Tier.None;

    public Stage Stage { get; set; }

    /// <summary>How far each pattern has come.</summary>
    public EpisodePatterns Patterns { get; set; } = new();

    /// <summary>In the order of arrival, at most <see cref="Limits.EvidencePerEpisodeMax"/>: the first stays, then the oldest leaves.</summary>
    public List<Evidence> Evidence { get; } = [];

    /// <summary>At most <see cref="Limits.GradedContactsMax"/>, the latest kept. Only <see cref="Add(in GradedContact)"/> adds to it.</summary>
    public List<GradedContact> GradedContacts { get; } = [];

    /// <summary>The last money to and from unfamiliar parties, and the last meetings with strangers.</summary>
    public Diary Diary { get; } = new();

    /// <summary>The latest money that is leaving and can perhaps still be stopped.</summary>
    public MoneyAtRisk? AtRisk { get; set; }

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

    public void Add(in Evidence evidence)
    {
        if (Evidence.Count == Limits.EvidencePerEpisodeMax)
        {
            Evidence.RemoveAt(1);
        }

        ShortLists.MakeRoom(Evidence, Limits.EvidencePerEpisodeMax);
        Evidence.Add(evidence);
    }

    /// <summary>Removes the evidence of a call with a counterpart.</summary>
    /// <param name="other">The counterpart.</param>
    /// <param name="timeMs">When the call began, event time.</param>
    /// <param name="withinMs">So much earlier or later it may have begun.</param>
    internal void ForgetCall(Token other, long timeMs, long withinMs)
    {
        for (var i = Evidence.Count - 1; i >= 0; i--)
        {
            ref readonly var known = ref CollectionsMarshal.AsSpan(Evidence)[i];
            if (known.Kind == LegKind.Call && known.Other == other && Math.Abs(known.EventTimeMs - timeMs) <= withinMs)
            {
                Evidence.RemoveAt(i);
            }
        }
    }

    public void Add(in GradedContact contact)
    {
        for (var i = GradedContacts.Count - 1; i >= 0; i--)
        {
            if (GradedContacts[i].Counterpart == contact.Counterpart)
            {
                GradedContacts.RemoveAt(i);
            }
        }

        if (GradedContacts.Count == Limits.GradedContactsMax)
        {
            GradedContacts.RemoveAt(0);
        }

        ShortLists.MakeRoom(GradedContacts, Limits.GradedContactsMax);
        GradedContacts.Add(contact);
        Grades ??= new PartyGrades();
        Grades.Clear();
        foreach (ref readonly var known in CollectionsMarshal.AsSpan(GradedContacts))
        {
            var peer = Hashing.Peer(known.Counterpart);
            Grades.Add(peer, Hashing.Mix(peer), known.Grade);
        }
    }

    /// <summary>The contacts of bad reputation as patterns look for them; null where there are none.</summary>
    public PartyGrades? Grades { get; private set; }

    public Grade GradeOf(Token counterpart)
    {
        if (Grades is null || !Grades.Knows(Hashing.Peer(counterpart)))
        {
            return Grade.None;
        }

        foreach (var contact in GradedContacts)
        {
            if (contact.Counterpart == counterpart)
            {
                return contact.Grade;
            }
        }

        return Grade.None;
    }
}
