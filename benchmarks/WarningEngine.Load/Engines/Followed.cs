using WarningEngine.Kafka.Topics;
using WarningEngine.Load.Input;

namespace WarningEngine.Load.Engines;

/// <summary>What follows from the events of a round: the legs that are made of them.</summary>
/// <param name="Come">Offsets up to which <c>legs</c> is done, by partition; asked at each look.</param>
/// <param name="Read">How many legs stand in each message; asked once, when the round is over: reading them costs more than a look may.</param>
internal sealed record Followed(Func<long[]> Come, Func<FilledTopics> Read)
{
    /// <summary>Events that are done at each look: no more than were taken in, and of all as large a share as of the legs. Messages of legs are no
    /// measure of it: one holds a leg, and the next some hundreds.</summary>
    /// <param name="looks">Events taken in, and how far <c>legs</c> had come.</param>
    /// <param name="legs">How many legs stand in each message.</param>
    /// <param name="events">Of the round.</param>
    public static long[] Done(IEnumerable<(long Events, long[] Come)> looks, FilledTopics legs, long events) =>
    [
        .. looks.Select(x => legs.Events == 0
            ? x.Events
            : Math.Min(x.Events, (long)((double)x.Come.Select((offset, p) => legs.EventsBefore(TopicPlan.Legs, p, offset)).Sum() / legs.Events * events))),
    ];
}
