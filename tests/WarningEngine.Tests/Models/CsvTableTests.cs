using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using WarningEngine.ML;

namespace WarningEngine.Tests.Models;

public sealed class CsvTableTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("warning-engine-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(".csv")]
    [InlineData(".csv.gz")]
    public void Everything_that_is_nothing_else_is_a_feature(string extension)
    {
        var path = Path.Combine(_folder, "t" + extension);
        const string text = "label,\"a, b\",when,who,much,region,c,part,note\r\n"
            + "1,1.5,2026-01-01T00:00:00Z,x,2,\"A \"\"1\"\"\",,train,\"two\nlines\"\n\n"
            + "false,-2e-3,1772323200000,y,0.5,B,NaN,train,\n"
            + "0,no number,-,y,-,B,3,val,\n"
            + "true,null,2026-01-01 08:00:00+08:00,x,1,,7,train,";
        using (Stream file = extension == ".csv" ? File.Create(path) : new GZipStream(File.Create(path), CompressionLevel.Fastest))
        {
            file.Write(Encoding.UTF8.GetBytes(text));
        }

        var table = CsvTable.Read(path, new CsvColumns("label")
        {
            Split = "part", SplitValue = "train", Time = "when", Group = "who", Weight = "much", Ignored = ["note"], Breakdowns = ["region"],
        });
        Assert.Equal(["a, b", "c"], table.Features);
        Assert.Equal([1.5f, float.NaN, -0.002f, float.NaN, float.NaN, 7], table.Values);
        Assert.Equal([true, false, true], table.Labels);
        Assert.Equal([0, 1, 0], table.Groups!);
        Assert.Equal([2f, 0.5f, 1f], table.Weights!);
        Assert.Equal([1767225600000, 1772323200000, 1767225600000], table.TimesMs!);
        Assert.Equal(["A \"1\"", "B", ""], table.Breakdowns["region"]);
    }

    [Fact]
    public void Features_are_found_by_their_names()
    {
        var table = Read("b,x,label,a\n1,?,0,2\n", new CsvColumns("label") { Features = ["a", "b"] });
        Assert.Equal(["a", "b"], table.Features);
        Assert.Equal([2f, 1f], table.Values);
        Wrong("line 1: columns are missing: c, d", "label,a\n", new CsvColumns("label") { Features = ["a", "c", "d"] });
    }

    /// <summary>Of whom nobody knows is not one person: all of them would be drawn, and validate, together.</summary>
    [Fact]
    public void Who_is_not_named_is_somebody_else_each_time()
    {
        var table = Read("label,a,who\n1,1,x\n0,1,\n0,1,y\n0,1,\n1,1,x\n", new CsvColumns("label") { Group = "who" });
        Assert.Equal([0, 1, 2, 3, 0], table.Groups!);
    }

    [Theory]
    [InlineData("", "line 1: there is no header")]
    [InlineData("a,b\n", "line 1: there is no column 'label'")]
    [InlineData("label,a,a\n", "line 1: column 'a' stands twice")]
    [InlineData("label\n1\n", "line 1: no column is left to be a feature")]
    [InlineData("label,a\n", "there are no rows")]
    [InlineData("label,a\n1,2,3\n", "line 2: 3 fields, but the header has 2")]
    [InlineData("label,a\n1,2\n\n2,3\n", "line 4, column 'label': '2' is no label")]
    [InlineData("label,a\n1,x\n", "line 2, column 'a': 'x' is no number")]
    [InlineData("label,a\n1,1e50\n", "line 2, column 'a': '1e50' is no number, or none that 32 bits hold")]
    [InlineData("label,a\n1,Infinity\n", "line 2, column 'a': 'Infinity'")]
    [InlineData("label,a\n1,\"2\n\n", "line 2: a quote is not closed")]
    [InlineData("label,a\n1,2\"\n", "line 2: a quote stands within a field")]
    [InlineData("label,a\n1,\"2\"3\n", "line 2: something follows behind a closing quote")]
    public void What_is_wrong_is_named_with_its_line(string text, string expected) => Wrong(expected, text, new CsvColumns("label"));

    [Fact]
    public void Weights_times_and_splits_are_checked_too()
    {
        const string text = "label,a,w,t,s\n1,1,0,soon,x\n";
        Wrong("line 2, column 'w': '0' is no weight", text, new CsvColumns("label") { Weight = "w", Ignored = ["t", "s"] });
        Wrong("line 2, column 't': 'soon' is no time", text, new CsvColumns("label") { Time = "t", Ignored = ["s"] });
        Assert.All((string[])["12:34", "12:34:56Z", "May 3", "3 May 08:00"], x => Wrong(
            $"line 2, column 't': '{x}' is no time: ISO 8601 with its year", text.Replace("soon", x, StringComparison.Ordinal), new CsvColumns("label") { Time = "t", Ignored = ["s", "w"] }));
        Wrong("no row has 'y' in column 's'", text, new CsvColumns("label") { Split = "s", SplitValue = "y", Ignored = ["t"] });
        Wrong("line 1: there is no column 'z'", text, new CsvColumns("label") { Ignored = ["z"] });
    }

    /// <summary>Seconds, and dates in digits, were read as milliseconds: all rows of one January of 1970, and none later than another.</summary>
    [Theory]
    [InlineData("1772323200")]
    [InlineData("1772323200000000")]
    [InlineData("946684799999")]
    [InlineData("-1")]
    [InlineData("0")]
    [InlineData("20261301")]
    [InlineData("2026030108")]
    [InlineData("20261301120000")]
    [InlineData("20260301250000")]
    [InlineData("19991231")]
    public void Numbers_that_are_no_milliseconds_of_our_time_are_no_times(string time) => Wrong(
        $"line 3, column 't': '{time}' is no time: ISO 8601 with its year, or milliseconds since 1970",
        $"label,a,t\n1,1,2026-03-01\n0,1,{time}\n", new CsvColumns("label") { Time = "t" });

    [Fact]
    public void A_date_may_be_eight_digits_and_with_its_time_fourteen()
    {
        var times = Read(
            "label,a,t\n1,1,20260301\n0,1,2026-03-01\n0,1,1772323200000\n0,1,946684800000\n0,1,20260301000130\n", new CsvColumns("label") { Time = "t" }).TimesMs;
        Assert.Equal([1772323200000, 1772323200000, 1772323200000, 946684800000, 1772323290000], times!);
    }

    [Fact]
    public void A_packed_file_that_is_none_or_breaks_off_is_named()
    {
        var path = Path.Combine(_folder, "t.csv.gz");
        using (var file = new GZipStream(File.Create(path), CompressionLevel.Fastest))
        {
            file.Write("label,a\n1,2\n"u8);
        }

        File.WriteAllBytes(path, File.ReadAllBytes(path)[..^1]);
        Assert.Matches("^.*t.csv.gz: .*breaks off", Assert.Throws<FormatException>(() => CsvTable.Read(path, new CsvColumns("label"))).Message);
        File.WriteAllText(path, "label,a\n1,2\n");
        Assert.StartsWith(path, Assert.Throws<FormatException>(() => CsvTable.Read(path, new CsvColumns("label"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_refuses_what_does_not_fit()
    {
        Assert.Contains("row 1", Assert.Throws<ArgumentException>(() => new TrainingTable(["a"], [1, float.PositiveInfinity], [true, false])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new TrainingTable(["a"], [1], [true, false]));
        Assert.Throws<ArgumentException>(() => new TrainingTable(["a"], [1], [true]) { Weights = [0] });
        Assert.Throws<ArgumentException>(() => new TrainingTable(["a"], [1], [true]) { TimesMs = [1, 2] });
    }

    [Fact]
    public void A_digest_is_of_everything_that_is_learned_from()
    {
        TrainingTable table = new(["a", "b"], [1, 2, 3, float.NaN], [true, false]);
        TrainingTable[] others =
        [
            new(["a", "c"], [1, 2, 3, float.NaN], [true, false]), new(["a", "b"], [1, 2, 3, 4], [true, false]),
            new(["a", "b"], [1, 2, 3, float.NaN], [true, true]), Tables.With(table, weights: [1, 2]), Tables.With(table, times: [1, 2]),
            Tables.With(table, groups: [1, 2]),
        ];
        Assert.Equal(7, others.Append(table).Select(x => Convert.ToHexString(x.Digest())).Distinct().Count());
        Assert.Equal(table.Digest(), new TrainingTable(["a", "b"], [1, 2, 3, float.NaN], [true, false]).Digest());
    }

    /// <summary>Values are hashed in pieces, since of millions of rows they are more bytes than a span holds: as if it were at once.</summary>
    [Fact]
    public void A_digest_is_that_of_all_values_in_a_row()
    {
        var values = Enumerable.Range(0, TrainingTable.DigestPiece + 3).Select(x => (float)x).ToArray();
        byte[] whole = [.. "a"u8, .. BitConverter.GetBytes(values.Length), .. MemoryMarshal.AsBytes<float>(values), .. new byte[values.Length]];
        Assert.Equal(SHA256.HashData(whole), new TrainingTable(["a"], values, new bool[values.Length]).Digest());
    }

    private static TrainingTable Read(string text, CsvColumns columns) => CsvTable.Read(new StringReader(text), columns);

    private static void Wrong(string expected, string text, CsvColumns columns) =>
        Assert.StartsWith(expected, Assert.Throws<FormatException>(() => Read(text, columns)).Message, StringComparison.Ordinal);
}
