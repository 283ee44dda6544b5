using System.Globalization;
using System.Text;
using WarningEngine.App.Commands;
using WarningEngine.Core;
using WarningEngine.Core.Events;
using WarningEngine.Core.Features;

namespace WarningEngine.Stages;

/// <summary>The engine's own features of card payments as a table for <c>model train</c> and <c>model evaluate</c>: <c>payments-table --file
/// FILE.csv.gz --out TABLE.csv.gz --train-from DAY --train-to DAY --test-from DAY --test-to DAY</c> (days of UTC, both included). Payments go
/// through intake and scoring as transfers, each fraud is confirmed seven days later; a row holds what the engine knows of the payer, of the
/// payee and of the payment when it scores it. Column <c>split</c> is train, test, or known: a payment of the test days by a payer who was
/// defrauded in the days of training, or of whom a later fraud was confirmed before the day (the handbook's own rule).</summary>
internal sealed class PaymentsTable(StreamWriter to) : IFeatureTap
{
    private const string Usage =
        "payments-table --file FILE.csv.gz --out TABLE.csv --train-from DAY --train-to DAY --test-from DAY --test-to DAY";

    private static readonly FeatureInfo[] OfPayer = [.. FeatureTable.All.Where(x => x.Source is FeatureSource.Transfers or FeatureSource.Time)];

    private readonly float[] _payer = new float[FeatureCatalogue.Person.Features.Count];
    private readonly float[] _payee = new float[FeatureCatalogue.Counterpart.Features.Count];

    public bool TakesEverybody => true;

    public static int Run(string[] args)
    {
        var given = new RunArguments(args, Usage);
        var (trainFrom, trainTo) = (Day(given["--train-from"]), Day(given["--train-to"]) + Payments.DayMs);
        var (testFrom, testTo) = (Day(given["--test-from"]), Day(given["--test-to"]) + Payments.DayMs);
        using var file = new WholeFile(given["--out"]);
        long rows;
        using (var to = new StreamWriter(file.Stream, new UTF8Encoding(false), 1 << 16, leaveOpen: true))
        {
            rows = Write(
                to, given["--file"],
                x => x >= trainFrom && x < trainTo ? "train" : x >= testFrom && x < testTo ? "test" : x >= trainTo && x < testFrom ? "between" : null);
        }

        file.Complete();
        Console.WriteLine($"{rows:#,0} rows in {given["--out"]}");
        return 0;
    }

    /// <param name="to">Receives the table.</param>
    /// <param name="file">Of payments.</param>
    /// <param name="splitOf">What a payment of some moment is for; null: for nothing.</param>
    private static long Write(StreamWriter to, string file, Func<long, string?> splitOf)
    {
        var table = new PaymentsTable(to);
        using var pipeline = new StagePipeline(1, "CN", table);
        var confirmations = new Queue<Payment>();
        var (trained, known) = (new HashSet<int>(), new HashSet<int>());
        table.Head();
        long rows = 0;
        foreach (var row in Payments.Read(file))
        {
            while (confirmations.TryPeek(out var past) && past.TimeMs + Payments.DelayMs <= row.TimeMs)
            {
                Payments.Confirm(pipeline, confirmations.Dequeue());
                if (splitOf(past.TimeMs) is not null)
                {
                    known.Add(past.Payer);
                }
            }

            table._payer.AsSpan().Fill(float.NaN);
            table._payee.AsSpan().Fill(float.NaN);
            pipeline.Take(Payments.Transfer(row), RawStreams.Transfers, row.TimeMs);
            pipeline.EndSlice(row.TimeMs);
            if (row.Fraud)
            {
                confirmations.Enqueue(row);
            }

            var split = splitOf(row.TimeMs);
            if (row.Fraud && split == "train")
            {
                trained.Add(row.Payer);
            }

            if (split is "train" or "test")
            {
                table.Write(row, split == "test" && (trained.Contains(row.Payer) || known.Contains(row.Payer)) ? "known" : split);
                rows++;
            }
        }

        return rows;
    }

    public void Person(in Leg leg, int region, ReadOnlySpan<float> row) => Keep(leg.Kind == LegKind.Money, row, _payer);

    public void Counterpart(in Leg leg, ReadOnlySpan<float> row, bool isKnown) => Keep(leg.Kind == LegKind.MoneyCounterpart, row, _payee);

    /// <summary>A payment causes other legs, and is followed by what lists and the daily review say: these tell of others, or of a later moment.</summary>
    private static void Keep(bool isOfPayment, ReadOnlySpan<float> row, float[] to)
    {
        if (isOfPayment)
        {
            row.CopyTo(to);
        }
    }

    private static long Day(string text) =>
        DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).ToUnixTimeMilliseconds();

    private void Head()
    {
        to.Write("time,customer,split,label");
        foreach (var feature in OfPayer)
        {
            to.Write($",payer.{feature.Name}");
        }

        foreach (var feature in CounterpartFeatureTable.All)
        {
            to.Write($",payee.{feature.Name}");
        }

        to.WriteLine();
    }

    private void Write(Payment row, string split)
    {
        to.Write(string.Create(CultureInfo.InvariantCulture, $"{row.TimeMs},{row.Payer},{split},{(row.Fraud ? 1 : 0)}"));
        foreach (var feature in OfPayer)
        {
            Write(_payer[feature.Place]);
        }

        foreach (var value in _payee)
        {
            Write(value);
        }

        to.WriteLine();
    }

    private void Write(float value)
    {
        to.Write(',');
        if (!float.IsNaN(value))
        {
            to.Write(value.ToString("R", CultureInfo.InvariantCulture));
        }
    }
}
