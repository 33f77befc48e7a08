using System.CommandLine;

namespace VioActors.Node.Cli;

/// <summary>The options by which a start overrides the built-in configuration.</summary>
internal sealed class SettingsOptions
{
    private readonly Option<FileInfo[]> _config = new("--config")
    {
        Description = "A HOCON file whose values override the built-in ones. Repeatable; later ones win.",
        AllowMultipleArgumentsPerToken = false,
    };

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
        new([.. (parsed.GetValue(_config) ?? []).Select(file => file.FullName)], parsed.GetValue(_set) ?? [], parsed.GetValue(_data));
}

/// <param name="ConfigFiles">Full paths of HOCON files; later ones win.</param>
/// <param name="Settings">Assignments <c>path=value</c>, applied after the files.</param>
/// <param name="DataDirectory">Overrides vio-actors.data-directory, or null.</param>
public sealed record SettingsOverrides(IReadOnlyList<string> ConfigFiles, IReadOnlyList<string> Settings, string? DataDirectory);
