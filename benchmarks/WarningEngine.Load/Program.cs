using WarningEngine.Load;
using WarningEngine.Load.Baselines;

if (args is [BaselineProgram.Verb, var settings])
{
    return await BaselineProgram.RunAsync(settings);
}

// Broker and store are stopped before the process ends, whoever ends it.
return await LoadCommand.Create().Parse(args).InvokeAsync(new() { ProcessTerminationTimeout = TimeSpan.FromMinutes(1) });
