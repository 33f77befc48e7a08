using System.Xml.Linq;

namespace VioActors.Tidy.Tests;

/// <summary>The files of this repository, without what builds leave behind.</summary>
internal static class Repository
{
    private static readonly string[] BuildOutput = ["bin", "obj", "data", "artifacts", "TestResults"];

    internal static string Root { get; } = FindRoot();

    /// <summary>C# files below src and tests, as paths relative to the root with '/'.</summary>
    internal static IReadOnlyList<string> Sources { get; } = [.. Files("*.cs")];

    internal static IReadOnlyList<string> Projects { get; } = [.. Files("*.csproj")];

    internal static string[] Lines(string path) => File.ReadAllLines(Path.Combine(Root, path));

    internal static XDocument Xml(string path) => XDocument.Load(Path.Combine(Root, path));

    /// <summary>Names of the directories at the root that belong to the repository, without those that start with a dot.</summary>
    internal static IEnumerable<string> TopFolders() => Directory.GetDirectories(Root)
        .Select(d => Path.GetFileName(d)!)
        .Where(d => !d.StartsWith('.') && !BuildOutput.Contains(d));

    internal static IEnumerable<string> TopFiles() =>
        Directory.GetFiles(Root).Select(f => Path.GetFileName(f)!).Where(f => !f.StartsWith('.'));

    private static IEnumerable<string> Files(string pattern) => new[] { "src", "tests" }
        .Select(top => Path.Combine(Root, top))
        .Where(Directory.Exists)
        .SelectMany(top => Directory.EnumerateFiles(top, pattern, SearchOption.AllDirectories))
        .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
        .Where(file => !file.Split('/').Intersect(BuildOutput).Any())
        .Order(StringComparer.Ordinal);

    private static string FindRoot()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "VioActors.sln")))
            {
                return directory.FullName;
            }
        }

        throw new InvalidOperationException($"No directory above [{AppContext.BaseDirectory}] has VioActors.sln: run from a checkout.");
    }
}
