using WarningEngine.App.Configuration;
using WarningEngine.App.Hosting;
using WarningEngine.Core.Models;

namespace WarningEngine.App.Artifacts;

/// <summary>The model of persons that comes with the engine, for who has no findings of its own yet: trained on synthetic people with several
/// habits.</summary>
internal static class ShippedModels
{
    /// <summary>What <see cref="ScoringOptions.Model"/> says where no model is to decide.</summary>
    public const string None = "none";

    /// <summary>Beside the program.</summary>
    public static string Person => Path.Combine(AppContext.BaseDirectory, "models", "person");

    /// <summary>The model that partitions begin with; null: none.</summary>
    /// <exception cref="ConfigurationInvalidException">It may not decide here, or cannot be read.</exception>
    public static ModelFiles? ReadFirst(ScoringOptions options)
    {
        if (options.Model == None)
        {
            return null;
        }

        try
        {
            var files = ModelFiles.Read(options.Model);
            return files.Model.Subject == ModelSubject.Person ? files
                : throw new InvalidDataException("it is no model of persons");
        }
        catch (Exception wrong) when (wrong is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationInvalidException([new("scoring.model", $"{options.Model}: {wrong.Message.TrimEnd('.')}; "
                + $"'{None}' lets patterns decide alone")]);
        }
    }
}
