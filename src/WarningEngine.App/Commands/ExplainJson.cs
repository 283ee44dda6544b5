using System.Text.Json;
using WarningEngine.Core;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Events;
using WarningEngine.Core.Profiles;

namespace WarningEngine.App.Commands;

/// <summary>What <c>explain</c> prints, for programs. Times are ms since epoch, null where there was none.</summary>
internal static class ExplainJson
{
    public static string Of(ScoringState state, Token token, int partition, long offset)
    {
        var (slot, counterpart) = (state.Profiles.Find(token), state.Counterparts.Table.Find(token));
        ref var episode = ref state.Episodes.Find(token);
        return JsonSerializer.Serialize(new
        {
            token = token.ToString(),
            partition,
            nextOffset = offset,
            timeMs = Known(state.Clock.NowMs),
            ruleSet = state.RuleSets is [.., var last] ? $"{last.RuleSet:x32}" : null,
            counterpart = counterpart < 0 ? null : Of(state.Counterparts.Table[counterpart]),
            line = slot < 0 ? null : Of(state.Profiles[slot]),
            episode = slot < 0 || !episode.IsOpen ? null : Of(episode),
        });
    }

    private static object Of(in Profile profile)
    {
        var calls = new List<object>();
        foreach (ref readonly var call in (ReadOnlySpan<RecentCall>)profile.Calls)
        {
            if (call.Peer != 0 && profile.Kind == EntityKind.Number)
            {
                calls.Add(new
                {
                    startMs = ProfileTime.FromSeconds(call.StartSec), direction = call.Direction.ToString(), peerClass = call.PeerClass.ToString(),
                    durationSec = call.DurationSec, marks = call.Marks.ToString(),
                });
            }
        }

        return new
        {
            kind = profile.Kind.ToString(), ageBand = profile.AgeBand.ToString(), homeRegion = profile.HomeRegion, lastRegion = profile.LastRegion,
            facts = (profile.Marks & ProfileMarks.Facts).ToString(), firstCallMs = OfDays(profile.FirstCallDay), firstMoneyMs = OfDays(profile.FirstMoneyDay),
            lastEventMs = OfMinutes(profile.LastEventMin), usualLongCallSec = profile.UsualLongCallSec, usualLargeAmount = profile.UsualLargeAmount,
            payments = profile.PaymentCount, warnings = profile.Warnings, denials = profile.Denials, calls,
        };
    }

    private static object Of(in Counterpart party)
    {
        var lists = new List<object>();
        foreach (ref readonly var entry in (ReadOnlySpan<ListEntry>)party.Lists)
        {
            if (entry.Entry != 0)
            {
                lists.Add(new
                {
                    entry = $"{entry.Entry:x8}", level = entry.Level.ToString(), phase = entry.Phase.ToString(), fromMs = OfMinutes(entry.FromMin),
                    toMs = OfMinutes(entry.ToMin), appeal = entry.Appeal.ToString(), confirmed = entry.Confirmed,
                });
            }
        }

        return new
        {
            kind = party.Kind.ToString(), grade = party.Grade.ToString(), reasons = party.Reasons.ToString(), behaviourGrade = party.BehaviourGrade.ToString(),
            firstSeenMs = OfMinutes(party.FirstSeenMin), touchedAbout = party.Parties.Estimate(), touchedOverflow = party.TouchedOverflow, lists,
        };
    }

    private static object Of(in Episode episode) => new
    {
        id = $"{episode.Id:x32}", startedMs = episode.StartedMs, tier = episode.Tier.ToString(), stage = episode.Stage.ToString(),
        patterns = Patterns(episode),
        evidence = episode.Timeline().Select(x => new { timeMs = x.EventTimeMs, kind = x.Kind.ToString(), detail = x.Detail, amountMinor = x.AmountMinor }),
    };

    private static List<object> Patterns(in Episode episode)
    {
        var begun = new List<object>();
        foreach (var pattern in episode.Patterns.Begun)
        {
            begun.Add(new
            {
                pattern = pattern.Key.ToString(), steps = Enumerable.Range(0, pattern.StepCount).Select(x => pattern[x].Count).ToArray(),
                raisedTier = pattern.RaisedTier.ToString(), raisedStage = pattern.RaisedStage.ToString(),
            });
        }

        return begun;
    }

    private static long? Known(long ms) => ms == 0 ? null : ms;

    private static long? OfDays(ushort days) => days == 0 ? null : ProfileTime.FromDays(days);

    private static long? OfMinutes(uint minutes) => minutes == 0 ? null : ProfileTime.FromMinutes(minutes);
}
