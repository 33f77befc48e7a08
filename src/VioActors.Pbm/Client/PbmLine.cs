namespace VioActors.Pbm.Client;

/// <summary>One line of a command's output, without its line end.</summary>
public readonly record struct PbmLine(string Text, bool IsError);
