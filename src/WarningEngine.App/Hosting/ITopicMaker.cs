using WarningEngine.Kafka.Topics;

namespace WarningEngine.App.Hosting;

/// <summary>Makes topics that are missing.</summary>
public interface ITopicMaker
{
    /// <summary>Makes what is missing of <paramref name="topics"/>.</summary>
    /// <returns>What was made and what is otherwise than planned, in words.</returns>
    Task<IReadOnlyList<string>> MakeAsync(IReadOnlyList<PlannedTopic> topics);
}
