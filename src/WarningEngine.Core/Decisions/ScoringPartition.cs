using WarningEngine.Core.Events;
using WarningEngine.Core.Models;
using WarningEngine.Core.Profiles;

namespace WarningEngine.Core.Decisions;

/// <summary>Scoring of one partition: a pure function of its log of legs. One thread at a time.</summary>
public sealed class ScoringPartition : ICheckpointedState, IDisposable
{
    private readonly ScoringState _state = new();
    private readonly Emission _emission;
    private readonly RuleSwitch _rules;
    private readonly ModelSwitch _models;
    private readonly PersonOpinions _opinions;
    private readonly CounterpartOpinions _counterpartOpinions;
    private readonly PersonDecisions _decisions;
    private readonly PersonScoring _persons;
    private readonly TalkLooks _talks;
    private readonly CounterpartScoring _counterparts;
    private readonly IdleSweep _idle;
    private readonly LookAhead _lookAhead;
    private readonly WaitingQuestions _waiting = new();
    private readonly PriorityQueue<Token, (long DueMs, Token Person)> _episodeEnds = new();

    /// <param name="legs">This partition of <c>legs</c>, as the source of what it causes.</param>
    /// <param name="artifacts">What activated sets are loaded from.</param>
    /// <param name="retention">For how long who is silent is remembered; null: the default.</param>
    /// <param name="tap">Takes what models are asked; null outside of training.</param>
    public ScoringPartition(Source legs, IArtifacts artifacts, Retention? retention = null, IFeatureTap? tap = null)
    {
        _emission = new Emission(legs);
        _rules = new RuleSwitch(_state, artifacts);
        _models = new ModelSwitch(_state, artifacts);
        _opinions = new PersonOpinions(_models, tap);
        _counterpartOpinions = new CounterpartOpinions(_models, tap);
        _decisions = new PersonDecisions(_state, _rules, _opinions, _waiting, _emission);
        _persons = new PersonScoring(_state, _decisions, _emission);
        _talks = new TalkLooks(_state, _decisions);
        _counterparts = new CounterpartScoring(_state, _counterpartOpinions, _emission);
        _lookAhead = new LookAhead(_state);
        _idle = new IdleSweep(_state, retention ?? Retention.Default, _counterparts);
    }

    public ScoringState State => _state;

    /// <summary>For whoever knows which legs come that are in no message.</summary>
    internal LookAhead LookAhead => _lookAhead;

    /// <summary>Legs dropped as seen before: regenerated after a crash, or sent twice by the source.</summary>
    public long Dropped { get; private set; }

    /// <summary>Hash of the rule set that decides; null before the first leg.</summary>
    public UInt128? RuleSet => _rules.Active?.Hash;

    /// <summary>The model that decides, or looks on; null where there is none.</summary>
    public Model? ModelOf(ModelSubject subject, bool isShadow) => isShadow ? _models.Shadow(subject) : _models.Deciding(subject);

    /// <summary>What the models of a subject were asked since it was cleared.</summary>
    public ModelStatistics StatisticsOf(ModelSubject subject) =>
        subject == ModelSubject.Person ? _opinions.Statistics : _counterpartOpinions.Statistics;

    /// <summary>What is in the way of these legs: the rule set that decides, or one that they activate, cannot be loaded. The
    /// owner asks before it applies the first of them, and then stops the partition until there is an answer.</summary>
    /// <param name="legs">All legs of the next message; none to ask about the state alone.</param>
    /// <returns>Which set and why; null where nothing is in the way.</returns>
    public string? Obstacle(ReadOnlySpan<Leg> legs)
    {
        if (Begin() is { } why)
        {
            return why;
        }

        foreach (ref readonly var leg in legs)
        {
            if (leg.Kind == LegKind.Command && _state.Marks.IsAbove(leg.Stamp) && ObstacleOf(leg) is { } missing)
            {
                return missing;
            }
        }

        return null;
    }

