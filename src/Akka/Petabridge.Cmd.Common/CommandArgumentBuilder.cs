using Petabridge.Cmd.Protocol;

namespace Petabridge.Cmd;

/// <summary>Builds one argument of a command. Not thread-safe.</summary>
public sealed class CommandArgumentBuilder
{
    private readonly List<string> _switches = [];
    private readonly List<string> _defaultValues = [];
    private string _name = "";
    private string _description = "";
    private bool _isMandatory;

    /// <exception cref="ArgumentException">The name is empty, longer than 64 characters, or has white space in it.</exception>
    public CommandArgumentBuilder WithName(string name)
    {
        _name = Word.Checked(name, "name of an argument");
        return this;
    }

    public CommandArgumentBuilder WithDescription(string description)
    {
        _description = description ?? "";
        return this;
    }

    public CommandArgumentBuilder IsMandatory(bool mandatory)
    {
        _isMandatory = mandatory;
        return this;
    }

    /// <summary>Adds a switch; the first one added stands in usage texts.</summary>
    /// <exception cref="ArgumentException">Not a word that starts with '-', or one with '=' in it.</exception>
    public CommandArgumentBuilder WithSwitch(string commandSwitch)
    {
        Word.Checked(commandSwitch, "switch");
        if (commandSwitch[0] != '-' || commandSwitch.Length < 2 || commandSwitch.Contains('='))
        {
            throw new ArgumentException($"The switch [{commandSwitch}] must start with '-', be longer than that, and have no '=' in it.");
        }

        if (!_switches.Contains(commandSwitch))
        {
            _switches.Add(commandSwitch);
        }

        return this;
    }

    /// <summary>Adds values that stand in when the argument is absent.</summary>
    public CommandArgumentBuilder WithDefaultValues(params string[] defaultValues)
    {
        ArgumentNullException.ThrowIfNull(defaultValues);
        _defaultValues.AddRange(defaultValues);
        return this;
    }

    internal CommandArgument Build()
    {
        if (_name.Length == 0)
        {
            throw new ArgumentException("An argument of a command needs a name: call WithName.");
        }

        if (_switches.Count == 0)
        {
            throw new ArgumentException($"The argument [{_name}] needs at least one switch: call WithSwitch.");
        }

        return new CommandArgument(_name, _description, _isMandatory, [.. _switches], [.. _defaultValues]);
    }
}
