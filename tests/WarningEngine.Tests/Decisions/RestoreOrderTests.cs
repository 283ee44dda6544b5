using WarningEngine.App.Snapshots;
using WarningEngine.Core;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Events;
using WarningEngine.Core.Profiles;

namespace WarningEngine.Tests.Decisions;

/// <summary>A store merges ranges of keys one at a time: of two keys the newer record may be read before an older one of the other. Of one key they come
/// in order.</summary>
public sealed class RestoreOrderTests
{
    private const byte CounterpartKind = 2;
    private const byte BlockKind = 6;
    private const int Lines = 40;

    private readonly CounterpartLog _log = new();

    public RestoreOrderTests()
    {
        for (var i = 0; i < Lines; i++)
        {
            _log.Sends(i, CounterpartLog.Start, NumberClass.Mobile, template: 0, url: false);
        }

        _log.Score();
    }

    [Fact]
    public void That_a_counterpart_was_forgotten_takes_nothing_of_its_successor()
    {
        var image = StateImage.Of(_log.Scored).InOrder().ToList();
        var blocks = image.Where(x => x.Key[0] == BlockKind).ToList();
        var (key, value) = image.Single(x => x.Key[0] == CounterpartKind);
        Assert.Equal(3, blocks.Count);
        using var restored = new ScoringState();

        blocks.ForEach(x => restored.Read(x.Key, x.Value));
        restored.Read(key, value);
        restored.Read(key, []);
        restored.Read(key, value);

        Assert.Equal(Told(_log.Scored), Told(restored));
        ref var counterpart = ref restored.Counterparts.Table[restored.Counterparts.Table.Find(CounterpartLog.Party)];
        var now = ProfileTime.Minutes(CounterpartLog.Start);
        Assert.Equal(Lines, restored.Counterparts.Touched.CountLive(counterpart, CounterpartLog.Party, now, int.MaxValue));
    }

    [Fact]
    public void Blocks_of_a_counterpart_that_is_forgotten_have_deletions_of_their_own()
    {
        var image = new StateImage();
        _log.Scored.WriteAll(image);
        Assert.Contains(image.InOrder(), x => x.Key[0] == BlockKind);

        _log.Scored.State.Counterparts.Remove(CounterpartLog.Party);
        _log.Scored.WriteChanged(image);

        Assert.DoesNotContain(image.InOrder(), x => x.Key[0] is CounterpartKind or BlockKind);
    }

    private static IEnumerable<string> Told(ICheckpointedState state) =>
        StateImage.Of(state).InOrder().Where(x => x.Key[0] is CounterpartKind or BlockKind).Select(Text);

    private static string Text(KeyValuePair<byte[], byte[]> record) => $"{Convert.ToHexString(record.Key)} {Convert.ToHexString(record.Value)}";
}
