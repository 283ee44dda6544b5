using BenchmarkDotNet.Running;
using WarningEngine.Stages;
using WarningEngine.Stages.Capacity;
using WarningEngine.Stages.HotPath;

switch (args)
{
    case ["restore", ..]:
        return await RestoreRun.RunAsync(args);
    case ["restart", ..]:
        return await RestartRun.RunAsync(args);
    case ["exposure", ..]:
        return ExposureRun.Run(args);
    case ["lines", ..]:
        return LinesRun.Run(args);
    case ["capacity", ..]:
        return await CapacityRun.RunAsync(args);
    case ["sizing", ..]:
        return SizingRun.Run(args);
    case ["budgets", ..]:
        return BudgetsRun.Run(args);
    case ["intake", ..]:
        return IntakeRun.Run(args);
    case ["hotpath", ..]:
        return HotPathRun.Run(args);
    case ["payments", ..]:
        return PaymentsRun.Run(args);
    case ["payments-table", ..]:
        return PaymentsTable.Run(args);
    case ["payments-judge", ..]:
        return PaymentsJudge.Run(args);
    default:
        BenchmarkSwitcher.FromAssembly(typeof(StageBenchmarks).Assembly).Run(args);
        return 0;
}
