using VioActors.Domain.Common;

namespace VioActors.Domain.Commands;

/// <summary>A switch of a command as typed, with its value; a flag has an empty one.</summary>
public sealed record CommandWord(string Switch, string Value);

/// <summary>
/// Sent by the process that an administrator is connected to, to the one that runs the VIOS which the command is about. Answered with
/// <see cref="CommandRun"/>.
/// </summary>
public sealed record RunCommand(string Palette, string Name, ValueList<CommandWord> Words) : IDomainMessage;

/// <summary>Answer to <see cref="RunCommand"/>.</summary>
/// <param name="Succeeded">False: the text says what is wrong and what to do.</param>
public sealed record CommandRun(bool Succeeded, string Text) : IReply;

/// <summary>
/// Asks a process for its rows of a table that goes over the VIOSes of all processes. Answered with <see cref="TableFilled"/>, or with
/// <see cref="CommandRun"/> when it cannot be filled.
/// </summary>
public sealed record FillTable(string Palette, string Name, ValueList<CommandWord> Words) : IDomainMessage;

/// <summary>Answer to <see cref="FillTable"/>.</summary>
public sealed record TableFilled(ValueList<TableRow> Rows) : IReply;

/// <summary>One row, with a cell for each column of the table.</summary>
public sealed record TableRow(ValueList<TableCell> Cells);

/// <param name="Shown">For people.</param>
/// <param name="Raw">For programs.</param>
public sealed record TableCell(string Shown, string Raw, TableCellKind Kind);

/// <summary>The JSON type of a cell.</summary>
public enum TableCellKind
{
    Null,
    Text,
    Number,
    Boolean,
}
