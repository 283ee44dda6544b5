using System.Security.Cryptography;
using WarningEngine.Core.Intake;

namespace WarningEngine.App.Configuration;

/// <summary>Where token keys come from.</summary>
public static class TokenKey
{
    /// <summary>The key of recorded directories where no other is given: made from all-zero bytes, the same on every
    /// machine, so that decisions on the same files have the same bytes everywhere. It protects nothing.</summary>
    public static byte[] OfReplay() =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, new byte[Tokeniser.KeySize], Tokeniser.KeySize, info: "replay"u8.ToArray());

    /// <summary>Reads the file that <c>keys new</c> wrote.</summary>
    /// <param name="path">64 hexadecimal digits.</param>
    /// <param name="key">Of the configuration, for the error.</param>
    /// <exception cref="ConfigurationInvalidException">There is no such file, no key in it, or others may read it.</exception>
    public static byte[] Read(string path, string key = "intake.tokenKeyFile")
    {
        string text;
        try
        {
            using var file = new StreamReader(File.OpenRead(path));
            RefuseOthers((FileStream)file.BaseStream, path, key);
            text = file.ReadToEnd().Trim();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationInvalidException([new(key, failure.Message)]);
        }

        if (text.Length != Tokeniser.KeySize * 2 || !text.All(char.IsAsciiHexDigit))
        {
            throw new ConfigurationInvalidException(
                [new(key, $"{path} holds no token key: {Tokeniser.KeySize * 2} hexadecimal digits, as 'keys new' writes them")]);
        }

        return Convert.FromHexString(text);
    }

    /// <summary>Whoever has the key can turn every token back into a number. Its group may read it: that is how systemd's credentials and
    /// Kubernetes' secrets are handed to a service that does not own them.</summary>
    private static void RefuseOthers(FileStream file, string path, string key)
    {
        const UnixFileMode refused = UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.GroupWrite;
        if (!OperatingSystem.IsWindows() && File.GetUnixFileMode(file.SafeFileHandle) is var mode && (mode & refused) != 0)
        {
            throw new ConfigurationInvalidException(
                [new(key, $"{path} is open to others, its mode is {Convert.ToString((int)mode, 8)}: chmod 600 {path}")]);
        }
    }
}
