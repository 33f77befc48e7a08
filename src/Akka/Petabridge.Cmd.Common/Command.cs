namespace Petabridge.Cmd;

/// <summary>
/// A command as the host hands it to a palette's handler actor: parsed and checked against its definition. The sender of the message
/// is where
/// <see cref="CommandResponse"/>s go; it stops when the client cancels or goes away, so a handler that streams watches it. Immutable,
/// thread-safe.
/// </summary>
public sealed class Command
{
    /// <param name="name">The command's name as its definition spells it.</param>
    /// <param name="arguments">Switch as typed and its value, in the order typed; a flag has an empty value. Defaults follow.</param>
    public Command(string name, IEnumerable<Tuple<string, string>> arguments)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(arguments);
        Name = name;
        Arguments = [.. arguments];
    }

    /// <summary>The command's name as its definition spells it.</summary>
    public string Name { get; }

    /// <summary>Item1 is the switch as typed, Item2 its value. A switch that was typed twice is here twice.</summary>
    public IReadOnlyList<Tuple<string, string>> Arguments { get; }

    public override string ToString() =>
        Arguments.Count == 0 ? Name : $"{Name} {string.Join(' ', Arguments.Select(a => $"{a.Item1} {a.Item2}".TrimEnd()))}";
}
