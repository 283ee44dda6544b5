using System.Runtime.InteropServices;
using WarningEngine.App.Configuration;
using WarningEngine.App.Hosting;
using WarningEngine.App.Numbers;
using WarningEngine.Core.Dispatch;
using WarningEngine.Core.Events;

namespace WarningEngine.Tests.Configuration;

public sealed class ConfigurationSourcesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("warning-engine-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Later_sources_win_over_earlier_ones()
    {
        var file = Written("""{ "kafka": { "partitions": 4, "rawPartitions": 3, "bootstrapServers": "file:1" } }""");
        var options = new ConfigurationSources(
            file, ["kafka.rawPartitions=5", "kafka.bootstrapServers=set:1"],
            new Dictionary<string, string> { ["kafka.bootstrapServers"] = "named:1" }).Load<EngineOptions>();
        Assert.Equal((4, 5, "named:1"), (options.Kafka.Partitions, options.Kafka.RawPartitions, options.Kafka.BootstrapServers));
    }

    [Fact]
    public void Of_a_list_that_is_said_as_one_line_and_a_value_each_the_later_source_wins()
    {
        var line = Written("""{ "roles": "intake,score" }""");
        Assert.Equal([Role.Console], Load(line, "roles.0=console").Roles);
        var each = Written("""{ "roles": ["intake", "score"] }""");
        Assert.Equal([Role.Console], Load(each, "roles=console").Roles);
    }

    [Fact]
    public void Well_known_numbers_are_written_as_they_are_dialled()
    {
        var known = Load(null, "intake.wellKnown=01062345678,+861062345679,106575558888123456789").Intake.ReadWellKnown();
        var numbers = new Core.Intake.Numbers(new LibPhoneNumberPlan("CN"));
        foreach (var written in new[] { "01062345678", "+861062345678", "+861062345679", "106575558888123456789", "95588" })
        {
            Assert.True(known.Contains(numbers.Normalise(written)!.Value), written);
        }

        Assert.False(known.Contains(numbers.Normalise("01062345670")!.Value));
    }

    [Fact]
    public void A_process_scores_on_as_many_threads_as_it_is_told_else_as_its_cores_and_roles_allow()
    {
        Assert.Equal(7, Load(Written("""{ "scoring": { "threads": 7 } }""")).Scoring.ThreadsBeside([Role.Intake, Role.Score]));
        var options = new ScoringOptions();
        Assert.Equal(Environment.ProcessorCount, options.ThreadsBeside([Role.Score, Role.Dispatch]));
        Assert.Equal(Math.Max(1, Environment.ProcessorCount / 2), options.ThreadsBeside([Role.Intake, Role.Score]));
    }

    [Fact]
    public void Environment_stands_between_file_and_set()
    {
        const string name = ConfigurationSources.EnvironmentPrefix + "INTAKE__DEFAULTREGION";
        Environment.SetEnvironmentVariable(name, "SG");
        try
        {
            var file = Written("""{ "intake": { "defaultRegion": "US" } }""");
            Assert.Equal("SG", Load(file).Intake.DefaultRegion);
            Assert.Equal("GB", Load(file, "intake.defaultRegion=GB").Intake.DefaultRegion);
        }
        finally
        {
            Environment.SetEnvironmentVariable(name, null);
        }
    }

    [Fact]
    public void Of_what_is_no_JSON_the_line_is_named()
    {
        var file = Written("{\n  \"kafka\": { \"partitions\": 4 },\n  listen\n}");
        var error = Assert.Single(Errors(file));
        Assert.Equal("--config", error.Key);
        Assert.Contains(file, error.ToString(), StringComparison.Ordinal);
        Assert.Contains("LineNumber: 2", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_error_is_named_with_its_key()
    {
        var file = Written("""
            { "kafak": 1, "kafka": { "partitions": 0, "rawPartitions": "many" }, "roles": ["intake", "scoring"],
              "intake": { "defaultRegion": "china" }, "telemetry": { "sampleShare": 2 } }
            """);
        var keys = Errors(file).Select(x => x.Key).Order(StringComparer.Ordinal);
        Assert.Equal(
            ["intake.defaultRegion", "kafak", "kafka.partitions", "kafka.rawPartitions", "roles", "telemetry.sampleShare"], keys);
    }

    [Theory]
    [InlineData("kafka=1", "kafka")]
    [InlineData("listen=5080", "listen")]
    [InlineData("listen=https://127.0.0.1:5080", "listen")]
    [InlineData("listen=http://console.internal:5080", "listen")]
    [InlineData("listen=http://localhost.example:5080", "listen")]
    [InlineData("listen=http://*:5080", "listen")]
    [InlineData("listen=http://127.0.0.1:5080/console", "listen")]
    [InlineData("listen=http://127.0.0.1:5080?a", "listen")]
    [InlineData("listen=http://127.0.0.1:5080#a", "listen")]
    [InlineData("listen=http://me@127.0.0.1:5080", "listen")]
    [InlineData("listen=http://localhost:0", "listen")]
    [InlineData("console.hosts=a.example:8443", "console.hosts")]
    [InlineData("console.hosts=https://a.example", "console.hosts")]
    [InlineData("console.hosts=a.example/console", "console.hosts")]
    [InlineData("console.hosts=b.example,*.example", "console.hosts")]
    [InlineData("console.hosts.0=", "console.hosts")]
    [InlineData("console.hosts=::1", "console.hosts")]
    [InlineData("dispatch.regions.0=51", "dispatch.regions")]
    [InlineData("intake.defaultRegion=XX", "intake.defaultRegion")]
    [InlineData("intake.wellKnown.0=abc", "intake.wellKnown")]
    [InlineData("intake.wellKnown=12345678901", "intake.wellKnown")]
    [InlineData("intake.tokenKeyFile=", "intake.tokenKeyFile")]
    [InlineData("scoring.patterns=", "scoring.patterns")]
    [InlineData("scoring.model=", "scoring.model")]
    [InlineData("scoring.watch=", "scoring.watch")]
    [InlineData("snapshots.directory=", "snapshots.directory")]
    [InlineData("scoring.checkpointEvery=fast", "scoring.checkpointEvery")]
    [InlineData("scoring.checkpointEvery=00:00:00", "scoring.checkpointEvery")]
    [InlineData("scoring.checkpointEvery=00:01:01", "scoring.checkpointEvery")]
    [InlineData("redis.endpoints=127.0.0.1:2,pasword=x", "redis.endpoints")]
    [InlineData("redis.endpoints=me:x@127.0.0.1:2", "redis.endpoints")]
    [InlineData("redis.endpoints=ssl=true", "redis.endpoints")]
    [InlineData("dispatch.mode=loud", "dispatch.mode")]
    [InlineData("dispatch.mode=7", "dispatch.mode")]
    [InlineData("dispatch.acceptP0Within=00:00:01", "dispatch.acceptP0Within")]
    [InlineData("dispatch.acceptWithin=2.00:00:00", "dispatch.acceptWithin")]
    [InlineData("redis.endpoints.first=a", "redis.endpoints")]
    [InlineData("intake.tokenKeyFile.x=a", "intake.tokenKeyFile")]
    [InlineData("intake.generations.telecom.calls=0", "intake.generations")]
    [InlineData("intake.generations.telecom.phone=2", "intake.generations")]
    [InlineData("intake.generations=telecom.calls=2", "intake.generations")]
    [InlineData("kafka.client=security.protocol=SASL_SSL", "kafka.client")]
    [InlineData("telemetry.otlpEndpoint=otel-collector:4317", "telemetry.otlpEndpoint")]
    [InlineData("telemetry.otlpEndpoint=/v1/traces", "telemetry.otlpEndpoint")]
    public void A_value_of_the_wrong_kind_is_an_error(string set, string key) =>
        Assert.Contains(Errors(null, set), x => x.Key == key);

    [Theory]
    [InlineData("http://localhost:5080")]
    [InlineData("http://127.0.0.1:0")]
    [InlineData("http://0.0.0.0:5080/")]
    [InlineData("http://[::1]:5080")]
    public void It_listens_on_localhost_and_on_addresses(string listen) => Assert.Equal(new Uri(listen), Load(null, $"listen={listen}").Listen);

    [Fact]
    public void The_console_is_reached_by_names_and_addresses_as_browsers_send_them()
    {
        string[] hosts = ["console.example.org", "10.0.0.7", "[2001:db8::1]", "desk"];
        Assert.Equal(hosts, Load(null, $"console.hosts={string.Join(',', hosts)}").Console.Hosts);
    }

    [Fact]
    public void Terms_of_hand_overs_are_what_the_operator_says_and_a_minute_for_P0_otherwise()
    {
        var defaults = new DispatchSettings().ToOptions();
        Assert.Equal((DispatchOptions.Default.AcceptP0WithinMs, DispatchOptions.Default.AcceptWithinMs), (defaults.AcceptP0WithinMs, defaults.AcceptWithinMs));
        Assert.Equal((60_000, 300_000), (defaults.AcceptUntilMs(Tier.P0, 0), defaults.AcceptUntilMs(Tier.P1, 0)));
        Assert.Equal(90_500, Load(null, "dispatch.acceptP0Within=00:01:30").Dispatch.ToOptions().AcceptUntilMs(Tier.P0, 500));
    }

    [Fact]
    public void Keys_of_the_client_may_hold_dots()
    {
        var file = Written("""{ "kafka": { "client": { "security.protocol": "SASL_SSL" } } }""");
        var settings = Load(file, "kafka.client.sasl.mechanism=PLAIN", "kafka.client.sasl.username=a", "kafka.client.sasl.password=b").Kafka.ClientSettings();
        Assert.Equal(("SASL_SSL", "PLAIN"), (settings["security.protocol"], settings["sasl.mechanism"]));
    }

    [Fact]
    public void A_key_with_dots_is_one_key_wherever_it_is_set_and_the_later_source_wins()
    {
        const string name = ConfigurationSources.EnvironmentPrefix + "KAFKA__CLIENT__CLIENT.ID";
        const string set = "kafka.client.client.id=set";
        var file = Written("""{ "kafka": { "client": { "client.id": "file" } }, "intake": { "generations": { "bank.transfers": "0" } } }""");
        Assert.Equal("set", Load(file, set, "intake.generations.bank.transfers=2").Kafka.ClientSettings()["client.id"]);
        Assert.Equal("2", Load(file, "intake.generations.bank.transfers=2").Intake.Generations["bank.transfers"]);
        Environment.SetEnvironmentVariable(name, "environment");
        try
        {
            var good = Written("""{ "kafka": { "client": { "client.id": "file" } } }""");
            Assert.Equal("environment", Load(good).Kafka.ClientSettings()["client.id"]);
            Assert.Equal("set", Assert.Single(Load(good, set).Kafka.ClientSettings()).Value);
        }
        finally
        {
            Environment.SetEnvironmentVariable(name, null);
        }
    }

    [Fact]
    public void A_key_that_one_source_says_in_both_ways_is_an_error()
    {
        var file = Written("""{ "kafka": { "client": { "client.id": "a", "client": { "id": "b" } } } }""");
        Assert.Equal("kafka.client.client.id", Assert.Single(Errors(file)).Key);
    }

    [Theory]
    [InlineData("kafka.client.security.protocol=loud")]
    [InlineData("kafka.client.no.such.property=1")]
    public void What_the_client_does_not_take_is_an_error_of_its_key(string set) =>
        Assert.Contains(Errors(null, set), x => x.Key == "kafka.client" && x.Problem.Length > 0);

    [Fact]
    public void Lists_are_written_as_arrays_or_with_commas()
    {
        Assert.Equal([Role.Score, Role.Console], Load(Written("""{ "roles": ["score", "console"] }""")).Roles);
        Assert.Equal([Role.Score, Role.Console], Load(null, "roles=score, console").Roles);
    }

    [Fact]
    public void A_broken_file_is_an_error_of_the_option() =>
        Assert.Equal("--config", Assert.Single(Errors(Written("{ \"kafka\": "))).Key);

    [Fact]
    public void A_file_that_may_not_be_read_is_an_error_of_the_option()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Who may read a file is told in Linux's way.");
        var file = Written("{}");
        if (OperatingSystem.IsLinux())
        {
            File.SetUnixFileMode(file, UnixFileMode.None);
            File.SetUnixFileMode(_folder, File.GetUnixFileMode(_folder) | UnixFileMode.GroupRead | UnixFileMode.GroupExecute);
        }

        // Root may read everything: for this thread's files it is nobody meanwhile.
        const uint nobody = 65_534;
        var before = SetFileUser(nobody);
        try
        {
            var error = Assert.Single(Errors(file));
            Assert.Equal("--config", error.Key);
            Assert.Contains("denied", error.Problem, StringComparison.Ordinal);
        }
        finally
        {
            _ = SetFileUser((uint)before);
        }
    }

    /// <summary>Of the calling thread alone, and without any effect for who is not root (setfsuid(2)).</summary>
    /// <returns>Who it was before.</returns>
    [DllImport("libc", EntryPoint = "setfsuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetFileUser(uint user);

    [Fact]
    public void A_token_key_is_read_back_as_it_was_written_and_nothing_else_is_one()
    {
        var key = Enumerable.Range(0, 32).Select(x => (byte)x).ToArray();
        Assert.Equal(key, TokenKey.Read(Hidden(Convert.ToHexString(key) + "\n")));
        Assert.Contains("holds no token key", Refused(Hidden("00")), StringComparison.Ordinal);
        Assert.Contains("missing", Refused(Path.Combine(_folder, "missing")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("600", true)]
    [InlineData("440", true)]
    [InlineData("644", false)]
    [InlineData("602", false)]
    [InlineData("620", false)]
    public void A_token_key_that_others_may_read_is_none(string mode, bool isGood)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such modes.");
        var file = Hidden(new string('0', 64));
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, (UnixFileMode)Convert.ToInt32(mode, 8));
        }

        if (isGood)
        {
            Assert.Equal(32, TokenKey.Read(file).Length);
            return;
        }

        Assert.Contains($"{file} is open to others, its mode is {mode}", Refused(file), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_printed_of_redis_is_where_it_is_and_no_password()
    {
        var redis = Load(null, "redis.endpoints=one:6379, two:6380,password=x,ssl=true").Redis;
        Assert.Equal("one:6379,two:6380", redis.Names);
        Assert.Equal("x", redis.NewConnection().Password);
    }

    private static string Refused(string file) =>
        Assert.Single(Assert.Throws<ConfigurationInvalidException>(() => TokenKey.Read(file)).Errors).ToString();

    private string Hidden(string text)
    {
        var file = Written(text);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        return file;
    }

    private string Written(string text)
    {
        var file = Path.Combine(_folder, Path.GetRandomFileName());
        File.WriteAllText(file, text);
        return file;
    }

    private static EngineOptions Load(string? file, params string[] sets) =>
        new ConfigurationSources(file, sets, new Dictionary<string, string>()).Load<EngineOptions>();

    private static IReadOnlyList<ConfigurationError> Errors(string? file, params string[] sets) =>
        Assert.Throws<ConfigurationInvalidException>(() => Load(file, sets)).Errors;
}
