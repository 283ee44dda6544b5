using System.Text;
using WarningEngine.App.Replay;
using WarningEngine.Core;

namespace WarningEngine.Tests.Replay;

public sealed class LineReaderTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("a\nb\n", "0:a 1:b")]
    [InlineData("a\nb", "0:a 1:b")]
    [InlineData("\uFEFFa\r\nb\r\n", "0:a 1:b")]
    [InlineData("a\n\n\r\n\uFEFFb", "0:a 1: 2: 3:\uFEFFb")]
    [InlineData("\n", "0:")]
    public void Lines_come_without_their_ends_and_with_their_numbers(string text, string expected) =>
        Assert.Equal(expected, string.Join(' ', Lines(new MemoryStream(Encoding.UTF8.GetBytes(text)))));

    /// <summary>Whatever a read gives, the lines are the same: also where a line is many reads long.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(200_000)]
    public void What_a_read_gives_does_not_matter(int atMost)
    {
        string[] lines = [new('x', 10), "", new('y', 300_000), "z"];
        var file = new Dripping(Encoding.UTF8.GetBytes(string.Join('\n', lines)), atMost);
        Assert.Equal(lines.Select((x, i) => $"{i}:{x}"), Lines(file));
    }

    [Fact]
    public void The_last_line_of_a_large_file_needs_no_end()
    {
        string[] lines = [.. Enumerable.Range(0, 20_000).Select(x => $"line number {x}")];
        Assert.Equal(lines.Select((x, i) => $"{i}:{x}"), Lines(new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', lines)))));
    }

    [Fact]
    public void A_line_longer_than_any_message_is_cut_and_the_next_is_whole()
    {
        var file = new MemoryStream();
        file.Write(Encoding.UTF8.GetBytes("first\n"));
        file.Write(new byte[(3 * Limits.RawMessageBytesMax) + 5]);
        file.Write(Encoding.UTF8.GetBytes("\nlast\n"));
        file.Position = 0;
        using var reader = new LineReader(file);

        Assert.True(reader.TryRead(out _));
        Assert.True(reader.TryRead(out var cut));
        Assert.InRange(cut.Length, Limits.RawMessageBytesMax + 1, 3 * Limits.RawMessageBytesMax);
        Assert.True(reader.TryRead(out var last));
        Assert.Equal("last", Encoding.UTF8.GetString(last));
        Assert.Equal(2, reader.Line);
        Assert.False(reader.TryRead(out _));
    }

    private static List<string> Lines(Stream file)
    {
        using var reader = new LineReader(file);
        var lines = new List<string>();
        while (reader.TryRead(out var line))
        {
            lines.Add($"{reader.Line}:{Encoding.UTF8.GetString(line)}");
        }

        return lines;
    }

    /// <summary>Gives a few bytes at a time, as a pipe does.</summary>
    private sealed class Dripping(byte[] content, int atMost) : MemoryStream(content)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, atMost));
    }
}
