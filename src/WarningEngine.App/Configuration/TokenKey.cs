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
    /// <exception cref="ConfigurationInvalidException">There is no such file, or no key in it.</exception>
    public static byte[] Read(string path, string key = "intake.tokenKeyFile")
    {
        string text;
        try
        {
            text = File.ReadAllText(path).Trim();
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
}
