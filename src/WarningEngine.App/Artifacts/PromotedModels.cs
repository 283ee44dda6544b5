using System.Globalization;
using System.Text;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Models;

namespace WarningEngine.App.Artifacts;

/// <summary>Which models were promoted, newest first, in lines of 32 hexadecimal digits.</summary>
internal static class PromotedModels
{
    /// <summary>Further back nobody rolls.</summary>
    private const int Kept = 16;

    /// <summary>What is no hash of a model is passed over: what stands for none, and what a later version may say.</summary>
    public static UInt128[] Read(byte[] content) =>
        [.. Encoding.ASCII.GetString(content).Split('\n')
            .Select(x => UInt128.TryParse(x, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hash) ? hash : 0)
            .Where(x => x != 0 && ModelActivation.NoneOf(x) == ModelSubject.Unknown)];

    /// <summary>Never empty: a record without a value is what compaction deletes.</summary>
    public static byte[] Write(IEnumerable<UInt128> hashes) => Encoding.ASCII.GetBytes(
        string.Join('\n', hashes.Take(Kept).Select(x => x.ToString("x32", CultureInfo.InvariantCulture))));
}
