using System.Globalization;
using WarningEngine.Core.Features;
using WarningEngine.Core.Models;

namespace WarningEngine.App.Artifacts;

/// <summary>Catalogues by the words that command lines and files use.</summary>
internal static class FeatureCatalogues
{
    /// <summary>32 hexadecimal digits.</summary>
    public static string HashOf(FeatureCatalogue catalogue) => catalogue.Hash.ToString("x32", CultureInfo.InvariantCulture);

    /// <summary>Whether a model with so many features, and this hash of them, is asked of what the catalogue says first.</summary>
    public static bool Fits(FeatureCatalogue catalogue, int features, string hash) =>
        features <= catalogue.Features.Count && hash == catalogue.HashOfFirst(features).ToString("x32", CultureInfo.InvariantCulture);

    /// <summary>Null where the word names none.</summary>
    public static FeatureCatalogue? Find(string word) => word switch
    {
        "person" => FeatureCatalogue.Person,
        "counterpart" => FeatureCatalogue.Counterpart,
        _ => null,
    };

    public static ModelSubject SubjectOf(FeatureCatalogue catalogue) =>
        catalogue == FeatureCatalogue.Person ? ModelSubject.Person : ModelSubject.Counterpart;
}
