using System.Text;
using WarningEngine.App.Commands;
using WarningEngine.Core;
using WarningEngine.Core.Cases;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Dispatch;
using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;
using WarningEngine.Kafka.Wire;

namespace WarningEngine.App.Replay;

/// <summary>Writes warnings as lines and counts the rest.</summary>
/// <param name="file">Null: counted only.</param>
/// <param name="tokens">Reads the person's number back; null where the key is not at hand.</param>
internal sealed class WarningsFile(WholeFile? file, Tokeniser? tokens) : IPipelineSink
{
    /// <summary>Of each topic, reason and field: of millions of one kind nobody wants to read more, and another kind shows beside them.</summary>
    private const int RejectionsNamed = 3;

    /// <summary>Rejections by topic, reason and field; the field is empty where it is the whole record.</summary>
    public SortedDictionary<(string Topic, string Reason, string Field), long> Rejections { get; } = [];

    /// <summary>The first rejections of each topic, reason and field, with file and line; never what the line holds.</summary>
    public List<string> FirstRejections { get; } = [];

    public SortedDictionary<Tier, long> ByTier { get; } = [];

    public SortedDictionary<string, long> ByType { get; } = new(StringComparer.Ordinal);

    public long Warnings { get; private set; }

    /// <summary>Entries that would have gone to a queue.</summary>
    public long Entries { get; private set; }

    public void Warned(Warning warning)
    {
        Warnings++;
        ByTier[warning.Tier] = ByTier.GetValueOrDefault(warning.Tier) + 1;
        ByType[warning.ScamType] = ByType.GetValueOrDefault(warning.ScamType) + 1;
        file?.Stream.Write(Encoding.UTF8.GetBytes(WarningMapping.ToJson(warning, tokens) + "\n"));
    }

    public void Rejected(in RecordContext context, CheckResult result)
    {
        var key = (context.Source.Topic, result.Reason.Label(), result.Field ?? "");
        var count = Rejections[key] = Rejections.GetValueOrDefault(key) + 1;
        if (count <= RejectionsNamed)
        {
            var name = RawTopic.Find(context.Source.Topic)?.FileName ?? context.Source.Topic;
            var field = result.Field is { Length: > 0 } of ? $"'{of}' " : "";
            FirstRejections.Add($"{name}.ndjson({context.Offset + 1}): {field}{result.Reason.Label()}");
        }
    }

    public void Entry(QueueEntry entry) => Entries++;

    public void Kept(Case open, DispatchMode mode)
    {
        // Files know no modes.
    }

    public void CaseChanged(Case changed)
    {
        // Files have no console to draw.
    }

    public void CaseForgotten(Case forgotten)
    {
        // Likewise.
    }
}
