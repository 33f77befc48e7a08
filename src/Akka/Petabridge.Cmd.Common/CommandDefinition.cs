namespace Petabridge.Cmd;

/// <summary>What one command is called, does and takes. Made by <see cref="CommandDefinitionBuilder"/>. Immutable, thread-safe.</summary>
public sealed class CommandDefinition
{
    internal CommandDefinition(string name, string description, IReadOnlyList<CommandArgument> arguments)
    {
        Name = name;
        Description = description;
        Arguments = arguments;
        ArgumentsByName = arguments.ToDictionary(a => a.Name, StringComparer.Ordinal);
    }

    public string Name { get; }

    public string Description { get; }

    /// <summary>In the order of definition, which is the order of the usage text.</summary>
    public IReadOnlyList<CommandArgument> Arguments { get; }

    public IReadOnlyDictionary<string, CommandArgument> ArgumentsByName { get; }
}
