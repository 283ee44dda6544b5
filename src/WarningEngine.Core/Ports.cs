using WarningEngine.Core.Events;

namespace WarningEngine.Core;

/// <summary>Takes legs in the order of their positions. The leg may be reused by the caller after the call.</summary>
public interface ILegSink
{
    void Add(in Leg leg);
}
