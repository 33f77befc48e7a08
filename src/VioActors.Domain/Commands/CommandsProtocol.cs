using VioActors.Domain.Backup;
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

/// <summary>
/// Sent by a process to the one that hosts the VIOS API: carry this request out. Answered with <see cref="ApiAnswerPart"/>.
/// </summary>
/// <param name="Token">The caller's; null: an administrator at that process, who was not asked for one.</param>
/// <param name="Address">Where the request came from, for the audit log.</param>
/// <param name="Request">A vioRequest in XML.</param>
public sealed record CallApi(string? Token, string Address, FileBytes Request) : IDomainMessage;

/// <summary>Asks for a further part of an answer. Answered with <see cref="ApiAnswerPart"/> or <see cref="Rejected"/>.</summary>
public sealed record GetApiAnswerPart(long Answer, int Part) : IDomainMessage;

/// <summary>A part of a vioResponse in XML.</summary>
/// <param name="Answer">Its number at the host.</param>
/// <param name="Status">Of HTTP (RFC 9110 clause 15).</param>
/// <param name="Part">From 0.</param>
/// <param name="Count">Parts of the answer.</param>
public sealed record ApiAnswerPart(long Answer, int Status, int Part, int Count, FileBytes Body) : IReply;

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
