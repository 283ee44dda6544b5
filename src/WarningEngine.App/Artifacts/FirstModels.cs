using System.Globalization;
using System.Text;
using WarningEngine.Core.Models;

namespace WarningEngine.App.Artifacts;

/// <summary>The models that an empty partition begins with, <c>subject=hash</c> in lines of text.</summary>
internal static class FirstModels
{
    /// <summary>A subject that this version does not know has no model here.</summary>
    public static Dictionary<ModelSubject, UInt128> Read(byte[] content)
    {
        var result = new Dictionary<ModelSubject, UInt128>();
        foreach (var line in Encoding.ASCII.GetString(content).Split('\n'))
        {
            if (line.Split('=') is [var subject, var text] && ModelPublisher.SubjectOf(subject) is { } known
                && UInt128.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hash))
            {
                result[known] = hash;
            }
        }

        return result;
    }

    /// <param name="model">Null: patterns begin alone.</param>
    public static byte[] Write(Model? model) => model is null ? []
        : Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{ModelPublisher.Word(model.Subject)}={model.Hash:x32}"));
}
