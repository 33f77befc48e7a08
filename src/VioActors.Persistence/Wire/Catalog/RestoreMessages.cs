using VioActors.Domain.Restore;
using Schema = VioActors.Persistence.Schemas.Restore;

namespace VioActors.Persistence.Wire.Catalog;

/// <summary>Messages of <c>restore.proto</c>. Thread-safe.</summary>
internal static class RestoreMessages
{
    public static IReadOnlyList<MessageEntry> All { get; } =
    [
        MessageEntry.Of<BeginRestore, Schema.BeginRestore>("restore.BeginRestore.1"),
        MessageEntry.Of<RecordStep, Schema.RecordStep>("restore.RecordStep.1"),
        MessageEntry.Of<BeginUndo, Schema.BeginUndo>("restore.BeginUndo.1"),
        MessageEntry.Of<GetRestore, Schema.GetRestore>("restore.GetRestore.1"),
        MessageEntry.Of<RestoreFound, Schema.RestoreFound>("restore.RestoreFound.1"),
        MessageEntry.Of<RestoreBegun, Schema.RestoreBegun>("restore.RestoreBegun.1"),
        MessageEntry.Of<StepRecorded, Schema.StepRecorded>("restore.StepRecorded.1"),
        MessageEntry.Of<UndoBegun, Schema.UndoBegun>("restore.UndoBegun.1"),
        MessageEntry.Of<RestoreEnded, Schema.RestoreEnded>("restore.RestoreEnded.1"),
        MessageEntry.Of<RestoreRefused, Schema.RestoreRefused>("restore.RestoreRefused.1"),
        MessageEntry.Of<ClusterRestoreRefused, Schema.ClusterRestoreRefused>("restore.ClusterRestoreRefused.1"),
        MessageEntry.Of<RestoreSnapshot, Schema.RestoreSnapshot>("restore.RestoreSnapshot.1"),
    ];
}
