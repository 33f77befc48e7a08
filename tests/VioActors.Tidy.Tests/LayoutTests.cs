namespace VioActors.Tidy.Tests;

/// <summary>What stands at the root of the repository, and which projects the solution builds.</summary>
public sealed class LayoutTests
{
    private static readonly string[] Folders = ["src", "tests", "hocon", "docker", "docs"];

    private static readonly string[] Files =
    [
        "BannedSymbols.txt", "CHANGELOG.md", "CONTRIBUTING.md", "Directory.Build.props", "Directory.Build.targets",
        "Directory.Packages.props", "LICENSE", "NOTICE", "README.md", "SECURITY.md", "VioActors.sln", "global.json", "nuget.config",
    ];

    [Fact]
    public void The_root_has_the_agreed_folders_only() => Verdict.None(Repository.TopFolders().Except(Folders));

    [Fact]
    public void The_root_has_the_agreed_files_only() => Verdict.None(Repository.TopFiles().Except(Files));

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = string.Join('\n', Repository.Lines("VioActors.sln")).Replace('\\', '/');

        Verdict.None(Repository.Projects.Where(p => !solution.Contains($"\"{p}\"")));
    }

    [Fact]
    public void Every_project_is_named_after_its_folder() =>
        Verdict.None(Repository.Projects.Where(p => p.Split('/')[^2] != Path.GetFileNameWithoutExtension(p)));

    [Fact]
    public void Package_versions_stand_in_one_place()
    {
        var wrong = Repository.Projects
            .Where(p => Repository.Xml(p).Descendants("PackageReference").Any(r => r.Attribute("Version") is not null));

        Verdict.None(wrong);
    }
}
