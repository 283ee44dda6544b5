using WarningEngine.App.City;
using WarningEngine.App.Evaluation;

namespace WarningEngine.Tests.Evaluation;

public sealed class ScamTypesTests
{
    [Fact]
    public void The_city_plays_all_types_and_no_others() => Assert.Equal(ScamTypes.All, CityTypes.All.Select(x => x.Id));

    [Fact]
    public void Each_type_has_a_telecom_trace_or_has_none()
    {
        Assert.Equal(ScamTypes.All, ScamTypes.WithTelecomTrace.Concat(ScamTypes.WithoutTelecomTrace).Order());
        Assert.Superset(new HashSet<string> { "T04", "T09", "T13", "T25" }, ScamTypes.WithTelecomTrace.ToHashSet());
    }
}
