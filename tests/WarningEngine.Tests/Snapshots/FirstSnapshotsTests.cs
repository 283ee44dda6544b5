using WarningEngine.App.Commands;
using WarningEngine.App.Snapshots;
using WarningEngine.Core;
using WarningEngine.Testing;

namespace WarningEngine.Tests.Snapshots;

public sealed class FirstSnapshotsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>The log was made anew and the generation was not raised: once it had grown past them, a lost store would have gone on from them.</summary>
    [Fact]
    public void A_folder_with_snapshots_of_another_log_of_the_same_generation_is_refused_and_they_are_named()
    {
        Write(2, 0);
        Write(1, 50);
        Of(2).RefuseStrangers();

        var strangers = Enumerable.Range(50, 5).Select(x => Write(2, x)).ToArray();

        var refused = Assert.Throws<CommandFailedException>(Of(2).RefuseStrangers).Message;
        Assert.All(strangers[..3], x => Assert.Contains(x, refused, StringComparison.Ordinal));
        Assert.Contains("and 2 more", refused, StringComparison.Ordinal);
        Assert.DoesNotContain("-g1-", refused, StringComparison.Ordinal);
        Of(3).RefuseStrangers();
    }

    private SnapshotOptions Options => new() { Directory = _folder.Path };

    private FirstSnapshots Of(int generation) => FirstSnapshots.Of(Options, generation, new ManualClock());

    private string Write(int generation, long offset) => new SnapshotDirectory(_folder.Path).Write(
        new SnapshotHeader("dispatch", 3, 8, generation, offset, Logic.Version, Some.TimeMs + offset), new StateImage(), kept: 9);
}
