using System.CommandLine;
using System.Text.Json;
using Confluent.Kafka;
using StackExchange.Redis;
using WarningEngine.App.Hosting;
using WarningEngine.App.Replay;
using WarningEngine.App.Snapshots;
using WarningEngine.Core;
using WarningEngine.Kafka;
using WarningEngine.Kafka.Consuming;
using WarningEngine.Kafka.Topics;
using WarningEngine.Redis;

namespace WarningEngine.App.Commands;

/// <summary><c>state export</c> and <c>state import</c>: the state of a drained service as files, to seed another cluster or
/// another number of partitions.</summary>
internal static class StateCommand
{
    private static readonly IReadOnlyDictionary<string, string> LogOf = new Dictionary<string, string>
    {
        [StateFill.Score] = TopicPlan.Legs, [StateFill.Dispatch] = TopicPlan.Warnings,
    };

    public static Command Create() => new("state", "The state of scoring and dispatch as files.") { Export(), Import() };

    private static Command Export()
    {
        var output = new Option<DirectoryInfo>("--out") { Description = "A folder without snapshots", HelpName = "DIR", Required = true };
        var drained = new Option<bool>("--drained") { Description = "Fail unless the state has read its logs to their ends (asks Kafka)" };
        var json = CommonOptions.Json();
        var configuration = new ConfigurationArguments().WithKafka().WithRedis();
        var command = new Command("export", "Writes the last checkpoint of every partition. For another number of partitions: "
            + "stop intake, wait until all is read, then export with --drained.") { output, drained, json };
        configuration.AddTo(command);
        command.SetAction(async parsed =>
        {
            var options = configuration.Load<EngineOptions>(parsed);
            await using var redis = await RedisConnection.OpenAsync(options.Redis);
            var store = new RedisCheckpointStore(redis);
            if (parsed.GetValue(drained))
            {
                RequireDrained(options.Kafka, (role, partition) => Telling(options, () => store.Describe(role, partition)?.NextOffset ?? 0));
            }

            using var line = new ProgressLine(parsed.InvocationConfiguration.Error);
            var export = new StateExport(
                store, options.Kafka.Partitions, options.Kafka.Generation, TimeProvider.System);
            var directory = parsed.GetRequiredValue(output).FullName;
            var exported = Telling(options, () => export.Run(directory, done => line.Show($"{done} of {2 * options.Kafka.Partitions} partitions")));
            if (parsed.GetValue(drained))
            {
                // Once more, of what was written: a service that runs goes on meanwhile.
                RequireDrained(options.Kafka, (role, partition) => exported.FirstOrDefault(x => (x.Role, x.Partition) == (role, partition))?.NextOffset ?? 0);
                DrainedMark.Write(directory);
            }

            var to = parsed.InvocationConfiguration.Output;
            to.WriteLine(parsed.GetValue(json)
                ? JsonSerializer.Serialize(new
                {
                    partitions = options.Kafka.Partitions, records = exported.Sum(x => x.Records),
                    files = exported.Select(x => new { role = x.Role, partition = x.Partition, nextOffset = x.NextOffset, records = x.Records, file = x.File }),
                })
                : $"{exported.Sum(x => x.Records)} records of {options.Kafka.Partitions} partitions in {exported.Count} files");
            return ExitCode.Good;
        });
        return command;
    }

