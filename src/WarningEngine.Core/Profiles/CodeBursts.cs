using System.Numerics;

namespace WarningEngine.Core.Profiles;

/// <summary>One-time codes that a line has received: how many in 15 minutes, and of how many issuers in about an hour.</summary>
public static class CodeBursts
{
    private const long BucketMs = 3 * ProfileTime.MinuteMs;
    private const int Buckets = 5;
    private const uint BucketsPerHour = (uint)(ProfileTime.HourMs / BucketMs);

    /// <summary>A code came.</summary>
    /// <param name="profile">Of the line; changed.</param>
    /// <param name="issuer">Any number that is always the same for one sender.</param>
    /// <param name="timeMs">When, ms since epoch. May be before the code that came last.</param>
    public static void Note(ref Profile profile, ulong issuer, long timeMs)
    {
        var bucket = (uint)(timeMs / BucketMs);
        var last = profile.CodesBucket;

        // A burst that goes on over the full hour stays one; codes that come all day are told apart by the hour.
        if (bucket >= last + BucketsPerHour || (bucket / BucketsPerHour > last / BucketsPerHour && bucket - last >= Buckets))
        {
            profile.CodeIssuers = 0;
        }

        if (last < bucket + BucketsPerHour)
        {
            profile.CodeIssuers |= (byte)(1 << (int)(issuer & 7));
        }

        Ring.Add<byte>(profile.Codes, ref profile.CodesBucket, BucketMs, timeMs, 1);
    }

    /// <summary>Codes of the last 15 minutes, as seen at <paramref name="timeMs"/>.</summary>
    public static long Count(in Profile profile, long timeMs) => Ring.Sum<byte>(profile.Codes, profile.CodesBucket, BucketMs, timeMs);

    /// <summary>Different issuers of codes; 0 where none came in the hour before <paramref name="timeMs"/>, or the last one came after it: which of them had
    /// come by then is not kept.</summary>
    public static int Issuers(in Profile profile, long timeMs)
    {
        var bucket = (uint)(timeMs / BucketMs);
        var isFresh = profile.CodesBucket <= bucket && bucket < profile.CodesBucket + BucketsPerHour;
        return isFresh ? BitOperations.PopCount(profile.CodeIssuers) : 0;
    }
}
