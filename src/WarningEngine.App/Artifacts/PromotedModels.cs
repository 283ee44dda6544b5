using System.Globalization;
using System.Text;

namespace WarningEngine.App.Artifacts;

/// <summary>Which models were promoted, newest first, in lines of 32 hexadecimal digits.</summary>
internal static class PromotedModels
{
    /// <summary>Further back nobody rolls.</summary>
    private const int Kept = 16;

    /// <summary>What is no hash is passed over: a later version may say more.</summary>
    public static UInt128[] Read(byte[] content) =>
        [.. Encoding.ASCII.GetString(content).Split('\n')
            .Select(x => UInt128.TryParse(x, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hash) ? hash : 0)
            .Where(x => x != 0)];

    public static byte[] Write(IEnumerable<UInt128> hashes) => Encoding.ASCII.GetBytes(
        string.Join('\n', hashes.Take(Kept).Select(x => x.ToString("x32", CultureInfo.InvariantCulture))));
}
