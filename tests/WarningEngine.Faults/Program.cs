return await WarningEngine.Faults.FaultsCommand.Create().Parse(args).InvokeAsync();
