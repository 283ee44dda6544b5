using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using WarningEngine.App.Demo;
using WarningEngine.App.Hosting;

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
                if (!Uri.TryCreate(argument.Tokens[0].Value, UriKind.Absolute, out var address))
                {
                    argument.AddError($"--listen is an address like http://127.0.0.1:5080, not '{argument.Tokens[0].Value}'.");
                }
                else if (EngineOptions.WhyNoListen(address) is { } why)
                {
                    argument.AddError($"--listen {why}.");
                }

                return address;
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
        var address = IPAddress.TryParse(wanted.Host, out var said) ? said : IPAddress.Loopback;
        try
        {
            using var probe = new TcpListener(address, wanted.Port);
            probe.Start();
            return wanted;
        }
        catch (SocketException failure) when (failure.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            output.WriteLine($"Port {wanted.Port} is in use; taking a free one.");
            return new UriBuilder(Uri.UriSchemeHttp, address.ToString(), 0).Uri;
        }
        catch (SocketException)
        {
            // No such address, or no right: the engine says so.
            return wanted;
        }
    }
}
