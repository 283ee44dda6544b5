namespace WarningEngine.Core.Profiles;

/// <summary>What is usual for a person: frugal estimates of high percentiles, a few bytes each.</summary>
internal static class Baselines
{
    /// <summary>A step up to twenty times the usual amount multiplies it by 22/3.</summary>
    private const int UnlearnedPartMin = 7;

    /// <summary>A talk that has ended: up half of the way where it was longer, down a two-hundredth where not.</summary>
    public static void LearnTalk(ref Profile profile, ushort seconds)
    {
        var usual = profile.UsualLongCallSec;
        profile.UsualLongCallSec = (ushort)Math.Clamp(
            usual == 0 ? Math.Max(60, (int)seconds) : seconds > usual ? usual + ((seconds - usual) / 2) : usual - (usual / 200),
            30, ushort.MaxValue);
    }

    /// <summary>A payment, whole units of currency: up a third of the way, down a thirtieth.</summary>
    public static void LearnAmount(ref Profile profile, uint amount)
    {
        var usual = (long)profile.UsualLargeAmount;
        profile.UsualLargeAmount = (uint)Math.Clamp(
            usual == 0 ? amount : amount > usual ? usual + ((amount - usual) / 3) : usual - (usual / 30), 1, uint.MaxValue);
        profile.PaymentCount = (byte)Math.Min(byte.MaxValue, profile.PaymentCount + 1);
    }

    /// <summary>A payment that was learned and came back, whole units of currency: the step it made is taken back, exactly where it was the last one. Where
    /// others were learned since, so much is taken for it at most as one of twenty times the usual amount would have made: of a larger one their small
    /// steps would be taken back many times over, and nothing be left.</summary>
    public static void UnlearnAmount(ref Profile profile, uint amount)
    {
        if (profile.PaymentCount <= 1)
        {
            (profile.UsualLargeAmount, profile.PaymentCount) = (0, 0);
            return;
        }

        // A step up stops below the amount, so what it stopped at tells which step it was.
        var usual = (long)profile.UsualLargeAmount;
        profile.UsualLargeAmount = (uint)Math.Clamp(
            amount > usual ? Math.Max(((3 * usual) - amount) / 2, usual / UnlearnedPartMin) : usual + (usual / 29), 1, uint.MaxValue);
        profile.PaymentCount--;
    }
}
