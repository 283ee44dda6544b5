namespace WarningEngine.App.Evaluation;

/// <summary>The scam types that labels name, T01 to T25, and which of them calls or messages can show.
/// <para>Where a type is played on platforms and in chats, neither telecom feed has anything of it: what can be seen are
/// payments, and often their payee is all there is. Recall of both kinds together says more of the mix of types than of the
/// engine, so it is told apart.</para></summary>
public static class ScamTypes
{
    /// <summary>No call and no message belongs to their course, though some crews use one: rebates for tasks (T01), fake
    /// investment (T02), romance (T03), shopping (T10), games (T11), gambling (T16), invoices (T23).</summary>
    public static readonly IReadOnlySet<string> WithoutTelecomTrace =
        new HashSet<string>(StringComparer.Ordinal) { "T01", "T02", "T03", "T10", "T11", "T16", "T23" };

    /// <summary>In their order.</summary>
    public static readonly IReadOnlyList<string> All = [.. Enumerable.Range(1, 25).Select(x => $"T{x:00}")];

    /// <summary>What warnings of the shipped patterns and of models name: beside those TH (somebody known to be bad), M1 to M9 (the moment of the payment)
    /// and MX (a model alone).</summary>
    public static readonly IReadOnlyList<string> Warned = [.. All, "TH", .. Enumerable.Range(1, 9).Select(x => $"M{x}"), "MX"];

    /// <summary>Calls (impersonation, services, loans, family, recovery), messages with links, or a SIM or forwarding that
    /// changed. Cash and gold (T17) lies over other types, mostly those that call.</summary>
    public static readonly IReadOnlySet<string> WithTelecomTrace =
        All.Where(x => !WithoutTelecomTrace.Contains(x)).ToHashSet(StringComparer.Ordinal);
}
