using BenchmarkDotNet.Running;
using WarningEngine.Stages;
using WarningEngine.Stages.Capacity;

if (args is ["restore", ..])
{
    return await RestoreRun.RunAsync(args);
}

if (args is ["restart", ..])
{
    return await RestartRun.RunAsync(args);
}

if (args is ["exposure", ..])
{
    return ExposureRun.Run(args);
}

if (args is ["capacity", ..])
{
    return await CapacityRun.RunAsync(args);
}

if (args is ["sizing", ..])
{
    return SizingRun.Run(args);
}

if (args is ["payments", ..])
{
    return PaymentsRun.Run(args);
}

if (args is ["payments-table", ..])
{
    return PaymentsTable.Run(args);
}

if (args is ["payments-judge", ..])
{
    return PaymentsJudge.Run(args);
}

BenchmarkSwitcher.FromAssembly(typeof(StageBenchmarks).Assembly).Run(args);
return 0;
