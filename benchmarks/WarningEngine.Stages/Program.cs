using BenchmarkDotNet.Running;
using WarningEngine.Stages;
using WarningEngine.Stages.HotPath;

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

if (args is ["lines", ..])
{
    return LinesRun.Run(args);
}

if (args is ["budgets", ..])
{
    return BudgetsRun.Run(args);
}

if (args is ["hotpath", ..])
{
    return HotPathRun.Run(args);
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
