using System.Globalization;
using System.IO.Compression;
using WarningEngine.Core.Events;
using WarningEngine.Kafka.Wire;

namespace WarningEngine.Stages;

/// <summary>One card payment of a file.</summary>
internal sealed record Payment(string Id, long TimeMs, int Payer, int Payee, long AmountMinor, bool Fraud);

/// <summary>Card payments of a file with the columns TRANSACTION_ID, TX_DATETIME, CUSTOMER_ID, TERMINAL_ID, TX_AMOUNT and TX_FRAUD, as the
/// transfers and findings that the engine reads.</summary>
internal static class Payments
{
    public const long DayMs = 86_400_000;

    /// <summary>So long after a fraud it is confirmed.</summary>
    public const long DelayMs = 7 * DayMs;

    private static readonly string[] Columns = ["TRANSACTION_ID", "TX_DATETIME", "CUSTOMER_ID", "TERMINAL_ID", "TX_AMOUNT", "TX_FRAUD"];

    public static void Confirm(StagePipeline pipeline, Payment row) => pipeline.Take(
        new DispositionRecord
        {
            DispositionId = $"d{row.Id}", PersonToken = pipeline.TokenOf(EntityKind.Account, Payer(row)).ToString(), Code = DispositionCode.AlreadyLost,
            FraudConfirmed = true, ConfirmedKind = EntityKind.Account, ConfirmedValue = Payee(row), TimeMs = row.TimeMs + DelayMs,
        },
        RawTopic.Dispositions.Name, row.TimeMs + DelayMs);

    public static TransferRecord Transfer(Payment row) => new()
    {
        TxId = row.Id, Event = MoneyEvent.Transfer, Phase = MoneyPhase.Settled, DebtorAccount = Payer(row), CreditorAccount = Payee(row),
        PayeeKind = PayeeKind.Merchant, Amount = (row.AmountMinor / 100m).ToString("0.00", CultureInfo.InvariantCulture), Currency = "EUR",
        AcceptanceTimeMs = row.TimeMs,
    };

    public static string Payer(Payment row) => $"CUSTOMER{row.Payer}";

    public static string Payee(Payment row) => $"TERMINAL{row.Payee}";

    public static IEnumerable<Payment> Read(string file)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress));
        var header = reader.ReadLine()!.Split(',');
        int[] columns = [.. Columns
            .Select(x => Array.IndexOf(header, x) is >= 0 and var i ? i : throw new InvalidDataException($"{file} has no column {x}."))];
        while (reader.ReadLine() is { } line)
        {
            var fields = line.Split(',');
            string Field(int i) => fields[columns[i]];
            var amountMinor = (long)Math.Round(decimal.Parse(Field(4), CultureInfo.InvariantCulture) * 100);
            if (amountMinor == 0)
            {
                continue;
            }

            yield return new Payment(
                Field(0),
                DateTimeOffset.Parse(Field(1), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).ToUnixTimeMilliseconds(),
                int.Parse(Field(2), CultureInfo.InvariantCulture), int.Parse(Field(3), CultureInfo.InvariantCulture), amountMinor, Field(5) == "1");
        }
    }

}
