namespace VioActors.Pbm.Client;

/// <summary>The commands of one module as the host announced them. Immutable, thread-safe.</summary>
/// <param name="Module">The first word of the module's command lines.</param>
public sealed record PbmPalette(string Module, IReadOnlyList<PbmCommand> Commands);

/// <param name="Usage">One line: module, command, switches; optional ones in brackets.</param>
public sealed record PbmCommand(string Name, string Description, string Usage, IReadOnlyList<PbmArgument> Arguments);

/// <param name="Switches">At least one, the preferred one first.</param>
/// <param name="DefaultValues">What the host fills in when the argument is absent; empty for none.</param>
public sealed record PbmArgument(
    string Name, string Description, bool IsMandatory, IReadOnlyList<string> Switches, IReadOnlyList<string> DefaultValues);
