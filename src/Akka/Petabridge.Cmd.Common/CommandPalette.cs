using Petabridge.Cmd.Protocol;

namespace Petabridge.Cmd;

/// <summary>The commands of one module; the module's name is the first word of their command lines. Immutable, thread-safe.</summary>
public sealed class CommandPalette
{
    /// <exception cref="ArgumentException">The module name is no plain word, or two commands have the same name.</exception>
    public CommandPalette(string moduleName, IEnumerable<CommandDefinition> commands)
    {
        ArgumentNullException.ThrowIfNull(commands);
        ModuleName = Word.Checked(moduleName, "name of a module");
        Commands = [.. commands];
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        if (Commands.FirstOrDefault(c => !names.Add(c.Name)) is { } twice)
        {
            throw new ArgumentException($"The module [{moduleName}] has two commands named [{twice.Name}].");
        }
    }

    public string ModuleName { get; }

    /// <summary>In the order of definition, which is the order of the help text.</summary>
    public IReadOnlyList<CommandDefinition> Commands { get; }
}
