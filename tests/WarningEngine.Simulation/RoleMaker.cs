using WarningEngine.App.Owners;
using WarningEngine.App.Telemetry;
using WarningEngine.App.Numbers;
using WarningEngine.Core;
using WarningEngine.Core.Dispatch;
using WarningEngine.Core.Intake;
using WarningEngine.Kafka.Producing;
using WarningEngine.Redis;
using WarningEngine.Simulation.Broker;
using WarningEngine.Simulation.Kernel;
using WarningEngine.Simulation.Receivers;
using WarningEngine.Simulation.Store;

namespace WarningEngine.Simulation;

/// <summary>Makes the production roles over simulated parts, as the service's factory makes them over real ones.</summary>
internal static class RoleMaker
{
    /// <summary>So small that a short run merges, divides ranges, and waits for room.</summary>
    private static readonly MergeLimits Limits = new() { NewerBytesFree = 1 << 14, RangeBytesMax = 1 << 13, MergedBytesMax = 1 << 16, FreshBytesHeld = 1 << 14 };

    public static IRole Create(World world, Slot slot, SimulatedProcess process)
    {
        var around = process.Surroundings(
            world.Bug.Groups(slot.Role, new SimulatedGroups(process, world.Broker, world.Weather), world.Clock), world.Clock);
        return slot.Role switch
        {
            "intake" => Intake(world, Producer(world, slot, process), around),
            "score" => new ScoringRole(
                world.RoleSettings, Store(world, slot, process), world.RuleSets, Producer(world, slot, process), new PoisonedLegs(), around),
            "dispatch" => DispatchRole.Create(
                world.RoleSettings, Store(world, slot, process), DispatchOptions.Default,
                world.Bug.Queues(new SimulatedQueues(process, world.Deliveries, world.Weather)), new NoConsole(),
                new Tokeniser(World.TokenKey), () => [], around),
            _ => throw new ArgumentException(slot.Role, nameof(slot)),
        };
    }

    private static IntakeRole Intake(World world, IOrderedProducer producer, RoleSurroundings around)
    {
        var splitter = new IntakeSplitter(
            new Tokeniser(World.TokenKey), new(new LibPhoneNumberPlan("CN")), new([]));
        return new IntakeRole(world.RoleSettings, producer, splitter, new EngineTracing(0), around);
    }

    private static IOrderedProducer Producer(World world, Slot slot, SimulatedProcess process)
    {
        slot.Producer = new SimulatedProducer(process, world.Broker, world.Weather);
        return world.Bug.Producer(slot.Role, slot.Producer);
    }

    private static ICheckpointStore Store(World world, Slot slot, SimulatedProcess process)
    {
        var keys = world.Bug.Keys(new SimulatedKeys(process, world.Redis, world.Weather));
        return world.Bug.Store(slot.Role, new RedisCheckpointStore(() => keys, new ProcessScheduler(process), Limits));
    }
}
