using System.Diagnostics;
using System.Text.Json;
using System.Xml.Linq;

namespace VioActors.Tidy.Tests;

/// <summary>The build on the official engine packages: its project files evaluate, and what they ask for has a version.</summary>
public sealed class PackagesModeTests
{
    [Fact]
    public void Every_engine_reference_is_a_project_here_and_has_a_package_version()
    {
        var versions = Repository.Xml("Directory.Packages.props").Descendants("PackageVersion").Select(Name).ToHashSet();
        var wrong =
            from project in Repository.Projects
            from reference in Repository.Xml(project).Descendants("EngineReference").Select(Name)
            where !versions.Contains(reference) || !Repository.Projects.Contains($"src/Akka/{reference}/{reference}.csproj")
            select $"{project} → {reference}";

        Verdict.None(wrong);
    }

    [Theory]
    [InlineData("src/VioActors.Actors/VioActors.Actors.csproj")]
    [InlineData("src/VioActors.Node/VioActors.Node.csproj")]
    public async Task With_packages_a_project_asks_for_the_official_packages_only(string project)
    {
        var wanted = Repository.Xml(project).Descendants("EngineReference").Select(Name).Order().ToArray();

        var items = await EvaluateAsync(project, "-p:AkkaEngine=packages", "-p:PbmEngine=packages");

        Assert.NotEmpty(wanted);
        Assert.Equal(wanted, items["PackageReference"].Where(IsEngine).Order());
        Assert.DoesNotContain(items["ProjectReference"], path => path.Contains("/src/Akka/"));
    }

    [Fact]
    public async Task The_two_switches_are_independent()
    {
        var items = await EvaluateAsync("src/Akka/Petabridge.Cmd.Host/Petabridge.Cmd.Host.csproj", "-p:AkkaEngine=packages");

        Assert.Contains("Akka", items["PackageReference"]);
        Assert.Contains(items["ProjectReference"], path => path.EndsWith("Petabridge.Cmd.Common.csproj", StringComparison.Ordinal));
    }

    private static string Name(XElement element) => (string?)element.Attribute("Include") ?? "";

    private static bool IsEngine(string package) =>
        package == "Akka" || package.StartsWith("Akka.", StringComparison.Ordinal)
            || package.StartsWith("Petabridge.", StringComparison.Ordinal);

    private static async Task<Dictionary<string, string[]>> EvaluateAsync(string project, params string[] properties)
    {
        var start = new ProcessStartInfo("dotnet",
            ["msbuild", project, "-getItem:PackageReference", "-getItem:ProjectReference", "-nodeReuse:false", .. properties])
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{project} does not evaluate: {output}{await errors}");
        using var json = JsonDocument.Parse(output);
        return json.RootElement.GetProperty("Items").EnumerateObject().ToDictionary(
            kind => kind.Name,
            kind => kind.Value.EnumerateArray().Select(item => item.GetProperty("Identity").GetString()!.Replace('\\', '/')).ToArray());
    }
}
