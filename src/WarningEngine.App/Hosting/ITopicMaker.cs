using WarningEngine.Kafka.Topics;

namespace WarningEngine.App.Hosting;

/// <summary>Makes topics that are missing, and knows those that are there.</summary>
public interface ITopicMaker
{
    /// <summary>Makes what is missing of <paramref name="topics"/>.</summary>
    /// <returns>What was made and what is otherwise than planned, in words.</returns>
    Task<IReadOnlyList<string>> MakeAsync(IReadOnlyList<PlannedTopic> topics);

    /// <summary>Why a raw topic must not be read under a generation; null where nothing speaks against it.</summary>
    string? Refusal(string topic, int generation);
}
