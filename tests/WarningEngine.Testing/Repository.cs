namespace WarningEngine.Testing;

/// <summary>The checked-out files, for tests that read the code itself.</summary>
public static class Repository
{
    public static readonly string Root = Find();

    public static string Core => Path.Combine(Root, "src", "WarningEngine.Core");

    /// <summary>C# that people write: everything but what builds leave behind.</summary>
    public static IEnumerable<string> Sources(params string[] folders) => folders
        .Select(folder => Path.Combine(Root, folder))
        .Where(Directory.Exists)
        .SelectMany(folder => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories))
        .Where(file => !Relative(file).Split('/').Any(part => part is "obj" or "bin" or "artifacts"))
        .Order(StringComparer.Ordinal);

    public static string Relative(string file) => Path.GetRelativePath(Root, file).Replace('\\', '/');

    public static string Read(string relative) => File.ReadAllText(Path.Combine(Root, relative));

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "WarningEngine.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException("WarningEngine.sln stands above no folder of this test.");
    }
}