    private string? ObstacleOf(in Leg leg) => leg.Command.Kind switch
    {
        CommandKind.Activate => _rules.Obstacle(new Activation(leg.Command.ArtifactHash, leg.EventId)),
        CommandKind.ActivateModel or CommandKind.ShadowModel => _models.Obstacle(leg.Command.ArtifactHash, leg.EventId),
        _ => null,
    };

    /// <summary>Finds what the state says is activated, once; what is in the way, or null.</summary>
    private string? Begin() => (_rules.Active is null ? _rules.Begin() : null) ?? _models.Begin();

    /// <summary>Takes in the legs of a message, one after the other: while one is scored, the memory is asked for what those behind it need, and the
    /// model is asked about many of them together. What they cause has reached the sink when the last of the message has been taken in.</summary>
    /// <param name="legs">All of the message.</param>
    /// <param name="at">The one to take in.</param>
    /// <param name="offset">Of the message.</param>
    /// <param name="sink">Takes what it causes, or what one before it in the message has caused.</param>
    /// <exception cref="InvalidOperationException">See <see cref="Apply"/>.</exception>
    public void ApplyAt(ReadOnlySpan<Leg> legs, int at, long offset, IScoringSink sink)
    {
        _lookAhead.From(legs, at);
        if (_waiting.Concerns(legs[at], out var question))
        {
            _decisions.AnswerBefore(legs, question);
        }

        _decisions.Place = at;
        Take(legs[at], _lookAhead.IdentitiesOf(at), new Position(offset, at, 0), sink);
        if (_waiting.IsFull || (at == legs.Length - 1 && _waiting.Count > 0))
        {
            _decisions.Answer(legs);
        }
    }

    /// <summary>Takes in one leg of the log.</summary>
    /// <param name="leg">The leg.</param>
    /// <param name="at">Its place in <c>legs</c>: message offset, index in the frame.</param>
    /// <param name="sink">Takes what it causes.</param>
    /// <exception cref="InvalidOperationException">A rule set cannot be loaded: <see cref="Obstacle"/> was not asked. Or the message before was not
    /// taken in to its last leg.</exception>
    public void Apply(in Leg leg, in Position at, IScoringSink sink)
    {
        MustBeWhole();
        _decisions.Place = -1;
        Take(leg, LegIdentities.Of(leg), at, sink);
    }

    /// <summary>Between two messages nothing waits.</summary>
    private void MustBeWhole()
    {
        if (_waiting.Count > 0)
        {
            throw new InvalidOperationException("The message before has not been taken in to its last leg.");
        }
    }

    private void Take(in Leg leg, LegIdentities identities, in Position at, IScoringSink sink)
    {
        if (Begin() is { } why)
        {
            throw new InvalidOperationException(why);
        }

        _emission.Begin(at, sink);
        if (leg.Kind == LegKind.Progress)
        {
            Progress(leg);
            return;
        }

        if (!_state.Marks.Pass(leg.Stamp) || !FirstSight(leg, identities.Event))
        {
            Dropped++;
            return;
        }

        switch (leg.Kind)
        {
            case LegKind.Call or LegKind.CallCounterpart:
                var change = _persons.Call(leg, out var withStranger);
                _counterparts.Called(leg, change, withStranger);
                break;
            case LegKind.Sms:
                _persons.Sms(leg);
                break;
            case LegKind.Money:
                _persons.Money(leg, identities.Transaction);
                _counterparts.Sent(leg);
                break;
            case LegKind.MoneyCounterpart:
                Paid(leg, identities.Transaction);
                break;
            case LegKind.Reputation or LegKind.Exposure:
                _persons.Heard(leg);
                break;
            case LegKind.Registry:
                Register(leg);
                break;
            case LegKind.Disposition:
                Dispose(leg);
                break;
            case LegKind.Command:
                if (leg.Command.Kind == CommandKind.Activate)
                {
                    _rules.Activate(new Activation(leg.Command.ArtifactHash, leg.EventId));
                }
                else if (leg.Command.Kind is CommandKind.ActivateModel or CommandKind.ShadowModel)
                {
                    _models.Activate(leg.Command.ArtifactHash, leg.Command.Kind == CommandKind.ShadowModel, leg.EventId);
                }

                _emission.Item(new CommandItem(_emission.Next(), _state.TimeAt(leg), leg.Entity, leg.EventId, leg.Command));
                break;
            default:
                _counterparts.Apply(leg);
                break;
        }
    }

