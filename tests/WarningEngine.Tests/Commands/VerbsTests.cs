using System.Diagnostics;
using System.Text.Json;
using WarningEngine.App.Artifacts;
using WarningEngine.App.Commands;
using WarningEngine.App.Patterns;

namespace WarningEngine.Tests.Commands;

public sealed class VerbsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("warning-engine-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("replay")]
    [InlineData("replay --in a --legs --out b")]
    [InlineData("replay --legs --into-state --out b")]
    [InlineData("replay --in a")]
    [InlineData("simulate --people 1 --out x")]
    [InlineData("simulate --frauds 2 --out x")]
    [InlineData("demo --seconds 0")]
    [InlineData("demo --seconds many")]
    [InlineData("demo --people few")]
    [InlineData("demo --speed 0")]
    [InlineData("demo --listen nowhere")]
    [InlineData("demo --listen http://console.internal:5080")]
    [InlineData("demo --listen http://127.0.0.1:5080/console")]
    [InlineData("keys new")]
    [InlineData("patterns void")]
    [InlineData("patterns void latest")]
    [InlineData("model features --in a --out b --warm-days 99999999")]
    [InlineData("model train --in a --out b --label-delay 99999999")]
    [InlineData("model evaluate --model m --in a --warm-days 36501")]
    [InlineData("model features --in a --out b --known-by 2026-03-01T08:00:00")]
    [InlineData("model features --in a --out b --known-by 08:00")]
    [InlineData("patterns diff --new a --in b --list -1")]
    public async Task Wrong_usage_ends_with_2_and_says_why(string line)
    {
        var (code, _, error) = await RunAsync(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(ExitCode.WrongUsage, code);
        Assert.NotEmpty(error);
    }

    [Fact]
    public async Task Wrong_configuration_ends_with_78_and_one_line_an_error()
    {
        var (code, _, error) = await RunAsync("run", "--roles", "scroe", "--set", "kafka.x=1");
        Assert.Equal(ExitCode.WrongConfiguration, code);
        Assert.Collection(
            error.Split('\n', StringSplitOptions.RemoveEmptyEntries),
            line => Assert.StartsWith("roles: ", line, StringComparison.Ordinal),
            line => Assert.StartsWith("kafka.x: ", line, StringComparison.Ordinal));
    }

    /// <summary>It ended with an exception of a dictionary.</summary>
    [Theory]
    [InlineData("kafka.partitions")]
    [InlineData("Kafka.Partitions")]
    public async Task A_key_that_is_set_twice_is_wrong_configuration(string again)
    {
        var (code, _, error) = await RunAsync("doctor", "--set", "kafka.partitions=8", "--set", $"{again}=8");
        Assert.Equal(ExitCode.WrongConfiguration, code);
        Assert.Equal("kafka.partitions: is said twice by --set", error.TrimEnd());
    }

    [Fact]
    public async Task Run_without_a_token_key_is_wrong_configuration()
    {
        var (code, _, error) = await RunAsync("run", "--roles", "intake");
        Assert.Equal(ExitCode.WrongConfiguration, code);
        Assert.StartsWith("intake.tokenKeyFile: ", error, StringComparison.Ordinal);
    }

    /// <summary>A name would be taken for every interface; the last address is of documentation's network, which is no machine's.</summary>
    [Theory]
    [InlineData("http://127.0.0.1:5999/console")]
    [InlineData("http://localhost:0")]
    [InlineData("http://console.internal:5999")]
    [InlineData("http://192.0.2.1:5999")]
    public async Task An_address_that_cannot_be_listened_on_is_wrong_configuration(string listen)
    {
        var key = Path.Combine(_folder, "token.key");
        Assert.Equal(ExitCode.Good, (await RunAsync("keys", "new", key)).Code);
        var (code, _, error) = await RunAsync("run", "--roles", "intake", "--kafka", "127.0.0.1:1", "--token-key-file", key, "--listen", listen);
        Assert.Equal(ExitCode.WrongConfiguration, code);
        Assert.StartsWith("listen: ", Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_key_that_others_may_read_is_wrong_configuration()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such modes.");
        var file = Path.Combine(_folder, "key");
        Assert.Equal(ExitCode.Good, (await RunAsync("keys", "new", file)).Code);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, (UnixFileMode)Convert.ToInt32("644", 8));
        }

        var (code, _, error) = await RunAsync("run", "--roles", "intake", "--token-key-file", file);
        Assert.Equal(ExitCode.WrongConfiguration, code);
        Assert.Contains(file, error, StringComparison.Ordinal);
        Assert.Contains("644", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("run")]
    [InlineData("doctor")]
    public async Task What_the_redis_client_does_not_take_is_wrong_configuration(string verb)
    {
        var (code, _, error) = await RunAsync(verb, "--redis", "127.0.0.1:2,pasword=hunter2");
        Assert.Equal(ExitCode.WrongConfiguration, code);
        Assert.StartsWith("redis.endpoints: ", error, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("state export --out nowhere")]
    [InlineData("explain 00000000000000010000000000000001")]
    [InlineData("doctor --kafka 127.0.0.1:1")]
    public async Task A_password_is_not_printed_where_redis_does_not_answer(string line)
    {
        var (code, output, error) = await RunAsync([.. line.Split(' '), "--redis", "127.0.0.1:1,password=hunter2,connectTimeout=100,connectRetry=0"]);
        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains("127.0.0.1:1: ", output + error, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", output + error, StringComparison.Ordinal);
    }

    [Fact]
    public void Brokers_that_are_not_checked_are_to_be_mended()
    {
        Assert.Empty(DoctorCommand.Unchecked(new Dictionary<string, string> { ["enable.ssl.certificate.verification"] = "true" }));
        var found = DoctorCommand.Unchecked(new Dictionary<string, string>
        {
            ["ssl.endpoint.identification.algorithm"] = "none", ["enable.ssl.certificate.verification"] = "False",
        }).ToArray();
        Assert.Equal(2, found.Length);
        Assert.All(found, x => Assert.False(x.Good));
    }

    [Fact]
    public async Task History_is_filled_in_only_where_snapshots_keep_it()
    {
        var key = Path.Combine(_folder, "key");
        Assert.Equal(ExitCode.Good, (await RunAsync("keys", "new", key)).Code);
        var (code, _, error) = await RunAsync("replay", "--in", _folder, "--into-state", "--token-key-file", key);
        Assert.Equal(ExitCode.WrongConfiguration, code);
        Assert.StartsWith("snapshots.directory: ", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_command_line_is_written_down_without_what_may_be_secret()
    {
        var line = CommandLines.Of(ModelCommand.Create().Parse(
            ["train", "--legs", "--kafka", "HOST:1", "--set", "kafka.client.sasl.password=hunter2", "--set=redis.endpoints=h,password=hunter3",
                "--token-key-file", "/run/key", "--name", "x y", "--out", "m"]));
        Assert.Equal(
            "warning-engine train --legs --kafka ... --set kafka.client.sasl.password=... --set redis.endpoints=... --token-key-file ... --name 'x y' --out m", line);
    }

    [Fact]
    public void A_shell_reads_a_command_line_that_is_written_down_as_it_was()
    {
        Assert.SkipUnless(File.Exists("/bin/sh"), "There is no /bin/sh.");
        string[] names =
        [
            "a;b", "T(1).csv", "x&y", "", "it's", "*", "~", "#1", "a|b>c<d", "`id`", "!!", "{a,b}", "[a-z]?", "two\nlines", "$HOME\\", "\u6d4b\u8bd5",
            "50%@a:b,c+d=e_f",
        ];
        var line = CommandLines.Of(ModelCommand.Create().Parse(["train", "--out", "m", .. names.SelectMany(x => new[] { "--ignore", x })]));
        Assert.EndsWith(" --ignore 50%@a:b,c+d=e_f", line, StringComparison.Ordinal);
        using var shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", $"printf '%s\\0' {line}"]) { RedirectStandardOutput = true })!;
        var read = shell.StandardOutput.ReadToEnd();
        shell.WaitForExit();
        Assert.Equal(["warning-engine", "train", "--out", "m", .. names.SelectMany(x => new[] { "--ignore", x }), ""], read.Split('\0'));
    }

    [Theory]
    [InlineData("demo")]
    [InlineData("run")]
    [InlineData("topics create")]
    [InlineData("keys new")]
    [InlineData("simulate")]
    [InlineData("replay")]
    [InlineData("evaluate")]
    [InlineData("indicators import")]
    [InlineData("explain")]
    [InlineData("doctor")]
    [InlineData("patterns check")]
    [InlineData("patterns test")]
    [InlineData("patterns activate")]
    [InlineData("patterns list")]
    [InlineData("patterns void")]
    public async Task Every_verb_has_help(string verb)
    {
        var (code, output, _) = await RunAsync([.. verb.Split(' '), "--help"]);
        Assert.Equal(ExitCode.Good, code);
        Assert.Contains($" {verb} ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tests_of_a_retired_pattern_are_skipped_by_name()
    {
        foreach (var name in new[] { "T04-digital-arrest", "T21-parcel" })
        {
            var text = await File.ReadAllTextAsync(Path.Combine(PatternFiles.Shipped, name + ".yaml"), TestContext.Current.CancellationToken);
            var state = name == "T21-parcel" ? "\nstate: retired\n" : "";
            await File.WriteAllTextAsync(Path.Combine(_folder, name + ".yaml"), text + state, TestContext.Current.CancellationToken);
        }

        var (code, output, _) = await RunAsync("patterns", "test", _folder);
        Assert.Equal(ExitCode.Good, code);
        Assert.Contains("skipped (retired) T21-parcel: ", output, StringComparison.Ordinal);
        Assert.DoesNotContain("passed T21-parcel", output, StringComparison.Ordinal);
        Assert.Matches(@"\n\d+ passed, 0 failed, \d+ skipped \(retired\)\s*$", output);
        Assert.Matches(@"T21-parcel@\d+: good, retired", (await RunAsync("patterns", "check", _folder)).Output);
        using var checkedSet = JsonDocument.Parse((await RunAsync("patterns", "check", _folder, "--json")).Output);
        Assert.StartsWith("T21-parcel@", Assert.Single(checkedSet.RootElement.GetProperty("retired").EnumerateArray()).GetString(), StringComparison.Ordinal);
        Assert.True(Assert.Single(checkedSet.RootElement.GetProperty("patterns").EnumerateArray()).GetProperty("cost").GetInt32() > 0);
    }

    [Fact]
    public async Task Tests_say_what_a_model_makes_of_urgent_moments()
    {
        File.Copy(Path.Combine(PatternFiles.Shipped, "T24-recovery.yaml"), Path.Combine(_folder, "T24-recovery.yaml"));
        var (code, output, _) = await RunAsync("patterns", "test", _folder, "--model", ShippedModels.Person);
        Assert.Equal(ExitCode.Good, code);
        Assert.Matches(@"\nthe model doubts \d of [1-9] urgent moments\s*$", output);
        Assert.Contains("\"urgent\":", (await RunAsync("patterns", "test", _folder, "--model", ShippedModels.Person, "--json")).Output, StringComparison.Ordinal);

        var (failed, _, error) = await RunAsync("patterns", "test", _folder, "--model", _folder);
        Assert.Equal(ExitCode.Failed, failed);
        Assert.Contains(_folder, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_key_is_never_overwritten()
    {
        var file = Path.Combine(_folder, "key");
        Assert.Equal(ExitCode.Good, (await RunAsync("keys", "new", file)).Code);
        var first = await File.ReadAllTextAsync(file);
        Assert.Equal(ExitCode.Failed, (await RunAsync("keys", "new", file)).Code);
        Assert.Equal(first, await File.ReadAllTextAsync(file));
    }

    [Fact]
    public void A_file_appears_whole_or_not_at_all()
    {
        var target = Path.Combine(_folder, "report");
        using (var abandoned = new WholeFile(target))
        {
            abandoned.Stream.Write("half"u8);
        }

        Assert.Empty(Directory.EnumerateFiles(_folder));
        using (var whole = new WholeFile(target))
        {
            whole.Stream.Write("all"u8);
            whole.Complete();
        }

        Assert.Equal("all", File.ReadAllText(Assert.Single(Directory.EnumerateFiles(_folder))));
    }

    [Fact]
    public async Task What_is_no_file_stays_what_it_is_and_is_written_to()
    {
        var (pipe, link, file) = (Path.Combine(_folder, "pipe"), Path.Combine(_folder, "link"), Path.Combine(_folder, "file"));
        using (var make = System.Diagnostics.Process.Start("mkfifo", [pipe]))
        {
            await make.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        var read = Task.Run(() => File.ReadAllText(pipe), TestContext.Current.CancellationToken);
        Write(pipe, "through"u8);
        Assert.Equal("through", await read);
        File.CreateSymbolicLink(link, file);
        Write(link, "first"u8);
        Write(link, "second"u8);
        Assert.Equal(file, new FileInfo(link).LinkTarget);
        Assert.Equal("second", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        Assert.Equal([file, link, pipe], Directory.EnumerateFileSystemEntries(_folder).Order(StringComparer.Ordinal));

        // A link to a device, since nobody may replace the device itself.
        var nowhere = Path.Combine(_folder, "nowhere");
        File.CreateSymbolicLink(nowhere, "/dev/null");
        Write(nowhere, "gone"u8);
        Assert.Equal("/dev/null", new FileInfo(nowhere).LinkTarget);
        Assert.Empty(await File.ReadAllTextAsync(nowhere, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_path_that_names_a_folder_is_refused_before_anything_is_written()
    {
        var folder = Path.Combine(_folder, "new") + Path.DirectorySeparatorChar;
        Assert.Contains(folder, Assert.Throws<IOException>(() => new WholeFile(folder)).Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
    }

    [Fact]
    public async Task What_looks_like_a_pattern_and_is_not_read_is_named()
    {
        File.Copy(Path.Combine(PatternFiles.Shipped, "T24-recovery.yaml"), Path.Combine(_folder, "T24.yaml"));
        Assert.Empty((await RunAsync("patterns", "check", _folder)).Error);
        foreach (var name in new[] { "T26.yml", "X.YAML", "notes.txt", "wrong.yaml" })
        {
            await File.WriteAllTextAsync(Path.Combine(_folder, name), "steps: 7\n", TestContext.Current.CancellationToken);
        }

        Directory.CreateDirectory(Path.Combine(_folder, "more"));
        Directory.CreateDirectory(Path.Combine(_folder, "..2026_mounted"));
        foreach (var line in new[] { $"patterns check {_folder}", $"patterns test {_folder}", $"patterns activate --dir {_folder}" })
        {
            Assert.StartsWith($"Not read in {_folder}: T26.yml, X.YAML, more/.", (await RunAsync(line.Split(' '))).Error, StringComparison.Ordinal);
        }
    }

    private static void Write(string path, ReadOnlySpan<byte> text)
    {
        using var whole = new WholeFile(path);
        whole.Stream.Write(text);
        whole.Complete();
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await Verbs.RunAsync(args, output, error);
        return (code, output.ToString(), error.ToString());
    }
}
