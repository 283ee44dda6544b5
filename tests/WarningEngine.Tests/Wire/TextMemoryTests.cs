using System.Text;
using CsCheck;
using WarningEngine.Core.Events;
using WarningEngine.Kafka.Wire;

namespace WarningEngine.Tests.Wire;

public sealed class TextMemoryTests
{
    [Fact]
    public void What_was_kept_stays_as_it_was() =>
        Gen.Select(Gen.OneOf(Gen.String[0, 50], Gen.String[Gen.Char['a', 'z'], 0, 70_000]), Gen.Bool).Array[0, 40].Sample(
            texts =>
            {
                var memory = new TextMemory();
                Utf8Text[] kept = [.. texts.Select(x => x.Item2 ? memory.Keep(Encoding.UTF8.GetBytes(x.Item1)) : Written(memory, x.Item1))];
                Assert.Equal(texts.Select(x => (Utf8Text)x.Item1), kept);
            },
            iter: 500);

    [Fact]
    public void A_text_is_its_bytes()
    {
        Utf8Text text = "诈骗96110";
        Assert.Equal((11, "诈骗96110"), (text.Length, text.ToString()));
        Assert.True(text == new Utf8Text([0, .. Encoding.UTF8.GetBytes("诈骗96110"), 0], 1, 11));
        Assert.True(text != "诈骗96111");
        Assert.Equal((0, "", (Utf8Text)""), (default(Utf8Text).Length, default(Utf8Text).ToString(), default));
    }

    /// <summary>As what was escaped is: with more room than it needs.</summary>
    private static Utf8Text Written(TextMemory memory, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var room = memory.Room(6 * bytes.Length);
        room.Fill(0xFF);
        bytes.CopyTo(room);
        return memory.Kept(bytes.Length);
    }
}
