using System.Globalization;
using WarningEngine.ML;

namespace WarningEngine.Stages;

/// <summary>Card precision of a model on the test rows of a table that <c>payments-table</c> wrote: <c>payments-judge --model MODELDIR --table
/// TABLE.csv [--cards 100]</c>. Each day the cards with the highest scores are looked at, a card once, by its highest; a card that was found to be
/// compromised is not looked at again on later days. What counts is the share of those with a fraud that day (Fraud Detection Handbook, chapter
/// 4). AUC and average precision are <c>model evaluate</c>'s.</summary>
internal static class PaymentsJudge
{
    public static int Run(string[] args)
    {
        var given = new RunArguments(args, "payments-judge --model MODELDIR --table TABLE.csv [--cards N]");
        var cards = int.Parse(given["--cards", "100"], CultureInfo.InvariantCulture);
        var answer = ModelGate.Check(given["--model"]);
        if (answer is not { Model: { } model, Manifest: { } manifest })
        {
            throw new ArgumentException($"{given["--model"]}: {answer.Reason}");
        }

        var table = CsvTable.Read(given["--table"], new CsvColumns("label")
        {
            Split = "split", SplitValue = "test", Time = "time", Group = "customer", Features = manifest.Features,
        });
        var scores = new double[table.Rows];
        model.Forest.Score(table.Values, scores);
        var found = new HashSet<int>();
        var days = new List<double>();
        foreach (var day in Enumerable.Range(0, table.Rows).GroupBy(x => table.TimesMs![x] / Payments.DayMs).OrderBy(x => x.Key))
        {
            var looked = day.Where(x => !found.Contains(table.Groups![x])).GroupBy(x => table.Groups![x])
                .Select(x => (Card: x.Key, Score: x.Max(y => scores[y]), Fraud: x.Any(y => table.Labels[y])))
                .OrderByDescending(x => x.Score).ThenBy(x => x.Card).Take(cards).ToArray();
            days.Add(looked.Count(x => x.Fraud) / (double)cards);
            found.UnionWith(looked.Where(x => x.Fraud).Select(x => x.Card));
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"card precision at {cards}: {days.Average():0.000} over {days.Count} days "
                + $"({string.Join(' ', days.Select(x => x.ToString("0.00", CultureInfo.InvariantCulture)))})"));
        return 0;
    }
}
