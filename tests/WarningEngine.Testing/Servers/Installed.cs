namespace WarningEngine.Testing.Servers;

/// <summary>Programs on this machine's <c>PATH</c>.</summary>
public static class Installed
{
    /// <summary>Where the first of them that there is stands; null where none is installed.</summary>
    public static string? Find(params string[] names) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .SelectMany(folder => names.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists);
}
