namespace WarningEngine.Load.Measures;

/// <summary>Which measures are taken together, in which order.</summary>
internal static class Phases
{
    public static async Task RunAsync(LoadRun run)
    {
        if (run.Settings.Wants("scoringLegsPerSecondPerCore", "allocatedBytesPerEvent"))
        {
            // A thread of its own, as an owner has it.
            using var inMemory = new ScoringInMemory(run);
            await Task.Factory.StartNew(inMemory.Run, TaskCreationOptions.LongRunning);
        }

        if (run.Settings.Wants("legsToWarningsPerSecond", "ratioToBatched", "sameWarningsAsBatched"))
        {
            await new LegsPhase(run).RunAsync();
        }

        if (run.Settings.Wants("jsonEventsPerSecond", "ratioToPlain") || (run.Settings.Wants("latencyMs") && run.Settings.Rate is null))
        {
            await new RawPhase(run, isJson: true).RunAsync();
        }

        if (run.Settings.Wants("protobufEventsPerSecond", "ratioToBatched"))
        {
            await new RawPhase(run, isJson: false).RunAsync();
        }

        if (run.Settings.Wants("latencyMs"))
        {
            await new LatencyPhase(run).RunAsync();
        }

        if (run.Settings.Wants("bytesPerLine"))
        {
            await new MemoryPhase(run).RunAsync();
        }
    }
}
