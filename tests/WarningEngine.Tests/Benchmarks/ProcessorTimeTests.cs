using WarningEngine.Load.Ground;

namespace WarningEngine.Tests.Benchmarks;

public sealed class ProcessorTimeTests
{
    private const string Stat = "4711 (redis server) 1) S 1 4711 4711 0 -1 4194560 2000 900 1 2 1500 250 300 70 20 0 5 0 100 1 2 3";

    [Fact]
    public void A_process_counts_alone() => Assert.Equal(17.5, ProcessorTime.Parse(Stat, withChildren: false), 1e-9);

    [Fact]
    public void A_store_counts_with_what_its_children_have_written_anew() => Assert.Equal(21.2, ProcessorTime.Parse(Stat, withChildren: true), 1e-9);
}
