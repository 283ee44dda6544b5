using WarningEngine.Core;
using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;

namespace WarningEngine.Testing;

/// <summary>Keeps what intake writes.</summary>
public sealed class CollectedLegs : ILegSink, IVaultSink
{
    public List<Leg> Legs { get; } = [];

    public Dictionary<Token, byte[]> Vault { get; } = [];

    public void Add(in Leg leg) => Legs.Add(leg);

    public void Keep(Token token, byte[] sealedText) => Vault[token] = sealedText;
}
