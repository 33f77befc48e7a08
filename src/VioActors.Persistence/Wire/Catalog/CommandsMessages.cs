using VioActors.Domain.Commands;
using Schema = VioActors.Persistence.Schemas.Commands;

namespace VioActors.Persistence.Wire.Catalog;

/// <summary>Messages of <c>commands.proto</c>. Thread-safe.</summary>
internal static class CommandsMessages
{
    public static IReadOnlyList<MessageEntry> All { get; } =
    [
        MessageEntry.Of<RunCommand, Schema.RunCommand>("commands.RunCommand.1"),
        MessageEntry.Of<CommandRun, Schema.CommandRun>("commands.CommandRun.1"),
        MessageEntry.Of<FillTable, Schema.FillTable>("commands.FillTable.1"),
        MessageEntry.Of<TableFilled, Schema.TableFilled>("commands.TableFilled.1"),
        MessageEntry.Of<CallApi, Schema.CallApi>("commands.CallApi.1"),
        MessageEntry.Of<GetApiAnswerPart, Schema.GetApiAnswerPart>("commands.GetApiAnswerPart.1"),
        MessageEntry.Of<ApiAnswerPart, Schema.ApiAnswerPart>("commands.ApiAnswerPart.1"),
    ];
}
