using VioActors.Domain.Common;
using Schema = VioActors.Persistence.Schemas.Common;

namespace VioActors.Persistence.Wire.Catalog;

/// <summary>Messages of <c>common.proto</c>. Thread-safe.</summary>
internal static class CommonMessages
{
    public static IReadOnlyList<MessageEntry> All { get; } =
    [
        MessageEntry.Of<Ok, Schema.Ok>("common.Ok.1"),
        MessageEntry.Of<NoOp, Schema.NoOp>("common.NoOp.1"),
        MessageEntry.Of<Rejected, Schema.Rejected>("common.Rejected.1"),
    ];
}
