namespace WarningEngine.Core.Profiles;

/// <summary>What is usual for a person: frugal estimates of high percentiles, a few bytes each.</summary>
internal static class Baselines
{
    /// <summary>A step up to a hundred times the usual amount multiplies it by 34: what would be less than this part of it is no last step.</summary>
    private const int LastStepPartMin = 34;

    /// <summary>A step up to twenty times the usual amount multiplies it by 22/3.</summary>
    private const int StepPart = 7;

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

    /// <summary>A payment that was learned and came back, whole units of currency: the step it made is taken back, exactly where it was the last one and of no
    /// more than a hundred times the usual amount. Otherwise others were learned since, whose small steps would be taken back many times over so that
    /// nothing is left: then it counts as a step of twenty times the usual amount.</summary>
    public static void UnlearnAmount(ref Profile profile, uint amount)
    {
        if (profile.PaymentCount <= 1)
        {
            (profile.UsualLargeAmount, profile.PaymentCount) = (0, 0);
            return;
        }

        // A step up stops below the amount, so what it stopped at tells which step it was.
        var usual = (long)profile.UsualLargeAmount;
        var before = ((3 * usual) - amount) / 2;
        profile.UsualLargeAmount = (uint)Math.Clamp(
            amount <= usual ? usual + (usual / 29) : before >= usual / LastStepPartMin ? before : usual / StepPart, 1, uint.MaxValue);
        profile.PaymentCount--;
    }
}
