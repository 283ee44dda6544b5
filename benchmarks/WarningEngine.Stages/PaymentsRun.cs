using System.Globalization;
using WarningEngine.Core.Events;
using WarningEngine.Core.Profiles;

namespace WarningEngine.Stages;

/// <summary>How well the records of payee and payer rank frauds, without any training: <c>payments --file FILE.csv.gz</c> with the
/// columns TX_DATETIME, CUSTOMER_ID, TERMINAL_ID, TX_AMOUNT, TX_FRAUD. Payments go through intake and scoring as transfers; each
/// fraud is confirmed by a disposition seven days later. What is judged are the payments of the file's last seven days, each by
/// the state before it:
/// <code>
/// share  = frauds confirmed of the payee / (its payments + 1), both fading with a half-life of 14 days
/// excess = 1 - usual / amount where the amount is above the payer's usual large amount, else 0
/// score  = 1 - (1 - share)(1 - excess)
/// </code>
/// Ties are broken by the amount in proportion to the usual one.</summary>
internal static class PaymentsRun
{
    private const long Day = 86_400_000;

    public static int Run(string[] args)
    {
        var at = Array.IndexOf(args, "--file");
        if (at < 0 || at + 1 == args.Length)
        {
            throw new ArgumentException("--file is missing: payments --file FILE.csv.gz");
        }

        using var pipeline = new StagePipeline(1, "CN");
        var rows = Payments.Read(args[at + 1]).ToList();
        var judgedFromMs = rows[^1].TimeMs / Day * Day - (6 * Day);
        var confirmations = new Queue<Payment>();
        var judged = new List<(double Share, double Excess, double Ratio, bool Fraud, bool KnownPayer)>();
        var knownPayers = new HashSet<int>();
        long sliceEndMs = 0;
        foreach (var row in rows)
        {
            if (row.TimeMs >= sliceEndMs)
            {
                sliceEndMs = row.TimeMs + 60_000;
                pipeline.EndSlice(row.TimeMs);
            }

            while (confirmations.TryPeek(out var past) && past.TimeMs + Payments.DelayMs <= row.TimeMs)
            {
                Payments.Confirm(pipeline, confirmations.Dequeue());
                knownPayers.Add(past.Payer);
            }

            if (row.TimeMs >= judgedFromMs)
            {
                judged.Add(Judge(pipeline, row, knownPayers.Contains(row.Payer)));
            }

            pipeline.Take(Payments.Transfer(row), RawStreams.Transfers, row.TimeMs);
            if (row.Fraud)
            {
                confirmations.Enqueue(row);
            }
        }

        Console.WriteLine($"{rows.Count:#,0} payments, {pipeline.RejectedRecords} rejected; judged {judged.Count:#,0} of the last seven days, "
            + $"{judged.Count(x => x.Fraud):#,0} frauds");
        Report("payee and payer", judged, x => 1 - ((1 - x.Share) * (1 - x.Excess)));
        Report("payee alone", judged, x => x.Share);
        Report("payer alone", judged, x => x.Excess);
        Report("both, without payers known to be compromised", [.. judged.Where(x => !x.KnownPayer)], x => 1 - ((1 - x.Share) * (1 - x.Excess)));
        return 0;
    }

    private static (double Share, double Excess, double Ratio, bool Fraud, bool KnownPayer) Judge(StagePipeline pipeline, Payment row, bool known)
    {
        var state = pipeline.OwnerOf(default).State;
        var payee = state.Counterparts.Table.Find(pipeline.TokenOf(EntityKind.Account, Payments.Payee(row)));
        var payer = state.Profiles.Find(pipeline.TokenOf(EntityKind.Account, Payments.Payer(row)));
        var counts = payee < 0 ? default : state.Counterparts.Table[payee].Counts;
        counts.Decay(row.TimeMs);
        var share = counts.SlowFrauds / ((double)counts.SlowPayments + CounterpartCounts.One);
        var usual = payer < 0 ? 0 : state.Profiles[payer].UsualLargeAmount;
        var ratio = usual == 0 ? 1 : row.AmountMinor / 100.0 / usual;
        return (Math.Min(1, share), ratio > 1 ? 1 - (1 / ratio) : 0, ratio, row.Fraud, known);
    }

    private static void Report(
        string name, List<(double Share, double Excess, double Ratio, bool Fraud, bool KnownPayer)> judged,
        Func<(double Share, double Excess, double Ratio, bool Fraud, bool KnownPayer), double> score)
    {
        // The area under the curve is the chance that a fraud ranks above another payment; equals count half.
        var ranked = judged.Select(x => (Score: score(x), x.Ratio, x.Fraud)).OrderBy(x => x.Score).ThenBy(x => x.Ratio).ToList();
        double rankSum = 0;
        for (var from = 0; from < ranked.Count;)
        {
            var to = from;
            while (to < ranked.Count && ranked[to].Score == ranked[from].Score && ranked[to].Ratio == ranked[from].Ratio)
            {
                to++;
            }

            rankSum += ranked.Skip(from).Take(to - from).Count(x => x.Fraud) * ((from + to + 1) / 2.0);
            from = to;
        }

        double frauds = ranked.Count(x => x.Fraud);
        var auc = (rankSum - (frauds * (frauds + 1) / 2)) / (frauds * (ranked.Count - frauds));
        double seen = 0;
        double precisions = 0;
        for (var i = ranked.Count - 1; i >= 0; i--)
        {
            if (ranked[i].Fraud)
            {
                precisions += ++seen / (ranked.Count - i);
            }
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{name}: AUC {auc:0.000}, average precision {precisions / frauds:0.000}, {ranked.Count:#,0} payments"));
    }
}
