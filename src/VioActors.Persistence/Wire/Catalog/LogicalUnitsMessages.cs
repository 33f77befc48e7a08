using VioActors.Domain.LogicalUnits;
using Schema = VioActors.Persistence.Schemas.LogicalUnits;

namespace VioActors.Persistence.Wire.Catalog;

/// <summary>Messages of <c>lu.proto</c>. Thread-safe.</summary>
internal static class LogicalUnitsMessages
{
    public static IReadOnlyList<MessageEntry> All { get; } =
    [
        MessageEntry.Of<LuCreationBegun, Schema.LuCreationBegun>("lu.LuCreationBegun.1"),
        MessageEntry.Of<LuCreationCancelled, Schema.LuCreationCancelled>("lu.LuCreationCancelled.1"),
        MessageEntry.Of<LuCreated, Schema.LuCreated>("lu.LuCreated.1"),
        MessageEntry.Of<LuRenamed, Schema.LuRenamed>("lu.LuRenamed.1"),
        MessageEntry.Of<LuGrown, Schema.LuGrown>("lu.LuGrown.1"),
        MessageEntry.Of<LuDeletionBegun, Schema.LuDeletionBegun>("lu.LuDeletionBegun.1"),
        MessageEntry.Of<LuDeleted, Schema.LuDeleted>("lu.LuDeleted.1"),
        MessageEntry.Of<LuBound, Schema.LuBound>("lu.LuBound.1"),
        MessageEntry.Of<LuUnbound, Schema.LuUnbound>("lu.LuUnbound.1"),
        MessageEntry.Of<GrantAcquired, Schema.GrantAcquired>("lu.GrantAcquired.1"),
        MessageEntry.Of<GrantEnded, Schema.GrantEnded>("lu.GrantEnded.1"),
        MessageEntry.Of<ExtentRequested, Schema.ExtentRequested>("lu.ExtentRequested.1"),
        MessageEntry.Of<ExtentRefused, Schema.ExtentRefused>("lu.ExtentRefused.1"),
        MessageEntry.Of<ReserveAdded, Schema.ReserveAdded>("lu.ReserveAdded.1"),
        MessageEntry.Of<ChunksMapped, Schema.ChunksMapped>("lu.ChunksMapped.1"),
        MessageEntry.Of<UseBegun, Schema.UseBegun>("lu.UseBegun.1"),
        MessageEntry.Of<UseEnded, Schema.UseEnded>("lu.UseEnded.1"),
        MessageEntry.Of<LuSnapshot, Schema.LuSnapshot>("lu.LuSnapshot.1"),
        MessageEntry.Of<CreateLu, Schema.CreateLu>("lu.CreateLu.1"),
        MessageEntry.Of<ConcludeAdmission, Schema.ConcludeAdmission>("lu.ConcludeAdmission.1"),
        MessageEntry.Of<ConcludeGrowth, Schema.ConcludeGrowth>("lu.ConcludeGrowth.1"),
        MessageEntry.Of<RenameLu, Schema.RenameLu>("lu.RenameLu.1"),
        MessageEntry.Of<ConcludeRename, Schema.ConcludeRename>("lu.ConcludeRename.1"),
        MessageEntry.Of<GrowLu, Schema.GrowLu>("lu.GrowLu.1"),
        MessageEntry.Of<DeleteLu, Schema.DeleteLu>("lu.DeleteLu.1"),
        MessageEntry.Of<ConcludeForgetting, Schema.ConcludeForgetting>("lu.ConcludeForgetting.1"),
        MessageEntry.Of<ConcludeDeletion, Schema.ConcludeDeletion>("lu.ConcludeDeletion.1"),
        MessageEntry.Of<BindLu, Schema.BindLu>("lu.BindLu.1"),
        MessageEntry.Of<UnbindLu, Schema.UnbindLu>("lu.UnbindLu.1"),
        MessageEntry.Of<AcquireGrant, Schema.AcquireGrant>("lu.AcquireGrant.1"),
        MessageEntry.Of<ReleaseGrant, Schema.ReleaseGrant>("lu.ReleaseGrant.1"),
        MessageEntry.Of<EndGrant, Schema.EndGrant>("lu.EndGrant.1"),
        MessageEntry.Of<AllocateChunks, Schema.AllocateChunks>("lu.AllocateChunks.1"),
        MessageEntry.Of<AcceptExtent, Schema.AcceptExtent>("lu.AcceptExtent.1"),
        MessageEntry.Of<OpenLu, Schema.OpenLu>("lu.OpenLu.1"),
        MessageEntry.Of<CloseLu, Schema.CloseLu>("lu.CloseLu.1"),
        MessageEntry.Of<FindChunk, Schema.FindChunk>("lu.FindChunk.1"),
        MessageEntry.Of<GetMap, Schema.GetMap>("lu.GetMap.1"),
        MessageEntry.Of<GetLu, Schema.GetLu>("lu.GetLu.1"),
        MessageEntry.Of<GetLuUse, Schema.GetLuUse>("lu.GetLuUse.1"),
        MessageEntry.Of<LuFound, Schema.LuFound>("lu.LuFound.1"),
        MessageEntry.Of<LuGranted, Schema.LuGranted>("lu.LuGranted.1"),
        MessageEntry.Of<MapPage, Schema.MapPage>("lu.MapPage.1"),
        MessageEntry.Of<ChunksAllocated, Schema.ChunksAllocated>("lu.ChunksAllocated.1"),
        MessageEntry.Of<ChunkFound, Schema.ChunkFound>("lu.ChunkFound.1"),
        MessageEntry.Of<LuOpened, Schema.LuOpened>("lu.LuOpened.1"),
        MessageEntry.Of<LuUseFound, Schema.LuUseFound>("lu.LuUseFound.1"),
        MessageEntry.Of<LuChanged, Schema.LuChanged>("lu.LuChanged.1"),
    ];
}
