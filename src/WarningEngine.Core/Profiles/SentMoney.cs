using WarningEngine.Core.Events;
using WarningEngine.Core.Memory;

namespace WarningEngine.Core.Profiles;

/// <summary>What has left an account of a line within about a day, whole units of currency. A line may have several accounts, and the ring is of one of them: a
/// payment from another is not counted unless it has come through and is larger than all that the ring holds, which begins anew with it. So what is summed has all left the
/// account whose balance it is compared with, and lunches paid from a wallet leave what a savings account has sent. Where a bank names no account, that is
/// one too.</summary>
internal static class SentMoney
{
    private const long BucketMs = 6 * ProfileTime.HourMs;

    /// <summary>Of <see cref="Profile.SentBucket"/> the number of the newest bucket, until 2149; above it a fingerprint of the account, 0 where an older version
    /// wrote it, which did not say: it is taken for anybody's.</summary>
    private const int BucketBits = 18;
    private const uint BucketMask = (1u << BucketBits) - 1;

    /// <param name="profile">Of the line.</param>
    /// <param name="account">The line's, from which money leaves.</param>
    /// <param name="timeMs">As seen when, ms since epoch.</param>
    /// <returns>0 where the ring is of another account.</returns>
    public static long Sum(in Profile profile, Token account, long timeMs) =>
        IsOf(profile, account) ? Ring.Sum<uint>(profile.Sent, profile.SentBucket & BucketMask, BucketMs, timeMs) : 0;

    /// <inheritdoc cref="Sum"/>
    /// <param name="units">That leave it.</param>
    /// <param name="hasLeft">They have: nobody can refuse them any more but their receiver.</param>
    public static void Add(ref Profile profile, Token account, long timeMs, long units, bool hasLeft)
    {
        var newest = profile.SentBucket & BucketMask;
        if (!IsOf(profile, account))
        {
            var held = Ring.Sum<uint>(profile.Sent, newest, BucketMs, Math.Max(timeMs, newest * BucketMs));
            if (held > 0 && (!hasLeft || held >= units || timeMs < newest * BucketMs))
            {
                return;
            }

            (profile.Sent, newest) = (default, 0);
        }

        Ring.Add<uint>(profile.Sent, ref newest, BucketMs, timeMs, units);
        profile.SentBucket = (Fingerprint(account) << BucketBits) | newest;
    }

    /// <summary>Takes back what was added at that time or before it: <see cref="Ring.Take"/>.</summary>
    /// <inheritdoc cref="Add"/>
    public static void Take(ref Profile profile, Token account, long timeMs, long units)
    {
        // A bank that refuses may name the line alone.
        if (account.IsNone || IsOf(profile, account))
        {
            Ring.Take<uint>(profile.Sent, profile.SentBucket & BucketMask, BucketMs, timeMs, units);
        }
    }

    /// <summary>What leaves the account is summed here.</summary>
    public static bool IsOf(in Profile profile, Token account) =>
        profile.SentBucket >> BucketBits is var known && (known == 0 || known == Fingerprint(account));

    /// <summary>The account is the line's no more.</summary>
    public static void Forget(ref Profile profile, Token account)
    {
        if (IsCertainlyOf(profile, account))
        {
            (profile.Sent, profile.SentBucket) = (default, 0);
        }
    }

    /// <summary>The same, and it is known whose ring it is: neither has an older version left that open, nor a bank that names no account, whose
    /// fingerprint is 1.</summary>
    public static bool IsCertainlyOf(in Profile profile, Token account) =>
        Fingerprint(account) is > 1 and var known && profile.SentBucket >> BucketBits == known;

    /// <summary>14 bits, never 0.</summary>
    private static uint Fingerprint(Token account) => Math.Max(1, Hashing.Peer(account) >> BucketBits);
}
