using System.Runtime.InteropServices;
using WarningEngine.Core.Events;
using WarningEngine.Core.Memory;

namespace WarningEngine.Core.Decisions;

/// <summary>An <see cref="Evidence"/> as an episode keeps it. 64 bytes.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct EvidenceLine
{
    public long EventTimeMs;
    public Token Other;
    public long DurationMs;
    public long AmountMinor;
    public int CurrencyCode;

    /// <summary>Of its words, in <see cref="KnownTexts"/>.</summary>
    public int Detail;
    public LegKind Kind;
    public EntityKind OtherKind;

    public readonly Evidence InWords() =>
        new(Kind, EventTimeMs, OtherKind, Other, DurationMs, AmountMinor, CurrencyCode, KnownTexts.Of(Detail));
}
