using VioActors.Domain.Phyp;
using Schema = VioActors.Persistence.Schemas.Phyp;

namespace VioActors.Persistence.Wire.Catalog;

/// <summary>Messages of <c>phyp.proto</c>. Thread-safe.</summary>
internal static class PhypMessages
{
    public static IReadOnlyList<MessageEntry> All { get; } =
    [
        MessageEntry.Of<QueryClientIdentity, Schema.QueryClientIdentity>("phyp.QueryClientIdentity.1"),
        MessageEntry.Of<ClientIdentity, Schema.ClientIdentity>("phyp.ClientIdentity.1"),
        MessageEntry.Of<DefinePartition, Schema.DefinePartition>("phyp.DefinePartition.1"),
        MessageEntry.Of<PartitionReply, Schema.PartitionReply>("phyp.PartitionReply.1"),
        MessageEntry.Of<PairAdapters, Schema.PairAdapters>("phyp.PairAdapters.1"),
        MessageEntry.Of<AdapterPairReply, Schema.AdapterPairReply>("phyp.AdapterPairReply.1"),
        MessageEntry.Of<GetPartitions, Schema.GetPartitions>("phyp.GetPartitions.1"),
        MessageEntry.Of<PartitionsReply, Schema.PartitionsReply>("phyp.PartitionsReply.1"),
        MessageEntry.Of<PartitionDefined, Schema.PartitionDefined>("phyp.PartitionDefined.1"),
        MessageEntry.Of<AdaptersPaired, Schema.AdaptersPaired>("phyp.AdaptersPaired.1"),
        MessageEntry.Of<RegisterEvents, Schema.RegisterEvents>("phyp.RegisterEvents.1"),
        MessageEntry.Of<NoteFrozen, Schema.NoteFrozen>("phyp.NoteFrozen.1"),
        MessageEntry.Of<NoteResumed, Schema.NoteResumed>("phyp.NoteResumed.1"),
        MessageEntry.Of<GetEventTable, Schema.GetEventTable>("phyp.GetEventTable.1"),
        MessageEntry.Of<EventTableReply, Schema.EventTableReply>("phyp.EventTableReply.1"),
        MessageEntry.Of<EventsRegistered, Schema.EventsRegistered>("phyp.EventsRegistered.1"),
        MessageEntry.Of<PartitionFrozen, Schema.PartitionFrozen>("phyp.PartitionFrozen.1"),
        MessageEntry.Of<PartitionResumed, Schema.PartitionResumed>("phyp.PartitionResumed.1"),
        MessageEntry.Of<AttachVios, Schema.AttachVios>("phyp.AttachVios.1"),
        MessageEntry.Of<InterruptVios, Schema.InterruptVios>("phyp.InterruptVios.1"),
        MessageEntry.Of<InterruptionReady, Schema.InterruptionReady>("phyp.InterruptionReady.1"),
        MessageEntry.Of<EndInterruption, Schema.EndInterruption>("phyp.EndInterruption.1"),
        MessageEntry.Of<Heartbeat, Schema.Heartbeat>("phyp.Heartbeat.1"),
        MessageEntry.Of<HeartbeatAnswer, Schema.HeartbeatAnswer>("phyp.HeartbeatAnswer.1"),
    ];
}
