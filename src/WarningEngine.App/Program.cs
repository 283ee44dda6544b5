using WarningEngine.App.Commands;

return await Verbs.RunAsync(args, Console.Out, Console.Error);
