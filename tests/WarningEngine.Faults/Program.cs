using System.CommandLine;

// Asked to end, it ends all that it has started first: brokers alone take a while.
return await WarningEngine.Faults.FaultsCommand.Create().Parse(args)
    .InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromMinutes(3) });
