using WarningEngine.App.Artifacts;
using WarningEngine.Core.Models;

namespace WarningEngine.Tests.Models;

/// <summary>The model that comes with the engine is for this version of it. Where this fails because features have changed, it is to be trained
/// again, by the command in its manifest.</summary>
public sealed class ShippedModelsTests
{
    [Fact]
    public void The_model_of_persons_passes_the_gate_fits_this_version_and_has_a_say()
    {
        var model = ModelFiles.Read(ShippedModels.Person);
        Assert.Equal(ModelSubject.Person, model.Model.Subject);
        Assert.InRange(model.Model.Thresholds.Urgent, 1e-6, 1 - 1e-6);
        Assert.InRange(model.Model.Thresholds.Doubtful, 1e-6, model.Model.Thresholds.Urgent);
        Assert.StartsWith("warning-engine model train ", model.Manifest.Command, StringComparison.Ordinal);

        // Whoever has a guardian is to be protected first.
        var guardian = model.Manifest.Features.Index().Single(x => x.Item == "person.guardian").Index;
        Assert.DoesNotContain(model.Model.Forest.Trees, x => x.Feature.Contains(guardian));
    }
}
