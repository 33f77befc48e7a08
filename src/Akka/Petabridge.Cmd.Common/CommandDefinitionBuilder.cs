using Petabridge.Cmd.Protocol;

namespace Petabridge.Cmd;

/// <summary>Builds a <see cref="CommandDefinition"/> step by step. Not thread-safe.</summary>
public sealed class CommandDefinitionBuilder
{
    private readonly List<CommandArgument> _arguments = [];
    private string _name = "";
    private string _description = "";

    /// <exception cref="ArgumentException">The name is empty, longer than 64 characters, or has white space in it.</exception>
    public CommandDefinitionBuilder WithName(string name)
    {
        _name = Word.Checked(name, "name of a command");
        return this;
    }

    public CommandDefinitionBuilder WithDescription(string description)
    {
        _description = description ?? "";
        return this;
    }

    /// <exception cref="ArgumentException">The argument has no name or no switch, or one that another argument of the command
    /// has.</exception>
    public CommandDefinitionBuilder WithArgument(Func<CommandArgumentBuilder, CommandArgumentBuilder> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var argument = builder(new CommandArgumentBuilder()).Build();
        if (_arguments.Any(a => a.Name == argument.Name))
        {
            throw new ArgumentException($"The command [{_name}] has two arguments named [{argument.Name}].");
        }

        if (argument.Switch.FirstOrDefault(s => _arguments.Any(a => a.Switch.Contains(s))) is { } taken)
        {
            throw new ArgumentException($"The command [{_name}] has two arguments with the switch [{taken}].");
        }

        _arguments.Add(argument);
        return this;
    }

    /// <exception cref="ArgumentException">The command has no name.</exception>
    public CommandDefinition Build() => _name.Length == 0
        ? throw new ArgumentException("A command needs a name: call WithName.")
        : new CommandDefinition(_name, _description, [.. _arguments]);
}
