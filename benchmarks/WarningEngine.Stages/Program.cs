using BenchmarkDotNet.Running;

BenchmarkSwitcher.FromAssembly(typeof(WarningEngine.Stages.StageBenchmarks).Assembly).Run(args);
