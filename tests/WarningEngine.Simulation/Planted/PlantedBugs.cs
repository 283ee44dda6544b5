namespace WarningEngine.Simulation.Planted;

/// <summary>All deliberate bugs.</summary>
internal static class PlantedBugs
{
    public static IReadOnlyList<PlantedBug> All { get; } =
    [
        new NoFence(), new NoLastMeta(), new NoTransaction(), new StateNewerThanOffset(), new OffsetNewerThanState(),
        new FencedIsWritten(), new UnknownIsWritten(), new TimeGoesBack(), new CheckpointBeforeAcknowledged(), new RawOffsetsEarly(),
        new MarkByOffset(), new OutOfOrder(), new GapInProducer(), new DeliveredEarly(), new WallClock(), new EndBeforeMessages(),
    ];
}
