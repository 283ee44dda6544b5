using System.CommandLine;
using System.Text.Json;
using Confluent.Kafka;
using WarningEngine.App.Artifacts;
using WarningEngine.App.Hosting;
using WarningEngine.App.Patterns;
using WarningEngine.Kafka.Producing;
using WarningEngine.Kafka.Topics;

namespace WarningEngine.App.Commands;

/// <summary><c>topics create</c>: the topics with their settings.</summary>
internal static class TopicsCommand
{
    public static Command Create()
    {
        var configuration = new ConfigurationArguments().WithKafka()
            .With("--partitions", "kafka.partitions", "N", "P of legs and warnings, fixed from then on (kafka.partitions)");
        var json = CommonOptions.Json();
        var create = new Command("create", "Makes the topics that are missing, tells of those that are otherwise than planned, "
            + "and writes the first rule set and model.")
        {
            json,
        };
        configuration.AddTo(create);
        create.SetAction(async (parsed, stop) =>
        {
            var options = configuration.Load<EngineOptions>(parsed);
            var kafka = options.Kafka;
            try
            {
                List<string> notes =
                [
                    .. await new BrokerTopicMaker(kafka).MakeAsync(TopicPlan.All(kafka.Partitions, kafka.RawPartitions), othersMakeThem: false, stop),
                ];
                var patterns = options.Scoring.Patterns;
                if (await new RuleSetPublisher(kafka, TimeProvider.System)
                    .WriteFirstAsync(RuleSetFiles.Read(patterns), RuleSetFiles.NameOf(patterns), ShippedModels.ReadFirst(options.Scoring), stop) is { } wrote)
                {
                    notes.Add(wrote);
                }

                var code = TopicPlan.OtherPartitions(kafka).Count == 0 ? ExitCode.Good : ExitCode.Failed;
                var output = parsed.InvocationConfiguration.Output;
                if (parsed.GetValue(json))
                {
                    output.WriteLine(JsonSerializer.Serialize(new { notes }));
                    return code;
                }

                foreach (var note in notes)
                {
                    output.WriteLine(note);
                }

                return code;
            }
            catch (KafkaException failure)
            {
                throw new CommandFailedException($"{kafka.BootstrapServers}: {failure.Error.Reason}", failure);
            }
            catch (KafkaFaultException failure)
            {
                throw new CommandFailedException(failure.Message, failure);
            }
        });
        return new Command("topics", "Topics of Kafka.") { create };
    }
}
