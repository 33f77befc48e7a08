namespace Petabridge.Cmd;

/// <summary>One argument of a command definition. Made by <see cref="CommandArgumentBuilder"/>. Immutable, thread-safe.</summary>
public sealed class CommandArgument
{
    internal CommandArgument(
        string name, string description, bool isMandatory, IReadOnlyList<string> switches, IReadOnlyList<string> defaultValues)
    {
        Name = name;
        Description = description;
        IsMandatory = isMandatory;
        Switch = switches;
        DefaultValues = defaultValues;
    }

    /// <summary>The key in <see cref="CommandDefinition.ArgumentsByName"/>.</summary>
    public string Name { get; }

    public string Description { get; }

    /// <summary>The host refuses the command when the argument is absent and has no default value.</summary>
    public bool IsMandatory { get; }

    /// <summary>The switches that name the argument on the command line, at least one, compared case-sensitively.</summary>
    public IReadOnlyList<string> Switch { get; }

    /// <summary>The values that the host fills in when the argument is absent; empty for none.</summary>
    public IReadOnlyList<string> DefaultValues { get; }
}
