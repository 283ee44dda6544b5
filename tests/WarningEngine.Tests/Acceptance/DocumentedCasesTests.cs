using WarningEngine.App.Artifacts;
using WarningEngine.App.Patterns;
using WarningEngine.Core.Events;

namespace WarningEngine.Tests.Acceptance;

/// <summary>Documented cases, which are the tests of the pattern files, with the model that is shipped. It has learned from synthetic cities alone,
/// and may doubt what patterns say: here stands how much of what is documented it leaves urgent. People of these cases have a short history, and of
/// most no age is told.</summary>
public sealed class DocumentedCasesTests
{
    /// <summary>Of a hundred moments at which somebody is to be called urgently, so many at least are still urgent with the model.</summary>
    private const int UrgentLeast = 80;

    [Fact]
    public void What_is_documented_as_urgent_stays_urgent_with_the_model()
    {
        var set = PatternFiles.Load(PatternFiles.Shipped, out var tests);
        var moments = ModelDoubts.Of(tests, set, ModelFiles.Read(ShippedModels.Person).Model);
        Assert.InRange(moments.Count, 60, int.MaxValue);
        Assert.All(moments, x => Assert.True(x.OfPatterns <= Tier.P1, x.ToString()));
        var percent = 100 * moments.Count(x => !x.IsDoubted) / moments.Count;
        Assert.True(percent >= UrgentLeast, $"{percent} % of {moments.Count}; doubted:\n{string.Join('\n', moments.Where(x => x.IsDoubted))}");
    }
}
