using WarningEngine.Kafka.Topics;

namespace WarningEngine.App.Hosting;

/// <summary>Makes topics that are missing, and knows those that are there.</summary>
public interface ITopicMaker
{
    /// <summary>Makes what is missing of <paramref name="topics"/>.</summary>
    /// <param name="topics">As they shall be.</param>
    /// <param name="othersMakeThem">See <see cref="TopicPlan.CreateAsync"/>.</param>
    /// <param name="stop">Whoever stops does not wait for the brokers' answers.</param>
    /// <returns>What was made and what is otherwise than planned, in words.</returns>
    Task<IReadOnlyList<string>> MakeAsync(IReadOnlyList<PlannedTopic> topics, bool othersMakeThem, CancellationToken stop);

    /// <summary>Why a raw topic must not be read under a generation; null where nothing speaks against it.</summary>
    string? Refusal(string topic, int generation);
}
