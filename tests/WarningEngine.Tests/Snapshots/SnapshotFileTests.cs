using System.Security.Cryptography;
using WarningEngine.App.Snapshots;
using WarningEngine.Testing;

namespace WarningEngine.Tests.Snapshots;

public sealed class SnapshotFileTests : IDisposable
{
    private static readonly SnapshotHeader Header = new("score", 3, 32, 1, 4711, 1, Some.TimeMs, new(Some.TimeMs - 1, 815));
    private readonly string _folder = Directory.CreateTempSubdirectory("warning-engine-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_was_written_is_read_back()
    {
        var (path, image) = Written();
        var read = new StateImage();

        Assert.Equal(Header, SnapshotFile.LoadInto(path, read));
        Assert.Equal(Header, SnapshotFile.ReadHeader(path));
        Assert.Equal(Words(image), Words(read));
    }

    /// <summary>As versions before wrote it: nobody told them what stood before its offset.</summary>
    [Fact]
    public void One_of_format_1_is_read()
    {
        const int Flag = 8 + 1 + 6 + 4 + 4 + 4 + 8 + 4 + 8;
        var (path, image) = Written();
        var known = File.ReadAllBytes(path);
        Assert.Equal((2, 1), (known[8], known[Flag]));
        byte[] former = [.. known[..Flag], .. known[(Flag + 1 + 8 + 4)..^SHA256.HashSizeInBytes]];
        former[8] = 1;
        File.WriteAllBytes(path, [.. former, .. SHA256.HashData(former)]);
        var read = new StateImage();

        Assert.Equal(Header with { LastMessage = null }, SnapshotFile.LoadInto(path, read));
        Assert.Equal(Words(image), Words(read));
    }

    [Fact]
    public void Equal_states_are_equal_bytes()
    {
        var (first, image) = Written();
        var again = new StateImage();
        foreach (var (key, value) in image.InOrder().Reverse())
        {
            again.Put(key, [9]);
            again.Put(key, value);
        }

        var second = Path.Combine(_folder, "again");
        SnapshotFile.Write(second, Header, again);
        Assert.Equal(File.ReadAllBytes(first), File.ReadAllBytes(second));
    }

    [Fact]
    public void A_file_torn_at_any_byte_is_refused_and_touches_no_state()
    {
        var (path, _) = Written();
        var whole = File.ReadAllBytes(path);
        for (var length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(path, whole[..length]);
            AssertRefused(path);
        }
    }

    [Fact]
    public void A_byte_flipped_anywhere_or_added_is_refused()
    {
        var (path, _) = Written();
        var whole = File.ReadAllBytes(path);
        for (var at = 0; at < whole.Length; at++)
        {
            byte[] damaged = [.. whole];
            damaged[at] ^= (byte)(1 << (at % 8));
            File.WriteAllBytes(path, damaged);
            AssertRefused(path);
        }

        File.WriteAllBytes(path, [.. whole, 0]);
        AssertRefused(path);
    }

    [Fact]
    public void A_file_whose_writing_fails_leaves_nothing_behind()
    {
        var image = new StateImage();
        image.Put([1], [2]);
        Assert.ThrowsAny<IOException>(() => SnapshotFile.Write(Path.Combine(Written().Path, "below a file"), Header, image));
        Assert.ThrowsAny<Exception>(() => SnapshotFile.Write(Path.Combine(_folder, "never"), Header with { Role = null! }, image));
        Assert.Equal(["whole"], Directory.EnumerateFileSystemEntries(_folder).Select(Path.GetFileName));
    }

    private static void AssertRefused(string path)
    {
        var state = new KeyValueState();
        var refused = Assert.Throws<InvalidDataException>(() => SnapshotFile.LoadInto(path, state));
        Assert.StartsWith(path, refused.Message, StringComparison.Ordinal);
        Assert.Empty(state.Values);
    }

    private static IEnumerable<string> Words(StateImage image) =>
        image.InOrder().Select(x => $"{Convert.ToHexString(x.Key)} {Convert.ToHexString(x.Value)}");

    private (string Path, StateImage Image) Written()
    {
        var state = new KeyValueState();
        state.Set("alpha", "1");
        state.Set("beta", new string('b', 70));
        state.Set("gamma", "3");
        var image = StateImage.Of(state);
        var path = Path.Combine(_folder, "whole");
        SnapshotFile.Write(path, Header, image);
        return (path, image);
    }
}
