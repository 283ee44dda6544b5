using System.CommandLine;
using System.CommandLine.Invocation;
using WarningEngine.App.Configuration;
using WarningEngine.App.Patterns;

namespace WarningEngine.App.Commands;

/// <summary>The command line: one root, one file a verb. Results go to standard output, everything else to standard error.</summary>
internal static class Verbs
{
    /// <summary>The service stops within ten seconds of SIGTERM; what has not stopped by then is ended.</summary>
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(10);

    public static RootCommand Root() => new("Warns people who are being talked out of their money, while there is still time.")
    {
        RunCommand.Create(),
        TopicsCommand.Create(),
        DemoCommand.Create(),
        SimulateCommand.Create(),
        ReplayCommand.Create(),
        EvaluateCommand.Create(),
        IndicatorsCommand.Create(),
        ExplainCommand.Create(),
        StateCommand.Create(),
        DoctorCommand.Create(),
        KeysCommand.Create(),
        PatternsCommand.Create(),
        ModelCommand.Create(),
    };

    /// <summary>Runs one verb.</summary>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error)
    {
        var parsed = Root().Parse(args);
        var invocation = new InvocationConfiguration
        {
            Output = output,
            Error = error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = StopTimeout,
        };
        try
        {
            if (parsed.Action is ParseErrorAction wrong)
            {
                wrong.ShowHelp = false;
                await parsed.InvokeAsync(invocation);
                await error.WriteLineAsync("Try --help.");
                return ExitCode.WrongUsage;
            }

            return await parsed.InvokeAsync(invocation);
        }
        catch (ConfigurationInvalidException invalid)
        {
            foreach (var one in invalid.Errors)
            {
                await error.WriteLineAsync(one.ToString());
            }

            return ExitCode.WrongConfiguration;
        }
        catch (UsageException usage)
        {
            await error.WriteLineAsync(usage.Message);
            return ExitCode.WrongUsage;
        }
        catch (OperationCanceledException)
        {
            await error.WriteLineAsync("Stopped.");
            return ExitCode.Failed;
        }
        catch (Exception failure) when (failure is CommandFailedException or PatternFilesException or IOException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync(failure.Message);
            return ExitCode.Failed;
        }
    }
}
