namespace WarningEngine.Redis;

/// <summary>What a process of the engine says of itself, each second.</summary>
/// <param name="Beat">Grows each time: a reader knows by it who still speaks, without comparing clocks of machines.</param>
/// <param name="NotGood">Names of what does not work in it, like <c>surge.T01-task-rebate</c>.</param>
public sealed record ProcessHealth(long Beat, IReadOnlyList<string> NotGood);
