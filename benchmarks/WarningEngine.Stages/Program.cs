using BenchmarkDotNet.Running;
using WarningEngine.Stages;

if (args is ["restore", ..])
{
    return await RestoreRun.RunAsync(args);
}

BenchmarkSwitcher.FromAssembly(typeof(StageBenchmarks).Assembly).Run(args);
return 0;
