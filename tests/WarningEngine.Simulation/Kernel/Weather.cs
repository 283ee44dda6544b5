namespace WarningEngine.Simulation.Kernel;

/// <summary>How slow and how unreliable the world is just now. Times are microseconds.</summary>
internal sealed record Weather
{
    /// <summary>A message comes to its log within this time.</summary>
    public long SendUsMax { get; set; } = 8_000;

    /// <summary>It is acknowledged within this time.</summary>
    public long AckUsMax { get; set; } = 8_000;

    /// <summary>It is seen by readers within this time.</summary>
    public long FetchUsMax { get; set; } = 20_000;

    /// <summary>A receiver takes an entry within this time.</summary>
    public long DeliverUsMax { get; set; } = 8_000;

    /// <summary>A command to the store is there, and its answer back, within this time.</summary>
    public long StoreUsMax { get; set; } = 2_000;

    /// <summary>Answers of the store that are lost.</summary>
    public double StoreLossShare { get; set; }

    /// <summary>Commits that are made and said to have failed.</summary>
    public double CommitLossShare { get; set; }

    /// <summary>Deliveries to receivers that are repeated.</summary>
    public double RepeatShare { get; set; } = 0.05;

    /// <summary>Receivers take nothing until then.</summary>
    public long ReceiversAwayUntilUs { get; set; }

    /// <summary>What is usual in one seed's world: fast, or slow in one thing or another.</summary>
    public void Settle(Random chance)
    {
        SendUsMax = Usual(chance, 8_000, 400_000);
        AckUsMax = Usual(chance, 8_000, 1_000_000);
        FetchUsMax = Usual(chance, 20_000, 400_000);
        DeliverUsMax = Usual(chance, 8_000, 1_500_000);
        StoreUsMax = Usual(chance, 2_000, 150_000);
    }

    /// <summary>Fast and reliable again.</summary>
    public void Calm()
    {
        var calm = new Weather();
        (SendUsMax, AckUsMax, FetchUsMax, DeliverUsMax) = (calm.SendUsMax, calm.AckUsMax, calm.FetchUsMax, calm.DeliverUsMax);
        (StoreUsMax, StoreLossShare, CommitLossShare, RepeatShare) = (calm.StoreUsMax, 0, 0, calm.RepeatShare);
    }

    private static long Usual(Random chance, long fast, long slow) => chance.Next(3) == 0 ? slow : fast;
}
