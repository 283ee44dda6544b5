using System.CommandLine;
using WarningEngine.App.Demo;

namespace WarningEngine.App.Commands;

/// <summary><c>demo</c>: the whole engine on embedded parts and a synthetic city.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        var people = CommonOptions.Whole("--people", 2_000, "Persons of the city", least: 50, most: 1_000_000);
        var seed = new Option<ulong>("--seed") { Description = "Same seed, same city", HelpName = "N", DefaultValueFactory = _ => 7 };
        var speed = CommonOptions.Whole("--speed", 180, "City seconds a second", least: 1, most: 3_600);
        var seconds = new Option<int?>("--seconds") { Description = "Ends the stream after this time", HelpName = "N" };
        CommonOptions.Within(seconds, least: 1, most: 86_400);
        var exit = new Option<bool>("--exit") { Description = "Ends with the stream instead of keeping the console open" };
        var report = new Option<FileInfo?>("--report") { Description = "Writes what was seen as JSON", HelpName = "FILE" };
        var listen = new Option<Uri>("--listen")
        {
            Description = "Address of the console", HelpName = "URL", DefaultValueFactory = _ => new Uri("http://127.0.0.1:5080"),
            CustomParser = argument =>
            {
                if (Uri.TryCreate(argument.Tokens[0].Value, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttp)
                {
                    return address;
                }

                argument.AddError($"--listen is an address like http://127.0.0.1:5080, not '{argument.Tokens[0].Value}'.");
                return null;
            },
        };
        var command = new Command("demo", "Runs everything embedded: a synthetic city, the engine, the console.")
        {
            people, seed, speed, seconds, exit, report, listen,
        };
        command.SetAction((parsed, stop) => new DemoRun(
            new DemoOptions(
                parsed.GetValue(people), parsed.GetValue(seed), parsed.GetValue(speed), parsed.GetValue(seconds), parsed.GetValue(exit),
                parsed.GetValue(report), Free(parsed.GetValue(listen)!, parsed.InvocationConfiguration.Output)),
            parsed.InvocationConfiguration.Output, !Console.IsOutputRedirected).RunAsync(stop));
        return command;
    }

    /// <summary>The address asked for; another port, said aloud, where that one is in use.</summary>
    private static Uri Free(Uri wanted, TextWriter output)
    {
        try
        {
            using var probe = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, wanted.Port);
            probe.Start();
            return wanted;
        }
        catch (System.Net.Sockets.SocketException)
        {
            output.WriteLine($"Port {wanted.Port} is in use; taking a free one.");
            return new Uri($"http://{wanted.Host}:0");
        }
    }
}
