using System.Globalization;
using WarningEngine.Kafka.Topics;
using WarningEngine.Simulation.Kernel;

namespace WarningEngine.Simulation.Faults;

/// <summary>The faults of one seed: which, when, and to whom. A seed draws from a few kinds only, so that each kind also
/// meets an otherwise calm world.</summary>
internal sealed class FaultPlan
{
    /// <summary>From here on the world is calm.</summary>
    public const long EndUs = 24_000_000;

    private const int FaultsMax = 20;

    private readonly World _world;
    private readonly List<(long AtUs, string Words, Action Do)> _faults = [];

    public FaultPlan(World world)
    {
        _world = world;
        world.Weather.Settle(Chance);
        Action<long>[] kinds =
        [
            Die, Die, DieInCall, DieInCall, Pause, Pause, Restart, LeaveAndJoin, ProducerFails, RedisAway, RedisFallsBack,
            RedisFallsBack, RedisFlushed, RedisForgets, LogAway, SlowLog, ReceiversAway, CommitsLost,
        ];
        var drawn = Enumerable.Range(0, 2 + Chance.Next(5)).Select(_ => kinds[Chance.Next(kinds.Length)]).ToArray();
        for (var i = Chance.Next(FaultsMax + 1); i > 0; i--)
        {
            drawn[Chance.Next(drawn.Length)](Chance.NextInt64(EndUs));
        }
    }

    /// <summary>The schedule, one line a fault.</summary>
    public IEnumerable<string> Words => _faults.OrderBy(x => x.AtUs).Select(
        x => string.Create(CultureInfo.InvariantCulture, $"{x.AtUs / 1_000_000.0,7:0.000} s {x.Words}"));

    private Random Chance => _world.Time.Chance;

    public void Begin()
    {
        foreach (var fault in _faults)
        {
            _world.Time.After(fault.AtUs, fault.Do);
        }
    }

    /// <summary>Everybody is there, nothing is slow, and nobody is about to die.</summary>
    public void End()
    {
        _world.Time.Tell("calm");
        _world.Weather.Calm();
        foreach (var slot in _world.Slots)
        {
            slot.Process?.DieInCall(int.MaxValue);
            slot.Start();
        }
    }

    private void Add(long atUs, string words, Action fault) => _faults.Add((atUs, words, fault));

    private Slot Someone() => _world.Slots[Chance.Next(_world.Slots.Count)];

    private Slot Someone(string role)
    {
        var slots = _world.Slots.Where(x => x.Role == role).ToArray();
        return slots[Chance.Next(slots.Length)];
    }

    /// <summary>Some state of the weather, for a while.</summary>
    private void Spell(long atUs, string words, Action<Weather> begin, Action<Weather, Weather> end)
    {
        var forUs = Math.Min(Chance.NextInt64(8_000_000), EndUs - atUs);
        Add(atUs, string.Create(CultureInfo.InvariantCulture, $"{words} for {forUs / 1_000_000.0:0.000} s"), () =>
        {
            var before = _world.Weather with { };
            begin(_world.Weather);
            _world.Time.After(forUs, () =>
            {
                if (_world.Time.NowUs < EndUs)
                {
                    end(_world.Weather, before);
                }
            });
        });
    }

    private void Die(long atUs)
    {
        var slot = Someone();
        Add(atUs, $"{slot.Name} dies", () => slot.Process?.Die());
    }

    private void DieInCall(long atUs)
    {
        var (slot, call) = (Someone(), 1 + Chance.Next(80));
        Add(atUs, $"{slot.Name} dies in its call {call} from then", () => slot.Process?.DieInCall(call));
    }

    private void Pause(long atUs)
    {
        var (slot, forUs) = (Someone(), Math.Min(Chance.NextInt64(9_000_000), EndUs - atUs));
        Add(atUs, string.Create(CultureInfo.InvariantCulture, $"{slot.Name} stands still for {forUs / 1_000_000.0:0.000} s"),
            () => slot.Process?.Pause(forUs));
    }

    private void Restart(long atUs)
    {
        var (slot, afterUs) = (Someone(), Math.Min(500_000 + Chance.NextInt64(3_000_000), EndUs - atUs));
        Add(atUs, $"{slot.Name} is stopped and started again", () =>
        {
            slot.Stop();
            _world.Time.After(afterUs, slot.Start);
        });
    }

    private void LeaveAndJoin(long atUs)
    {
        var (slot, afterUs) = (Someone("score"), Math.Min(Chance.NextInt64(9_000_000), EndUs - atUs));
        Add(atUs, $"{slot.Name} leaves for a while", () =>
        {
            slot.Stop();
            _world.Time.After(afterUs, slot.Start);
        });
    }

    private void ProducerFails(long atUs)
    {
        var slot = Someone(Chance.Next(2) == 0 ? "intake" : "score");
        Add(atUs, $"{slot.Name}'s producer fails", () => slot.Producer?.Fail());
    }

    private void RedisAway(long atUs)
    {
        var forUs = Math.Min(Chance.NextInt64(9_000_000), EndUs - atUs);
        Add(atUs, string.Create(CultureInfo.InvariantCulture, $"redis is away for {forUs / 1_000_000.0:0.000} s"),
            () => _world.Redis.AwayUntilUs = _world.Time.NowUs + forUs);
    }

    private void RedisFallsBack(long atUs)
    {
        var commands = 1 + Chance.Next(Chance.Next(2) == 0 ? 8 : 120);
        Add(InTime(atUs), $"redis falls back by {commands} commands", () => _world.Redis.FallBack(commands));
    }

    private void RedisFlushed(long atUs) => Add(InTime(atUs), "redis is emptied", _world.Redis.Flush);

    /// <summary>While there is still something to read after it: whoever has nothing new to write does not look whether the
    /// store still has the old, and needs not.</summary>
    private static long InTime(long atUs) => atUs * 2 / 3;

    private void RedisForgets(long atUs) => Spell(
        atUs, "redis's answers are lost", x => x.StoreLossShare = 0.25, (x, _) => x.StoreLossShare = 0);

    private void LogAway(long atUs)
    {
        string[] topics = [TopicPlan.Legs, TopicPlan.Warnings];
        var (topic, forUs) = (topics[Chance.Next(2)], Math.Min(Chance.NextInt64(6_000_000), EndUs - atUs));
        var partition = Chance.Next(_world.Broker.Partitions(topic).Length);
        Add(atUs, string.Create(CultureInfo.InvariantCulture, $"{topic}/{partition} has no leader for {forUs / 1_000_000.0:0.000} s"),
            () => _world.Broker.Partitions(topic)[partition].AwayUntilUs = _world.Time.NowUs + forUs);
    }

    private void SlowLog(long atUs) => Spell(
        atUs, "the broker is slow", x => (x.SendUsMax, x.AckUsMax, x.FetchUsMax) = (400_000, 2_000_000, 600_000),
        (x, before) => (x.SendUsMax, x.AckUsMax, x.FetchUsMax) = (before.SendUsMax, before.AckUsMax, before.FetchUsMax));

    private void ReceiversAway(long atUs)
    {
        var forUs = Math.Min(Chance.NextInt64(6_000_000), EndUs - atUs);
        Add(atUs, string.Create(CultureInfo.InvariantCulture, $"receivers take nothing for {forUs / 1_000_000.0:0.000} s"),
            () => _world.Weather.ReceiversAwayUntilUs = _world.Time.NowUs + forUs);
    }

    private void CommitsLost(long atUs) => Spell(
        atUs, "answers to commits are lost", x => x.CommitLossShare = 0.5, (x, _) => x.CommitLossShare = 0);
}
