using System.CommandLine;
using System.Text.Json;
using WarningEngine.App.Hosting;
using WarningEngine.App.Replay;
using WarningEngine.App.Snapshots;
using WarningEngine.Redis;

namespace WarningEngine.App.Commands;

/// <summary><c>state export</c> and <c>state import</c>: the state of a drained service as files, to seed another cluster or
/// another number of partitions.</summary>
internal static class StateCommand
{
    public static Command Create() => new("state", "The state of scoring and dispatch as files.") { Export(), Import() };

    private static Command Export()
    {
        var output = new Option<DirectoryInfo>("--out") { Description = "A folder without snapshots", HelpName = "DIR", Required = true };
        var drained = new Option<bool>("--drained") { Description = "Fail unless the state has read its logs to their ends (asks Kafka)" };
        var json = CommonOptions.Json();
        var configuration = new ConfigurationArguments().WithKafka().WithRedis();
        var command = new Command("export", "Writes the last checkpoint of every partition. For another number of partitions: "
            + "stop intake, wait until all is read, then export with --drained.")
        {
            output, drained, json,
        };
        configuration.AddTo(command);
        command.SetAction(async parsed =>
        {
            var options = configuration.Load<EngineOptions>(parsed);
            await using var redis = await RedisConnection.OpenAsync(options.Redis);
            var store = new RedisCheckpointStore(redis);
            if (parsed.GetValue(drained))
            {
                StateLogs.RequireDrained(
                    options.Kafka, (role, partition) => RedisConnection.Read(options.Redis, () => store.Describe(role, partition)?.NextOffset ?? 0));
            }

            using var line = new ProgressLine(parsed.InvocationConfiguration.Error);
            var export = new StateExport(
                store, options.Kafka.Partitions, options.Kafka.Generation, TimeProvider.System);
            var directory = parsed.GetRequiredValue(output).FullName;
            var exported = RedisConnection.Read(
                options.Redis, () => export.Run(directory, done => line.Show($"{done} of {2 * options.Kafka.Partitions} partitions")));
            if (parsed.GetValue(drained))
            {
                // Once more, of what was written: a service that runs goes on meanwhile.
                StateLogs.RequireDrained(
                    options.Kafka, (role, partition) => exported.FirstOrDefault(x => (x.Role, x.Partition) == (role, partition))?.NextOffset ?? 0);
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
            + "The logs legs and warnings must be new: empty, and of a higher kafka.generation.")
        {
            input, undrained, json,
        };
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

            StateLogs.RequireNew(options.Kafka);
            snapshots.RefuseStrangers();
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
            : $"{lines} lines, {counterparts} counterparts, {episodes} episodes, {cases} cases from {import.Before} to {partitions} partitions, "
                + "with snapshots");
    }
}