    /// <summary>Frees the memory of its state at once; it is not used again.</summary>
    public void Dispose() => _state.Dispose();

    public void WriteChanged(IStateWriter writer)
    {
        MustBeWhole();
        _state.WriteChanged(writer);
    }

    public void WriteAll(IStateWriter writer)
    {
        MustBeWhole();
        _state.WriteAll(writer);
    }

    public void Read(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value) => _state.Read(key, value);

    /// <summary>Forgets what has changed without writing it: for whoever never writes changes alone.</summary>
    public void ForgetChanges() => _state.ForgetChanges();

    /// <summary>The same record sent twice under new offsets counts once. What scoring itself sends is told by its marks.</summary>
    private bool FirstSight(in Leg leg, ulong seen) => leg.Kind switch
    {
        LegKind.Reputation or LegKind.Exposure or LegKind.PayerWarned or LegKind.DeviceUsed or LegKind.DeviceShared => true,
        LegKind.Money or LegKind.MoneyCounterpart or LegKind.MoneySent => _state.SeenMoney.Add(seen, leg.EventTimeMs),
        _ => _state.Seen.Add(seen, leg.EventTimeMs),
    };

    private void Progress(in Leg leg)
    {
        if (!_state.Clock.Advance(leg.Progress))
        {
            _counterparts.Continue();
            return;
        }

        var timeMs = _state.Clock.NowMs;
        _counterparts.Advance(timeMs);
        _counterparts.Continue();
        _talks.Advance(timeMs);
        EndEpisodes(timeMs);
        _state.Ahead.Forget(timeMs);
        _idle.Advance(timeMs);
        _emission.Item(new ProgressItem(_emission.Next(), timeMs));
    }

    private void EndEpisodes(long timeMs)
    {
        // The queue is no state: it follows the episodes, those of a restored checkpoint included.
        foreach (ref readonly var begun in _state.Begun.Span)
        {
            ref var episode = ref _state.Episodes.Find(begun);
            if (episode.IsOpen)
            {
                _episodeEnds.Enqueue(begun, (episode.EndsMs, begun));
            }
        }

        _state.Begun.Clear();
        while (_episodeEnds.TryPeek(out var person, out var end) && end.DueMs <= timeMs)
        {
            _episodeEnds.Dequeue();
            ref var episode = ref _state.Episodes.Find(person);
            if (!episode.IsOpen)
            {
                continue;
            }

            // One that advanced since it was queued waits for its own turn, also where that has come already: a restored queue
            // knows no earlier due times, and episodes that end at once must end in the same order.
            var dueMs = episode.EndsMs;
            if (dueMs == end.DueMs)
            {
                End(episode, timeMs);
            }
            else
            {
                _episodeEnds.Enqueue(person, (dueMs, person));
            }
        }
    }

