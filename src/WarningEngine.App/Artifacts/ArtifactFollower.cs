using WarningEngine.App.Owners;
using WarningEngine.Kafka;
using WarningEngine.Kafka.Artifacts;

namespace WarningEngine.App.Artifacts;

/// <summary>Keeps the catalogue up with the topic <c>artifacts</c>, on a thread of its own: compiling a set takes longer than
/// an owner may wait.</summary>
internal sealed class ArtifactFollower(KafkaOptions kafka, ArtifactCatalogue catalogue, IEngineObserver observer) : IRole
{
    private readonly ArtifactReader _reader = new(kafka);

    public string Name => "artifacts";

    public void Start() => observer.RoleState(Name, true, "running");

    public void Step()
    {
        if (_reader.Poll(TimeSpan.FromMilliseconds(100)) is { } record)
        {
            catalogue.Take(record);
        }

        if (_reader.ReachedEnd)
        {
            catalogue.CatchUp();
        }
    }

    public void Finish()
    {
        // It belongs to no group, and nothing of it is kept.
    }

    public void Dispose() => _reader.Dispose();
}
