using System.CommandLine;

namespace VioActors.Node.Cli;

/// <summary>The options by which a start overrides the built-in configuration.</summary>
internal sealed class SettingsOptions
{
    private readonly Option<FileInfo?> _config = new("--config") { Description = "A HOCON file whose values override the built-in ones." };

    private readonly Option<string[]> _set = new("--set")
    {
        Description = "One setting, e.g. --set vio-actors.iscsi.port-first=3260. Repeatable.",
        AllowMultipleArgumentsPerToken = false,
    };

    private readonly Option<string?> _data =
        new("--data") { Description = "Folder for everything persistent (vio-actors.data-directory)." };

    public void AddTo(Command command)
    {
        command.Options.Add(_config);
        command.Options.Add(_set);
        command.Options.Add(_data);
    }

    public SettingsOverrides Read(ParseResult parsed) =>
        new(parsed.GetValue(_config)?.FullName, parsed.GetValue(_set) ?? [], parsed.GetValue(_data));
}

/// <param name="ConfigFile">Full path of a HOCON file, or null.</param>
/// <param name="Settings">Assignments <c>path=value</c>, applied after the file.</param>
/// <param name="DataDirectory">Overrides vio-actors.data-directory, or null.</param>
public sealed record SettingsOverrides(string? ConfigFile, IReadOnlyList<string> Settings, string? DataDirectory);
