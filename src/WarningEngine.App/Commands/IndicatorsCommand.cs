using System.CommandLine;
using System.Text.Json;
using Spectre.Console;
using WarningEngine.App.Hosting;
using WarningEngine.App.Indicators;
using WarningEngine.App.Numbers;
using WarningEngine.Core.Events;
using WarningEngine.Core.Profiles;
using WarningEngine.Kafka.Producing;
using WarningEngine.Kafka.Wire;

namespace WarningEngine.App.Commands;

/// <summary><c>indicators import</c>: a list of numbers, senders, accounts or domains, with basis and term.</summary>
internal static class IndicatorsCommand
{
    private static readonly TimeSpan FlushTimeout = TimeSpan.FromMinutes(2);

    public static Command Create()
    {
        var kind = new Option<EntityKind>("--kind") { Description = "number, sender, account or domain", Required = true };
        var level = new Option<Grade>("--level") { Description = "medium, high or veryhigh", Required = true };
        kind.AcceptOnlyFromAmong(StringComparer.OrdinalIgnoreCase, "number", "sender", "account", "domain");
        level.AcceptOnlyFromAmong(StringComparer.OrdinalIgnoreCase, "medium", "high", "veryhigh");
        var basis = new Option<string>("--basis") { Description = "The ground, in words", HelpName = "TEXT", Required = true };
        var issuer = new Option<string>("--issuer") { Description = "Who stands for it", DefaultValueFactory = _ => "import" };
        var region = new Option<string>("--region") { Description = "Country of numbers without a country code, as CN", DefaultValueFactory = _ => "CN" };
        CommonOptions.Only(basis, text => !string.IsNullOrWhiteSpace(text), "is a ground in words");
        CommonOptions.Only(region, LibPhoneNumberPlan.Knows, "is a country of ISO 3166, in two capitals");
        var from = CommonOptions.Time("--from", "Begins to hold; now where absent");
        var days = CommonOptions.Whole("--days", 0, "Holds for so many days; 0: no end", least: 0, CommonOptions.DaysMost);
        var appeal = new Option<Appeal>("--appeal")
        {
            Description = "How objections stand: pending, refused, or upheld, which lifts the entries of the issuer", DefaultValueFactory = _ => Appeal.None,
        };
        appeal.AcceptOnlyFromAmong(StringComparer.OrdinalIgnoreCase, "none", "pending", "refused", "upheld");
        var output = new Option<FileInfo>("--out")
        {
            Description = "Writes the records to a file instead of Kafka; said at --from where that is past, for a replay", HelpName = "FILE",
        };
        var file = new Argument<FileInfo>("FILE") { Description = "csv (first column) or lines; .gz too" };
        var json = CommonOptions.Json();
        var configuration = new ConfigurationArguments().WithKafka();
        var import = new Command("import", "Imports a list; accepted and rejected add up.")
        {
            kind, level, basis, issuer, region, from, days, appeal, output, file, json,
        };
        configuration.AddTo(import);
        import.SetAction((parsed, stop) => Task.Run(() =>
        {
            var list = parsed.GetRequiredValue(file);
            var nowMs = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
            var fromMs = parsed.GetValue(from)?.ToUnixTimeMilliseconds() ?? nowMs;
            var statedMs = parsed.GetValue(output) is null ? nowMs : Math.Min(nowMs, fromMs);
            var until = parsed.GetValue(days);
            var toMs = until == 0 ? 0 : fromMs + (until * ProfileTime.DayMs);
            if (toMs > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())
            {
                throw new UsageException("--from and --days end behind the year 9999.");
            }

            var terms = new ListTerms(
                parsed.GetValue(kind), parsed.GetValue(level), parsed.GetRequiredValue(basis), parsed.GetRequiredValue(issuer), statedMs, fromMs,
                toMs, parsed.GetValue(appeal));
            var options = configuration.Load<EngineOptions>(parsed);
            var reader = new IndicatorList(terms, parsed.GetRequiredValue(region), options.Intake.ReadWellKnown());
            Action<IEnumerable<byte[]>> write = parsed.GetValue(output) is { } target
                ? records => ToFile(records, target, stop)
                : records => ToKafka(records, options, stop);
            Watched(reader, list.FullName, parsed.InvocationConfiguration.Output, write);
            foreach (var rejected in reader.FirstRejected)
            {
                parsed.InvocationConfiguration.Error.WriteLine(rejected);
            }

            Print(reader, parsed.InvocationConfiguration.Output, parsed.GetValue(json));
            return ExitCode.Good;
        }, stop));
        return new Command("indicators", "Lists of known-bad counterparts.") { import };
    }

    private static void ToFile(IEnumerable<byte[]> records, FileInfo target, CancellationToken stop)
    {
        using var whole = new WholeFile(target.FullName);
        foreach (var record in records)
        {
            stop.ThrowIfCancellationRequested();
            whole.Stream.Write(record);
            whole.Stream.WriteByte((byte)'\n');
        }

        whole.Complete();
    }

    private static void ToKafka(IEnumerable<byte[]> records, EngineOptions options, CancellationToken stop) => OverKafka.Run(options.Kafka, () =>
    {
        using var producer = new OrderedProducer(new Confluent.Kafka.ProducerConfig(options.Kafka.NewClient()));
        foreach (var record in records)
        {
            stop.ThrowIfCancellationRequested();
            producer.Send(RawTopic.Intelligence.Name, -1, null, record, ("content-type", "application/json"));
        }

        if (!producer.Flush(FlushTimeout))
        {
            // It gives up early where the broker refused something, and what that was says more than that it was not in time.
            producer.Check();
            throw new CommandFailedException(
                $"{options.Kafka.BootstrapServers}: not everything was acknowledged in {FlushTimeout.TotalMinutes:0} minutes.");
        }
    });

    /// <summary>A progress bar, on a terminal only: how much of the file has been read.</summary>
    private static void Watched(IndicatorList list, string file, TextWriter output, Action<IEnumerable<byte[]>> write)
    {
        if (Console.IsOutputRedirected || !ReferenceEquals(output, Console.Out))
        {
            write(list.Read(file));
            return;
        }

        AnsiConsole.Progress().Start(context =>
        {
            var task = context.AddTask("Importing", maxValue: 1);
            write(list.Read(file).Select((record, i) =>
            {
                if (i % 1_000 == 0)
                {
                    task.Value = list.ReadShare;
                }

                return record;
            }));
            task.Value = 1;
        });
    }

    private static void Print(IndicatorList list, TextWriter to, bool json)
    {
        var rejected = list.Rejected.Values.Sum();
        if (json)
        {
            to.WriteLine(JsonSerializer.Serialize(
                new { lines = list.Accepted + rejected, accepted = list.Accepted, rejected, reasons = list.Rejected }));
            return;
        }

        to.WriteLine($"{list.Accepted + rejected:#,0} lines: {list.Accepted:#,0} accepted, {rejected:#,0} rejected");
        foreach (var (reason, count) in list.Rejected)
        {
            to.WriteLine($"  {reason}: {count:#,0}");
        }
    }
}
