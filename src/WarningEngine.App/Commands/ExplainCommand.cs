using System.CommandLine;
using System.Globalization;
using WarningEngine.App.Configuration;
using WarningEngine.App.Hosting;
using WarningEngine.App.Numbers;
using WarningEngine.App.Replay;
using WarningEngine.Core;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;
using WarningEngine.Core.Profiles;
using WarningEngine.Redis;

namespace WarningEngine.App.Commands;

/// <summary><c>explain PERSON</c>: what the state knows of one line, its open patterns, and why.</summary>
internal static class ExplainCommand
{
    public static Command Create()
    {
        var person = new Argument<string>("PERSON") { Description = "A number, or a token of 32 hex digits" };
        var json = CommonOptions.Json();
        var configuration = new ConfigurationArguments().WithRedis().WithTokenKey();
        var command = new Command("explain", "What the state knows of one line, its open patterns, and why.") { person, json };
        configuration.AddTo(command);
        command.SetAction(async parsed =>
        {
            var options = configuration.Load<EngineOptions>(parsed);
            var token = TokenOf(parsed.GetRequiredValue(person), options);
            await using var redis = await RedisConnection.OpenAsync(options.Redis);
            var state = new ScoringState();
            var (partition, offset) = RedisConnection.Read(options.Redis, () => Load(new RedisCheckpointStore(redis), token, options, state));
            if (parsed.GetValue(json))
            {
                parsed.InvocationConfiguration.Output.WriteLine(ExplainJson.Of(state, token, partition, offset));
            }
            else
            {
                Print(parsed.InvocationConfiguration.Output, state, token, partition, offset);
            }

            return ExitCode.Good;
        });
        return command;
    }

    /// <summary>Loads the partition of a line. Of how many it is one the store says: by another number the line would be looked for where it never was,
    /// and nothing be known of it.</summary>
    private static (int Partition, long Offset) Load(RedisCheckpointStore store, Token token, EngineOptions options, ScoringState state)
    {
        var any = Enumerable.Range(0, options.Kafka.Partitions).Select(x => store.Describe(StateFill.Score, x)).FirstOrDefault(x => x is not null);
        var partition = token.Partition(any?.Partitions ?? options.Kafka.Partitions);
        var (offset, _) = store.Peek(StateFill.Score, partition, state)
            ?? throw new CommandFailedException($"Partition {partition} has no checkpoint in {options.Redis.Names}.");
        return (partition, offset);
    }

    private static Token TokenOf(string person, EngineOptions options)
    {
        if (Token.TryParse(person, out var token))
        {
            return token;
        }

        if (options.Intake.TokenKeyFile is not { } file)
        {
            throw new UsageException("A number needs --token-key-file; a token does not.");
        }

        var number = new Core.Intake.Numbers(new LibPhoneNumberPlan(options.Intake.DefaultRegion)).Normalise(person)
            ?? throw new UsageException($"'{person}' is no number.");
        using var tokens = new Tokeniser(TokenKey.Read(file));
        return tokens.Number(number.Text);
    }

