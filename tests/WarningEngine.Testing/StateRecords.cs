using WarningEngine.Core;

namespace WarningEngine.Testing;

/// <summary>Keeps records of state, in the order in which they were written.</summary>
public sealed class StateRecords : IStateWriter
{
    public List<(byte[] Key, byte[] Value)> All { get; } = [];

    public static StateRecords Of(ICheckpointedState state)
    {
        var records = new StateRecords();
        state.WriteAll(records);
        return records;
    }

    public void Put(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value) => All.Add((key.ToArray(), value.ToArray()));

    public void LoadInto(ICheckpointedState state) => All.ForEach(x => state.Read(x.Key, x.Value));
}
