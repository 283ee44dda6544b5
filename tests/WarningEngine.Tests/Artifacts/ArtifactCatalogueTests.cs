using System.Text;
using WarningEngine.App.Artifacts;
using WarningEngine.App.Patterns;
using WarningEngine.Core;
using WarningEngine.Core.Models;
using WarningEngine.Kafka.Artifacts;

namespace WarningEngine.Tests.Artifacts;

public sealed class ArtifactCatalogueTests
{
    private static readonly RuleSetFiles Files = RuleSetFiles.Read(PatternFiles.Shipped);
    private static readonly ArtifactRecord Shipped = new(ArtifactKind.Patterns, Files.Hash, Files.Bytes, "shipped");
    private static readonly ArtifactRecord First = new(ArtifactKind.First, Files.Hash, []);

    [Fact]
    public void Nothing_is_answered_before_the_topic_was_read_to_its_end()
    {
        var catalogue = new ArtifactCatalogue();
        catalogue.Take(Shipped);
        catalogue.Take(First);
        Assert.Null(catalogue.First);
        Assert.Equal(ArtifactState.Missing, catalogue.Find(Files.Hash).State);

        catalogue.CatchUp();

        Assert.Equal(Files.Hash, catalogue.First);
        Assert.Equal(Files.Hash, catalogue.Find(Files.Hash).Set?.Hash);
    }

    [Fact]
    public void What_is_not_there_is_named() =>
        Assert.Equal(
            $"rule set {5:x32} is not in artifacts", ArtifactCatalogue.Of([Shipped]).Find(5).Why);

    [Fact]
    public void The_earliest_first_counts_whatever_is_written_later()
    {
        Assert.Equal(Files.Hash, ArtifactCatalogue.Of([First, First with { Hash = 5 }]).First);
    }

    [Fact]
    public void A_first_that_is_void_gives_way_to_the_next() =>
        Assert.Equal(
            (UInt128)5,
            ArtifactCatalogue.Of([First, First with { Hash = 5 }, new ArtifactRecord(ArtifactKind.Void, Files.Hash, [])]).First);

    [Fact]
    public void The_models_of_the_first_that_counts_are_first()
    {
        var models = Encoding.ASCII.GetBytes($"person={7:x32}\nstreet={8:x32}\ncounterpart={9:x32}");

        var catalogue = ArtifactCatalogue.Of([First with { Content = models }, First with { Content = [] }]);
        Assert.Equal(((UInt128)7, (UInt128)9), (catalogue.FirstModel(ModelSubject.Person), catalogue.FirstModel(ModelSubject.Counterpart)));
        Assert.Null(ArtifactCatalogue.Of([First, First with { Content = models }]).FirstModel(ModelSubject.Person));
    }

    [Fact]
    public void Void_is_for_ever_also_where_the_artifact_comes_after_it()
    {
        var catalogue = ArtifactCatalogue.Of([new ArtifactRecord(ArtifactKind.Void, Files.Hash, []), Shipped]);

        Assert.Equal(ArtifactState.Void, catalogue.Find(Files.Hash).State);
    }

    [Fact]
    public void Bytes_under_another_hash_are_not_loaded_and_what_was_loaded_stays()
    {
        var catalogue = ArtifactCatalogue.Of([Shipped with { Hash = 5 }, Shipped, Shipped with { Content = [1] }]);

        Assert.Contains("another hash", catalogue.Find(5).Why, StringComparison.Ordinal);
        Assert.Equal(ArtifactState.Loaded, catalogue.Find(Files.Hash).State);
    }

    [Fact]
    public void A_set_that_does_not_compile_is_missing_and_says_where_it_is_wrong()
    {
        var wrong = RuleSetFiles.Of([("p.yaml", Encoding.UTF8.GetBytes("id: T99\n"))]);

        var found = ArtifactCatalogue.Of([new ArtifactRecord(ArtifactKind.Patterns, wrong.Hash, wrong.Bytes)]).Find(wrong.Hash);

        Assert.Equal(ArtifactState.Missing, found.State);
        Assert.Contains("p.yaml(", found.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_of_one_name_or_out_of_order_are_missing_and_what_stands_behind_them_is_read()
    {
        byte[] Packed(params string[] names) =>
            [.. Encoding.UTF8.GetBytes("model 1\n"), .. names.SelectMany(x => PackedFiles.Write("", [(x, [1])])[1..])];

        var catalogue = ArtifactCatalogue.Of(
            [new ArtifactRecord(ArtifactKind.Model, 7, Packed("a", "a")), new ArtifactRecord(ArtifactKind.Model, 8, Packed("b", "a")), Shipped]);

        Assert.All((UInt128[])[7, 8], x => Assert.Contains("in the order of their names, each once", catalogue.FindModel(x).Why, StringComparison.Ordinal));
        Assert.Equal(ArtifactState.Loaded, catalogue.Find(Files.Hash).State);
    }

    [Fact]
    public void What_a_later_version_writes_is_passed_over()
    {
        var catalogue = ArtifactCatalogue.Of([new ArtifactRecord(ArtifactKind.Unknown, 0, []), Shipped, First]);

        Assert.Single(catalogue.Artifacts);
        Assert.Equal(Files.Hash, catalogue.First);
    }
}
