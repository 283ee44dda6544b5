using WarningEngine.App.Owners;
using WarningEngine.Kafka;
using WarningEngine.Kafka.Artifacts;

namespace WarningEngine.App.Artifacts;

/// <summary>Keeps the catalogue up with the topic <c>artifacts</c>, on a thread of its own: compiling a set takes longer than
/// an owner may wait.</summary>
internal sealed class ArtifactFollower(KafkaOptions kafka, ArtifactCatalogue catalogue, IEngineObserver observer, ILogger log) : IRole
{
    private readonly ArtifactReader _reader = new(kafka);

    public string Name => "artifacts";

    public void Start() => observer.RoleState(Name, true, "running");

    public void Step()
    {
        if (_reader.Poll(TimeSpan.FromMilliseconds(100)) is { } record)
        {
            if (catalogue.Take(record) is { Length: > 0 } why)
            {
                // Nothing decides by it yet, and what decides goes on: whoever would promote it is refused for the same reason.
                observer.ArtifactRefused(record.Kind);
                log.LogError("artifacts: {Kind} {Hash:x32} ({Name}) cannot be loaded: {Why}", record.Kind, record.Hash, record.Name, why);
            }
        }

        if (_reader.ReachedEnd)
        {
            catalogue.CatchUp();
        }
    }

    /// <summary>It belongs to no group, and nothing of it is kept.</summary>
    public bool Finish() => true;

    public void Dispose() => _reader.Dispose();
}
