namespace WarningEngine.App.Artifacts;

/// <summary>The model of persons that comes with the engine, for who has no findings of its own yet: trained on synthetic people with several
/// habits. <c>demo</c> promotes it; elsewhere a person does.</summary>
internal static class ShippedModels
{
    /// <summary>Beside the program.</summary>
    public static string Person => Path.Combine(AppContext.BaseDirectory, "models", "person");
}
