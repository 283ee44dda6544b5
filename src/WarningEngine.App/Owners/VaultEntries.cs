using System.Text;
using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;
using WarningEngine.Kafka.Producing;
using WarningEngine.Kafka.Topics;

namespace WarningEngine.App.Owners;

/// <summary>What a keyed hash cannot give back, on its way to <c>vault</c>. Nobody waits for it, so it is gathered until the next cut: sent
/// as it is met, a few entries at a time, it was nearly every second batch that the broker appended of protobuf at full speed.</summary>
/// <param name="producer">Takes them; what is sent before a cut belongs to it.</param>
internal sealed class VaultEntries(IOrderedProducer producer) : IVaultSink
{
    private const int SeenMax = 500_000;
    private const int WaitingMax = 8_192;

    private readonly HashSet<Token> _seen = [];
    private readonly List<(Token Token, byte[] Sealed)> _waiting = [];

    public void Keep(Token token, byte[] sealedText)
    {
        // The topic is compacted and the text the same: once a process is enough.
        if (_seen.Count >= SeenMax)
        {
            _seen.Clear();
        }

        if (_seen.Add(token))
        {
            _waiting.Add((token, sealedText));
            if (_waiting.Count >= WaitingMax)
            {
                Send();
            }
        }
    }

    /// <summary>Before each cut, whose offsets may only be committed once these are acknowledged too.</summary>
    public void Send()
    {
        foreach (var (token, text) in _waiting)
        {
            producer.Send(TopicPlan.Vault, -1, Encoding.ASCII.GetBytes(token.ToString()), text);
            CrashPoint.Pass("intake.vault");
        }

        _waiting.Clear();
    }
}