    private static void Print(TextWriter to, ScoringState state, Token person, int partition, long offset)
    {
        to.WriteLine($"token {person}, partition {partition}, as of offset {offset}, {Time(state.Clock.NowMs)}");
        to.WriteLine(state.RuleSets is [.., var last] ? $"rule set {last.RuleSet:x32}" : "no rule set yet: the first of artifacts decides");
        var slot = state.Profiles.Find(person);
        var counterpart = state.Counterparts.Table.Find(person);
        if (counterpart >= 0)
        {
            Print(to, state, state.Counterparts.Table[counterpart], person);
        }

        if (slot < 0)
        {
            to.WriteLine(counterpart < 0 ? "Nothing is known of it." : "It is no line of its own.");
            return;
        }

        ref readonly var profile = ref state.Profiles[slot];
        to.WriteLine($"{profile.Kind}, age {profile.AgeBand}, home {profile.HomeRegion}, last served in {profile.LastRegion}, {profile.Marks & ProfileMarks.Facts}");
        to.WriteLine($"calls since {Days(profile.FirstCallDay)}, payments since {Days(profile.FirstMoneyDay)}, last event {Minutes(profile.LastEventMin)}");
        to.WriteLine($"usual long call {profile.UsualLongCallSec} s, usual large amount {profile.UsualLargeAmount}, payments {profile.PaymentCount}, warnings {profile.Warnings}, denials {profile.Denials}");
        foreach (ref readonly var call in (ReadOnlySpan<RecentCall>)profile.Calls)
        {
            if (call.Peer != 0 && profile.Kind == EntityKind.Number)
            {
                to.WriteLine($"  call {Time(ProfileTime.FromSeconds(call.StartSec))} {call.Direction} {call.PeerClass} {call.DurationSec} s {call.Marks}");
            }
        }

        ref var episode = ref state.Episodes.Find(person);
        if (!episode.IsOpen)
        {
            to.WriteLine("No episode is open.");
            return;
        }

        to.WriteLine($"episode {episode.Id:x32} since {Time(episode.StartedMs)}: {episode.Tier}, {episode.Stage}");
        foreach (var pattern in episode.Patterns.Begun)
        {
            to.WriteLine($"  {pattern.Key}: steps {string.Join(" ", Enumerable.Range(0, pattern.StepCount).Select(x => $"{x}:{pattern[x].Count}"))}, raised {pattern.RaisedTier} {pattern.RaisedStage}");
        }

        foreach (var evidence in episode.Timeline())
        {
            to.WriteLine($"  {Time(evidence.EventTimeMs)} {evidence.Kind} {evidence.Detail} {(evidence.AmountMinor == 0 ? "" : (evidence.AmountMinor / 100m).ToString(CultureInfo.InvariantCulture))}");
        }
    }

    private static void Print(TextWriter to, ScoringState state, Counterpart party, Token token)
    {
        var now = ProfileTime.Minutes(state.Clock.NowMs);
        var touched = state.Counterparts.Touched.CountLive(party, token, now, Limits.TouchedPerCounterpartMax);
        var counts = party.Counts;
        to.WriteLine(
            $"as a counterpart ({party.Kind}): grade {party.Grade} ({party.Reasons}), by behaviour {party.BehaviourGrade}, "
            + $"first seen {Minutes(party.FirstSeenMin)}");
        to.WriteLine(
            $"  touched about {party.Parties.Estimate()} parties, {touched} of them within 72 h; "
            + $"{party.TouchedOverflow} more had to give way and will not be told");
        to.WriteLine(
            $"  of about a day: {Whole(counts.Originated)} calls, {Whole(counts.Answered)} answered, {Whole(counts.ShortCalls)} short, "
            + $"{Whole(counts.Repeated)} to the same, {Whole(counts.CalledBack)} called back; {Whole(counts.Messages)} messages; "
            + $"{Whole(counts.Payments)} payments, {Whole(counts.WarnedPayers)} payers warned, "
            + $"{counts.MoneyIn} in, {counts.MoneyOut} out after {party.RetentionMin} min");
        foreach (ref readonly var entry in (ReadOnlySpan<ListEntry>)party.Lists)
        {
            if (entry.Entry != 0)
            {
                to.WriteLine(
                    $"  list entry {entry.Entry:x8}: {entry.Level}, {entry.Phase}, {Term(entry)}, "
                    + $"appeal {entry.Appeal}{(entry.Confirmed ? ", confirmed by an agent" : "")}");
            }
        }

        var wave = state.Counterparts.Waves.Table.Find(token);
        if (wave >= 0)
        {
            var open = state.Counterparts.Waves.Table[wave];
            to.WriteLine($"  is being told of: {open.Grade}, blocks {open.NextBlock} to {open.EndBlock} are left");
        }
    }

    private static uint Whole(uint count) => count / CounterpartCounts.One;

    private static string Time(long ms) => ms == 0 ? "never"
        : DateTimeOffset.FromUnixTimeMilliseconds(ms).ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Days(ushort days) =>
        days == 0 ? "never" : Time(ProfileTime.FromDays(days))[..10];

    private static string Term(in ListEntry entry) =>
        (entry.FromMin == 0 ? "from the first" : $"from {Minutes(entry.FromMin)}") + (entry.ToMin == 0 ? ", without end" : $" to {Minutes(entry.ToMin)}");

    private static string Minutes(uint minutes) => minutes == 0 ? "never" : Time(ProfileTime.FromMinutes(minutes));
}
