using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace WarningEngine.Core.Profiles;

/// <summary>Reads a profile as state version 1 laid it out: minutes of the first call and payment where there are days now,
/// twenty known contacts where there are sixteen, and no course of payments.</summary>
public static class FormerProfile
{
    private const int FirstCallAt = 32;
    private const int LastEventAt = 40;
    private const int ContactsAt = 136;
    private const int PayeesAt = 176;
    private const int TalkAt = 196;

    private const int NewLastEventAt = 36;
    private const int NewContactsAt = 132;
    private const int NewPayeesAt = 164;
    private const int NewTalkAt = 196;

    /// <exception cref="InvalidDataException">It has another size.</exception>
    public static Profile Read(ReadOnlySpan<byte> content)
    {
        if (content.Length != Profile.Size)
        {
            throw new InvalidDataException($"A profile of state version 1 has {Profile.Size} bytes, not {content.Length}.");
        }

        Span<byte> bytes = stackalloc byte[Profile.Size];
        content[..FirstCallAt].CopyTo(bytes);
        content[LastEventAt..ContactsAt].CopyTo(bytes[NewLastEventAt..]);
        content[ContactsAt..(ContactsAt + NewPayeesAt - NewContactsAt)].CopyTo(bytes[NewContactsAt..]);
        content[PayeesAt..TalkAt].CopyTo(bytes[NewPayeesAt..]);
        content[TalkAt..].CopyTo(bytes[NewTalkAt..]);
        var profile = MemoryMarshal.Read<Profile>(bytes);
        profile.FirstCallDay = Day(content[FirstCallAt..]);
        profile.FirstMoneyDay = Day(content[(FirstCallAt + 4)..]);
        return profile;
    }

    private static ushort Day(ReadOnlySpan<byte> minutes) =>
        BinaryPrimitives.ReadUInt32LittleEndian(minutes) is > 0 and var some ? PaymentCourse.Day(ProfileTime.FromMinutes(some)) : (ushort)0;
}