    private static Command Import()
    {
        var input = new Option<DirectoryInfo>("--in") { Description = "What 'state export' wrote", HelpName = "DIR", Required = true };
        var undrained = new Option<bool>("--undrained")
        {
            Description = "Take an export without --drained: what it had not read of its logs is lost, if it had not read all",
        };
        var json = CommonOptions.Json();
        var configuration = new ConfigurationArguments().WithKafka().WithRedis();
        var command = new Command("import", "Fills an empty store with an exported state, dealt out to kafka.partitions. "
            + "The logs legs and warnings must be new: empty, and of a higher kafka.generation.") { input, undrained, json };
        configuration.AddTo(command);
        command.SetAction(async parsed =>
        {
            var options = configuration.Load<EngineOptions>(parsed);
            var directory = parsed.GetRequiredValue(input).FullName;
            if (!parsed.GetValue(undrained) && !(Directory.Exists(directory) && DrainedMark.IsOf(directory)))
            {
                throw new CommandFailedException($"{directory} is no export with --drained: what its state had not read of its logs would be lost. "
                    + "Export again with --drained, or take it all the same with --undrained.");
            }

            var snapshots = FirstSnapshots.Of(options.Snapshots, options.Kafka.Generation, TimeProvider.System);
            await using var redis = await RedisConnection.OpenAsync(options.Redis);
            var store = new RedisCheckpointStore(redis);
            foreach (var role in StateExport.Roles)
            {
                StateFill.Refuse(store, role, options.Kafka.Partitions);
            }

            RequireNewLogs(options.Kafka);
            using var line = new ProgressLine(parsed.InvocationConfiguration.Error);
            var import = new StateImport(options.Kafka.Partitions, options.Dispatch.ToOptions());
            import.Read(directory, done => line.Show($"{done} of {import.Before} partitions read"));
            if (import.Generation >= options.Kafka.Generation)
            {
                throw new CommandFailedException($"The export is of generation {import.Generation}, and so would its successor be: "
                    + $"--set kafka.generation={import.Generation + 1}, here and for the service.");
            }

            await StateFill.WriteAsync(store, snapshots, StateFill.Score, import.Scoring, Written);
            await StateFill.WriteAsync(store, snapshots, StateFill.Dispatch, import.Cases, Written);
            Print(parsed.InvocationConfiguration.Output, import, options.Kafka.Partitions, parsed.GetValue(json));
            return ExitCode.Good;

            void Written(int done) => line.Show($"{done} of {options.Kafka.Partitions} partitions written");
        });
        return command;
    }

    private static void Print(TextWriter to, StateImport import, int partitions, bool json)
    {
        var (lines, counterparts, episodes, cases) = (
            import.Scoring.Sum(x => x.Profiles.Count), import.Scoring.Sum(x => x.Counterparts.Table.Count),
            import.Scoring.Sum(x => x.Episodes.Count), import.Cases.Sum(x => x.Cases.Count));
        to.WriteLine(json
            ? JsonSerializer.Serialize(new { partitionsBefore = import.Before, partitions, lines, counterparts, episodes, cases, snapshots = true })
            : $"{lines} lines, {counterparts} counterparts, {episodes} episodes, {cases} cases from {import.Before} to {partitions} partitions, with snapshots");
    }

    private static void RequireDrained(KafkaOptions kafka, Func<string, int, long> nextOffset) => Asking(kafka, reader =>
    {
        foreach (var (role, log) in LogOf)
        {
            for (var partition = reader.Partitions(log) - 1; partition >= 0; partition--)
            {
                var (end, next) = (reader.Bounds(log, partition).End, nextOffset(role, partition));
                if (end != next)
                {
                    throw new CommandFailedException($"{log}/{partition} ends at offset {end}, the state of {role} stands at {next}: "
                        + "stop intake, wait until the lag is 0, and export again.");
                }
            }
        }
    });

    private static void RequireNewLogs(KafkaOptions kafka) => Asking(kafka, reader =>
    {
        foreach (var log in LogOf.Values)
        {
            var count = reader.Partitions(log);
            if (count != 0 && count != kafka.Partitions)
            {
                throw new CommandFailedException($"{log} has {count} partitions, configured are {kafka.Partitions}: delete it, 'topics create' makes it anew.");
            }

            for (var partition = 0; partition < count; partition++)
            {
                if (reader.Bounds(log, partition).End is > 0 and var end)
                {
                    throw new CommandFailedException($"{log}/{partition} is not new, it ends at offset {end}: what it holds would be applied once more.");
                }
            }
        }
    });

    private static void Asking(KafkaOptions kafka, Action<LogReader> ask)
    {
        try
        {
            using var reader = new LogReader(kafka);
            ask(reader);
        }
        catch (KafkaException failure)
        {
            throw new CommandFailedException($"{kafka.BootstrapServers}: {failure.Error.Reason}", failure);
        }
    }

    private static T Telling<T>(EngineOptions options, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception failure) when (failure is RedisException or TimeoutException or StoreAwayException)
        {
            throw new CommandFailedException($"{options.Redis.Names}: {failure.Message}", failure);
        }
        catch (InvalidDataException damaged)
        {
            throw new CommandFailedException(damaged.Message, damaged);
        }
    }
}
