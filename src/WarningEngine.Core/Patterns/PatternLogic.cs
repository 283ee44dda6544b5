using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace WarningEngine.Core.Patterns;

/// <summary>What a pattern does, as 64 bits: its id, window, state, steps and raises. Not its words, its version, its tests or
/// how its expressions are broken into lines: whoever mends a sentence makes no episode begin anew. Whether it is in shadow
/// counts: what was raised there has warned nobody yet.</summary>
internal static class PatternLogic
{
    public static ulong Of(PatternDefinition definition)
    {
        var text = new StringBuilder();
        Add(text, definition.Id, definition.WindowMs, definition.State == PatternState.Shadow);
        foreach (var step in definition.Steps)
        {
            Add(text, "step", step.Id.Text, step.On, Plain(step.When), step.WithinMs, step.Repeat);
            Add(text, ["after", .. step.After.Select(x => x.Text)]);
            Add(text, ["unless", .. step.Unless.Select(x => x.Text)]);
        }

        foreach (var raise in definition.Raises)
        {
            Add(text, "raise", Plain(raise.When), raise.Tier, raise.Stage);
            if (raise.Likely > 0)
            {
                Add(text, "likely", raise.Likely);
            }
        }

        // What was found is remembered by its place among these.
        foreach (var evidence in definition.Evidence)
        {
            Add(text, "evidence", Plain(evidence.When), evidence.ScamType.Text, evidence.Points);
        }

        return BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private static void Add(StringBuilder text, params ReadOnlySpan<object> parts)
    {
        foreach (var part in parts)
        {
            text.Append(CultureInfo.InvariantCulture, $"{part}\t");
        }

        text.Append('\n');
    }

    private static string Plain(PlacedText expression) =>
        string.Join(' ', expression.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
