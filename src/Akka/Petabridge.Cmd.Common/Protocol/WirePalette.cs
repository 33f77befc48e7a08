namespace Petabridge.Cmd.Protocol;

/// <summary>A palette as the client learns it.</summary>
internal sealed record WirePalette(string Module, IReadOnlyList<WireCommand> Commands);

internal sealed record WireCommand(string Name, string Description, IReadOnlyList<WireArgument> Arguments);

internal sealed record WireArgument(
    string Name, string Description, bool IsMandatory, IReadOnlyList<string> Switches, IReadOnlyList<string> DefaultValues);
