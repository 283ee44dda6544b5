using WarningEngine.App.Embedded;

namespace WarningEngine.Integration.Redis;

public sealed class GarnetCheckpointStoreTests : OverwrittenKeyRules
{
    private EmbeddedGarnet? _garnet;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _garnet?.Dispose();
    }

    protected override string Endpoint() => (_garnet = new EmbeddedGarnet()).Endpoint;
}
