using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using WarningEngine.Core.Events;

namespace WarningEngine.Core.Intake;

/// <summary>Replaces identifiers by tokens under one key that never rotates. A number is one AES block, which the holder
/// of the key can read back; senders, accounts and domains are keyed hashes. Not safe for two threads at once.</summary>
public sealed class Tokeniser : IDisposable
{
    /// <summary>Length of the key in bytes.</summary>
    public const int KeySize = 32;

    /// <summary>Digits that fit in one block beside its kind, its form and its length.</summary>
    private const int DigitsMax = 28;
    private readonly Aes _aes;
    private readonly ICryptoTransform _encryptor;
    private readonly byte[] _block = new byte[Token.Size];
    private readonly byte[] _cipher = new byte[Token.Size];
    private readonly IncrementalHash _hash;
    private readonly byte[] _vaultKey;

    /// <param name="key"><see cref="KeySize"/> bytes.</param>
    public Tokeniser(ReadOnlySpan<byte> key)
    {
        if (key.Length != KeySize)
        {
            throw new ArgumentException($"A token key has {KeySize} bytes, not {key.Length}.", nameof(key));
        }

        _aes = Aes.Create();
        _aes.Key = HKDF.DeriveKey(HashAlgorithmName.SHA256, key.ToArray(), 32, info: "numbers"u8.ToArray());

        // Kept ready: making either anew costs several times what it does.
        (_aes.Mode, _aes.Padding) = (CipherMode.ECB, PaddingMode.None);
        _encryptor = _aes.CreateEncryptor();
        _hash = IncrementalHash.CreateHMAC(
            HashAlgorithmName.SHA256, HKDF.DeriveKey(HashAlgorithmName.SHA256, key.ToArray(), 32, info: "identifiers"u8.ToArray()));
        _vaultKey = HKDF.DeriveKey(HashAlgorithmName.SHA256, key.ToArray(), 32, info: "vault"u8.ToArray());
    }

    /// <summary>Token of a number in canonical form (E.164 with "+", or digits alone).</summary>
    /// <exception cref="ArgumentException">Something else, or over 28 digits.</exception>
    public Token Number(string canonical)
    {
        ArgumentNullException.ThrowIfNull(canonical);
        var plus = canonical.StartsWith('+');
        var digits = canonical.AsSpan(plus ? 1 : 0);
        if (digits.Length is 0 or > DigitsMax || digits.ContainsAnyExceptInRange('0', '9'))
        {
            throw new ArgumentException("Not a number in canonical form.", nameof(canonical));
        }

        // One bit of form and the length, then the digits as nibbles: no two numbers share a block.
        var block = _block.AsSpan();
        block.Clear();
        block[0] = (byte)EntityKind.Number;
        block[1] = (byte)((plus ? 0x80 : 0) | digits.Length);
        for (var i = 0; i < digits.Length; i++)
        {
            block[2 + (i / 2)] |= (byte)((digits[i] - '0') << (i % 2 == 0 ? 4 : 0));
        }

        _encryptor.TransformBlock(_block, 0, Token.Size, _cipher, 0);
        return Token.Read(_cipher);
    }

    /// <summary>Reads a number's token back; false where it is no number's, or of another key.</summary>
    public bool TryReadNumber(Token token, out string canonical)
    {
        Span<byte> cipher = stackalloc byte[Token.Size];
        token.Write(cipher);
        Span<byte> block = stackalloc byte[Token.Size];
        _aes.DecryptEcb(cipher, block, PaddingMode.None);
        canonical = "";
        var length = block[1] & 0x7F;
        if (block[0] != (byte)EntityKind.Number || length is 0 or > DigitsMax)
        {
            return false;
        }

        Span<char> digits = stackalloc char[DigitsMax];
        for (var i = 0; i < DigitsMax; i++)
        {
            var digit = (block[2 + (i / 2)] >> (i % 2 == 0 ? 4 : 0)) & 15;
            if (digit > 9 || (i >= length && digit != 0))
            {
                return false;
            }

            digits[i] = (char)('0' + digit);
        }

        canonical = ((block[1] & 0x80) != 0 ? "+" : "") + digits[..length].ToString();
        return true;
    }

    /// <summary>Token of a sender, account or domain.</summary>
    public Token Identifier(EntityKind kind, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        _hash.AppendData(Encoding.UTF8.GetBytes($"{(byte)kind}|{text}"));
        _hash.GetHashAndReset(hash);
        return Token.Read(hash);
    }

    /// <summary>Encrypts an identifier for <c>vault</c>. The nonce comes from the token: the same identifier gives the same
    /// ciphertext, so that writing it again changes nothing.</summary>
    public byte[] Seal(Token token, string text)
    {
        var nonce = new byte[12];
        BinaryPrimitives.WriteUInt64BigEndian(nonce, token.Low);
        BinaryPrimitives.WriteUInt32BigEndian(nonce.AsSpan(8), (uint)token.High);
        var plain = Encoding.UTF8.GetBytes(text);
        var result = new byte[plain.Length + 16];
        using var gcm = new AesGcm(_vaultKey, 16);
        gcm.Encrypt(nonce, plain, result.AsSpan(0, plain.Length), result.AsSpan(plain.Length));
        return result;
    }

    /// <summary>Reads an identifier of <c>vault</c> back.</summary>
    /// <exception cref="CryptographicException">Of another key or token, or changed.</exception>
    public string Unseal(Token token, ReadOnlySpan<byte> sealedText)
    {
        var nonce = new byte[12];
        BinaryPrimitives.WriteUInt64BigEndian(nonce, token.Low);
        BinaryPrimitives.WriteUInt32BigEndian(nonce.AsSpan(8), (uint)token.High);
        var plain = new byte[sealedText.Length - 16];
        using var gcm = new AesGcm(_vaultKey, 16);
        gcm.Decrypt(nonce, sealedText[..^16], sealedText[^16..], plain);
        return Encoding.UTF8.GetString(plain);
    }

    public void Dispose()
    {
        _hash.Dispose();
        _encryptor.Dispose();
        _aes.Dispose();
    }
}
