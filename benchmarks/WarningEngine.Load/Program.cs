using WarningEngine.Load;
using WarningEngine.Load.Baselines;

if (args is [BaselineProgram.Verb, var settings])
{
    return await BaselineProgram.RunAsync(settings);
}

return await LoadCommand.RunAsync(args, Console.Out, Console.Error);
