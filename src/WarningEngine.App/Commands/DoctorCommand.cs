using System.CommandLine;
using System.Text.Json;
using Confluent.Kafka;
using StackExchange.Redis;
using WarningEngine.App.Artifacts;
using WarningEngine.App.Configuration;
using WarningEngine.App.Hosting;
using WarningEngine.App.Patterns;
using WarningEngine.App.Snapshots;
using WarningEngine.Core;
using WarningEngine.Core.Dispatch;
using WarningEngine.Kafka.Artifacts;
using WarningEngine.Kafka.Producing;
using WarningEngine.Kafka.Topics;
using WarningEngine.Redis;

namespace WarningEngine.App.Commands;

/// <summary><c>doctor</c>: checks configuration, brokers, topics, Redis, clock and models, and says what to mend.</summary>
internal static class DoctorCommand
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan SkewMax = TimeSpan.FromSeconds(30);

    internal sealed record Finding(string What, bool Good, string Detail);

    public static Command Create()
    {
        var json = CommonOptions.Json();
        var configuration = new ConfigurationArguments().WithKafka().WithRedis().WithTokenKey();
        var command = new Command("doctor", "Checks configuration, brokers, topics, Redis, clock, models; says what to mend.") { json };
        configuration.AddTo(command);
        command.SetAction(parsed =>
        {
            var options = configuration.Load<EngineOptions>(parsed);
            List<Finding> findings = [new("configuration", true, "valid"), Key(options), Patterns(options), FirstModel(options), .. Watched(options.Scoring)];
            findings.AddRange(Unchecked(options.Kafka.ClientSettings()));
            findings.AddRange(Kafka(options));
            findings.AddRange(Redis(options, TimeProvider.System));
            findings.Add(Snapshots(options.Snapshots, TimeProvider.System));
            Print(findings, parsed.InvocationConfiguration.Output, parsed.GetValue(json));
            return findings.TrueForAll(x => x.Good) ? ExitCode.Good : ExitCode.Failed;
        });
        return command;
    }

    private static Finding Key(EngineOptions options)
    {
        if (options.Intake.TokenKeyFile is not { } file)
        {
            return new("token key", false, "none is given: --token-key-file FILE, made once with 'keys new FILE'");
        }

        try
        {
            TokenKey.Read(file);
            return new("token key", true, file);
        }
        catch (ConfigurationInvalidException wrong)
        {
            return new("token key", false, string.Join("; ", wrong.Errors));
        }
    }

    private static Finding Patterns(EngineOptions options)
    {
        try
        {
            return new("patterns", true, $"{PatternFiles.Load(options.Scoring.Patterns).Patterns.Count} in {options.Scoring.Patterns}");
        }
        catch (Exception wrong) when (wrong is PatternFilesException or IOException)
        {
            return new("patterns", false, wrong.Message);
        }
    }

    /// <summary>As a running service looks at it.</summary>
    private static Finding[] Watched(ScoringOptions options)
    {
        const string what = "watch";
        if (options.Watch is not { } directory)
        {
            return [];
        }

        try
        {
            var files = RuleSetFiles.Read(directory);
            var why = files.Files.Count == 0 ? "there is no *.yaml" : string.Join("; ", CheckedRuleSet.Of(files).Failures);
            return [new(what, why.Length == 0, why.Length == 0 ? directory : $"{directory}: {why}")];
        }
        catch (Exception wrong) when (wrong is PatternFilesException or IOException or UnauthorizedAccessException)
        {
            return [new(what, false, $"{directory}: {wrong.Message}")];
        }
    }

    private static Finding FirstModel(EngineOptions options)
    {
        try
        {
            return new("model", true, ShippedModels.ReadFirst(options.Scoring) is { } model
                ? $"{model.Model.Name} in {options.Scoring.Model}" : "none: patterns begin alone");
        }
        catch (ConfigurationInvalidException wrong)
        {
            return new("model", false, string.Join("; ", wrong.Errors));
        }
    }

    /// <summary>Without a directory the engine runs; it is only poorer by one way back.</summary>
    private static Finding Snapshots(SnapshotOptions options, TimeProvider clock)
    {
        const string what = "snapshots";
        if (options.Directory is not { } directory)
        {
            return new(what, true, "none are made: snapshots.directory is not set. State that Redis loses comes back only from logs that are whole");
        }

        if (options.Kept * options.Every > TimeSpan.FromDays(TopicPlan.LogDays))
        {
            return new(what, false, $"{options.Kept} of them, one every {options.Every}, reach further back than the {TopicPlan.LogDays} days of the logs");
        }

        if (!Directory.Exists(directory))
        {
            return new(what, false, $"{directory} is not there. Only a first start over empty logs makes it; later partitions whose state is lost wait for it");
        }

        try
        {
            using (new WholeFile(Path.Combine(directory, "doctor")))
            {
                // That it can be begun says that files can be written; it is never completed.
            }

            var newest = Directory.EnumerateFiles(directory, "*.snapshot").Select(File.GetLastWriteTimeUtc).DefaultIfEmpty().Max();
            return newest == default ? new(what, true, $"none yet in {directory}")
                : new(what, clock.GetUtcNow() - newest < 2 * options.Every, $"the newest in {directory} is of {newest:u}, one is due every {options.Every}");
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            return new(what, false, $"{directory}: {wrong.Message}");
        }
    }

    /// <summary>Settings with which anybody in between can be the broker: of use for a trial, and forgotten after it.</summary>
    internal static IEnumerable<Finding> Unchecked(IReadOnlyDictionary<string, string> client) =>
        from wrong in new[] { (Name: "ssl.endpoint.identification.algorithm", Value: "none"), (Name: "enable.ssl.certificate.verification", Value: "false") }
        where client.TryGetValue(wrong.Name, out var value) && value.Trim().Equals(wrong.Value, StringComparison.OrdinalIgnoreCase)
        select new Finding("kafka.client", false, $"{wrong.Name}={wrong.Value}: whoever stands in between can pass for a broker");

    private static List<Finding> Kafka(EngineOptions options)
    {
        try
        {
            using var admin = new AdminClientBuilder(options.Kafka.NewClient()).SetLogHandler((_, _) => { }).Build();
            var cluster = admin.GetMetadata(Timeout);
            var there = cluster.Topics.ToDictionary(x => x.Topic, x => x.Partitions.Count);
            List<Finding> findings =
            [
                new("kafka", true, $"{cluster.Brokers.Count} brokers at {options.Kafka.BootstrapServers}"),
            ];
            var planned = TopicPlan.All(options.Kafka.Partitions, options.Kafka.RawPartitions);
            findings.AddRange(TopicPlan.FewCopies(cluster, planned).Select(x => new Finding("copies", false, x)));
            foreach (var topic in planned)
            {
                var count = there.GetValueOrDefault(topic.Name);
                if (count != topic.Partitions)
                {
                    findings.Add(new($"topic {topic.Name}", false, count == 0
                        ? "is missing: 'topics create'" : $"has {count} partitions, configured are {topic.Partitions}"));
                }
            }

            if (there.ContainsKey(TopicPlan.Artifacts))
            {
                findings.AddRange(Artifacts(options));
            }

            return findings;
        }
        catch (KafkaException failure)
        {
            return [new("kafka", false, $"{options.Kafka.BootstrapServers}: {failure.Error.Reason}")];
        }
    }

    private static List<Finding> Artifacts(EngineOptions options)
    {
        try
        {
            var records = ArtifactReader.ReadAll(options.Kafka, TimeProvider.System, CancellationToken.None);
            var there = ArtifactCatalogue.Of(records);
            var remade = new RawTopicIdentities(options.Kafka, TimeProvider.System).Refusals(records, options.Intake.RawGenerations());
            return [RuleSets(there), .. Models(there), .. remade.Select(x => new Finding("raw topics", false, x))];
        }
        catch (KafkaFaultException failure)
        {
            return [new("artifacts", false, failure.Message)];
        }
    }

    private static Finding RuleSets(ArtifactCatalogue there)
    {
        if (there.First is not { } first)
        {
            return new("rule sets", false, "artifacts holds no first set: 'topics create' writes the shipped one");
        }

        var found = there.Find(first);
        return found.Set is null
            ? new("rule sets", false, found.Why)
            : new("rule sets", true, $"{there.Artifacts.Count(x => x.Record.Kind == ArtifactKind.Patterns)} in artifacts, first {first:x32}");
    }

    /// <summary>What was promoted, and what could not be if it were.</summary>
    private static IEnumerable<Finding> Models(ArtifactCatalogue there)
    {
        foreach (var subject in new[] { "person", "counterpart" })
        {
            if (there.PromotedOf(subject) is not [var hash, ..])
            {
                yield return new($"model of a {subject}", true, "none is promoted: patterns and rules decide alone");
                continue;
            }

            var found = there.FindModel(hash);
            yield return found.Model is { } model
                ? new($"model of a {subject}", true, $"{model.Name} {hash:x32}")
                : new($"model of a {subject}", false, $"{(found.State == ArtifactState.Void ? $"model {hash:x32} is void" : found.Why)}: "
                    + $"'model rollback --subject {subject}'");
        }

        foreach (var (record, why) in there.Artifacts.Where(x => x.Record.Kind == ArtifactKind.Model && x.Why.Length > 0))
        {
            yield return new($"model {record.Hash:x32}", false, $"cannot be loaded, and cannot be promoted: {why}");
        }
    }

    private static List<Finding> Redis(EngineOptions options, TimeProvider clock)
    {
        try
        {
            var connection = options.Redis.NewConnection();
            connection.AbortOnConnectFail = true;
            using var redis = ConnectionMultiplexer.Connect(connection);
            var server = redis.GetServers()[0];
            var skew = (server.Time() - clock.GetUtcNow().UtcDateTime).Duration();
            return
            [
                new("redis", true, $"{server.Version} at {options.Redis.Names}"),
                new("clock", skew <= SkewMax, $"{skew.TotalSeconds:0.0} s from the Redis server's"),
                .. States(new RedisCheckpointStore(redis), options.Kafka.Partitions),
            ];
        }
        catch (Exception failure) when (failure is RedisException or TimeoutException)
        {
            return [new("redis", false, $"{options.Redis.Names}: {RedisFaults.Why(failure)}")];
        }
    }

    /// <summary>A state of another P is taken by nobody.</summary>
    private static List<Finding> States(RedisCheckpointStore store, int partitions)
    {
        List<Finding> findings = [];
        foreach (var role in StateExport.Roles)
        {
            try
            {
                // Every partition hears of time, so that the first one has a state where any has.
                if (store.Describe(role, 0) is { } facts && facts.Partitions != partitions)
                {
                    findings.Add(new($"state of {role}", false, $"is of {facts.Partitions} partitions, configured are {partitions}"));
                }
            }
            catch (InvalidDataException damaged)
            {
                findings.Add(new($"state of {role}", false, damaged.Message));
            }
        }

        return findings;
    }

    private static void Print(List<Finding> findings, TextWriter to, bool json)
    {
        if (json)
        {
            to.WriteLine(JsonSerializer.Serialize(findings.Select(x => new { check = x.What, good = x.Good, detail = x.Detail })));
            return;
        }

        foreach (var finding in findings)
        {
            to.WriteLine($"{(finding.Good ? "good" : "MEND")}  {finding.What}: {finding.Detail}");
        }
    }
}
