using System.Runtime.InteropServices;

namespace WarningEngine.Core.Profiles;

/// <summary>A profile as version 5 of the state wrote it: codes and payments took two bytes each, and shops stood among the payees, where they are left until
/// others push them out.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal struct ProfileOfVersion5
{
    private Unchanged _begin;
    private Words5 _codes;
    private uint _codesBucket;
    private byte _codeIssuers;
    private byte _denials;
    private Buckets4 _sent;
    private uint _sentBucket;
    private uint _usualLargeAmount;
    private ushort _usualLongCallSec;
    private ushort _paymentCount;

    public static Profile Read(ReadOnlySpan<byte> content)
    {
        var old = MemoryMarshal.Read<ProfileOfVersion5>(content);
        var profile = default(Profile);
        ((ReadOnlySpan<byte>)old._begin).CopyTo(MemoryMarshal.AsBytes(new Span<Profile>(ref profile)));
        for (var i = 0; i < 5; i++)
        {
            profile.Codes[i] = (byte)Math.Min(byte.MaxValue, old._codes[i]);
        }

        profile.CodesBucket = old._codesBucket;
        profile.CodeIssuers = old._codeIssuers;
        profile.Denials = old._denials;
        profile.PaymentCount = (byte)Math.Min(byte.MaxValue, old._paymentCount);
        profile.Sent = old._sent;
        profile.SentBucket = old._sentBucket;
        profile.UsualLargeAmount = old._usualLargeAmount;
        profile.UsualLongCallSec = old._usualLongCallSec;
        return profile;
    }

    /// <summary>All before the codes stands where it stood.</summary>
    [System.Runtime.CompilerServices.InlineArray(212)]
    private struct Unchanged
    {
        private byte _first;
    }

    [System.Runtime.CompilerServices.InlineArray(5)]
    private struct Words5
    {
        private ushort _first;
    }
}