    /// <summary>A payment arrives at an account, or is to: the account is graded, and its owner's line learns of the money.</summary>
    private void Paid(in Leg leg, ulong transaction)
    {
        _counterparts.Paid(leg, transaction);
        var slot = _state.Profiles.Find(leg.Entity);
        if (slot < 0 || _state.Profiles[slot].LinkedLine.IsNone || leg.Money is not { Event: MoneyEvent.Transfer, Phase: MoneyPhase.Settled or MoneyPhase.Accepted })
        {
            return;
        }

        var inflow = leg;
        inflow.Kind = LegKind.Money;
        inflow.Entity = _state.Profiles[slot].LinkedLine;
        inflow.EntityKind = EntityKind.Number;
        if (!leg.Money.Account.IsNone && leg.Money.Account != leg.Entity)
        {
            // Whom the line paid it knows by the account, also where the bank names the number beside it.
            (inflow.Other, inflow.OtherKind) = (leg.Money.Account, EntityKind.Account);
        }

        inflow.Money.Outgoing = false;
        inflow.Money.Account = leg.Entity;
        inflow.Money.BalanceBeforeMinor = -1;
        _emission.Leg(inflow);
    }

    private void Register(in Leg leg)
    {
        ref var profile = ref _persons.Open(leg, out var slot);
        if (leg.Registry is not { Fact: RegistryFact.NewOwner, Active: true })
        {
            _persons.Register(leg, ref profile);
            return;
        }

        // What began since then is the new owner's: it may be told long after it came true, and again every night.
        profile = profile.Since(leg.EventTimeMs);
        _state.Profiles.Touch(slot);
        _state.Counterparts.ChangeOwner(leg);
        ref readonly var episode = ref _state.Episodes.Find(leg.Entity);
        if (episode.StartedMs <= leg.EventTimeMs)
        {
            End(episode, _state.TimeAt(leg));
        }
    }

    /// <summary>Dispatch keeps a case as long as its episode can warn again: told of the end, it may forget it.</summary>
    /// <param name="episode">Nothing happens where it is not open.</param>
    private void End(in Episode episode, long timeMs)
    {
        if (!episode.IsOpen)
        {
            return;
        }

        _emission.Item(new EpisodeEndedItem(_emission.Next(), timeMs, episode.Person, episode.Id));
        _state.Episodes.Remove(episode.Person);
    }

    /// <summary>An agent's finding: remembered, told to the counterpart that it confirms, and passed on.</summary>
    private void Dispose(in Leg leg)
    {
        ref var profile = ref _persons.Open(leg, out _);
        switch (leg.Disposition.Code)
        {
            case DispositionCode.ReachedDenies:
                profile.KnowDenial(leg.EventTimeMs);
                break;
            case DispositionCode.AlreadyLost:
                profile.KnowLoss(leg.EventTimeMs);
                break;
            case DispositionCode.ReachedNotRelevant or DispositionCode.FalsePositiveConfirmed when FindingsOf.Concerns(leg, _state.Episodes.Find(leg.Entity)):
                profile.Denied = 0;
                End(_state.Episodes.Find(leg.Entity), _state.TimeAt(leg));
                break;
            default:
                break;
        }

        ref var episode = ref _state.Episodes.Find(leg.Entity);
        if (episode.IsOpen && leg.Disposition.Code.Closes() && FindingsOf.Names(leg, episode))
        {
            episode.CaseClosed();
            _state.TouchEpisode(leg.Entity);
        }

        if (leg.Disposition.FraudConfirmed && !leg.Disposition.Confirmed.IsNone)
        {
            _emission.Leg(new Leg
            {
                Kind = LegKind.Indicator,
                Entity = leg.Disposition.Confirmed,
                EntityKind = leg.OtherKind,
                EventId = leg.EventId,
                EventTimeMs = leg.EventTimeMs,
                ArrivalTimeMs = leg.ArrivalTimeMs,
                IngestTimeMs = leg.IngestTimeMs,
                Indicator = new IndicatorFacts
                {
                    Level = Grade.High,
                    Confirmed = true,
                    FromMs = leg.EventTimeMs,
                    ToMs = leg.EventTimeMs + (30 * ProfileTime.DayMs),
                },
            });
        }

        _emission.Item(new DispositionItem(
            _emission.Next(), _state.TimeAt(leg), leg.Entity, leg.EventId, leg.EventTimeMs, leg.Disposition));
    }
}
