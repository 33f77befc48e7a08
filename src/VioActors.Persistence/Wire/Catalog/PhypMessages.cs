using VioActors.Domain.Phyp;
using VioActors.Domain.Phyp.Dispatch;
using VioActors.Domain.Phyp.Machines;
using VioActors.Domain.Phyp.Nexus;
using Schema = VioActors.Persistence.Schemas.Phyp;

namespace VioActors.Persistence.Wire.Catalog;

/// <summary>Messages of <c>phyp.proto</c>. Thread-safe.</summary>
internal static class PhypMessages
{
    public static IReadOnlyList<MessageEntry> All { get; } =
    [
        MessageEntry.Of<QueryClientIdentity, Schema.QueryClientIdentity>("phyp.QueryClientIdentity.1"),
        MessageEntry.Of<ClientIdentity, Schema.ClientIdentity>("phyp.ClientIdentity.1"),
        MessageEntry.Of<FindActiveClients, Schema.FindActiveClients>("phyp.FindActiveClients.1"),
        MessageEntry.Of<ActiveClientsFound, Schema.ActiveClientsFound>("phyp.ActiveClientsFound.1"),
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
        MessageEntry.Of<GetDispatchReport, Schema.GetDispatchReport>("phyp.GetDispatchReport.1"),
        MessageEntry.Of<DispatchReport, Schema.DispatchReport>("phyp.DispatchReport.1"),
        MessageEntry.Of<EventsRegistered, Schema.EventsRegistered>("phyp.EventsRegistered.1"),
        MessageEntry.Of<PartitionFrozen, Schema.PartitionFrozen>("phyp.PartitionFrozen.1"),
        MessageEntry.Of<PartitionResumed, Schema.PartitionResumed>("phyp.PartitionResumed.1"),
        MessageEntry.Of<AttachVios, Schema.AttachVios>("phyp.AttachVios.1"),
        MessageEntry.Of<InterruptVios, Schema.InterruptVios>("phyp.InterruptVios.1"),
        MessageEntry.Of<InterruptionReady, Schema.InterruptionReady>("phyp.InterruptionReady.1"),
        MessageEntry.Of<EndInterruption, Schema.EndInterruption>("phyp.EndInterruption.1"),
        MessageEntry.Of<Heartbeat, Schema.Heartbeat>("phyp.Heartbeat.1"),
        MessageEntry.Of<HeartbeatAnswer, Schema.HeartbeatAnswer>("phyp.HeartbeatAnswer.1"),
        MessageEntry.Of<PairVirtualFc, Schema.PairVirtualFc>("phyp.PairVirtualFc.1"),
        MessageEntry.Of<VirtualFcReply, Schema.VirtualFcReply>("phyp.VirtualFcReply.1"),
        MessageEntry.Of<UnpairAdapters, Schema.UnpairAdapters>("phyp.UnpairAdapters.1"),
        MessageEntry.Of<UseWwpn, Schema.UseWwpn>("phyp.UseWwpn.1"),
        MessageEntry.Of<QueryVirtualFc, Schema.QueryVirtualFc>("phyp.QueryVirtualFc.1"),
        MessageEntry.Of<GetVirtualFc, Schema.GetVirtualFc>("phyp.GetVirtualFc.1"),
        MessageEntry.Of<VirtualFcFound, Schema.VirtualFcFound>("phyp.VirtualFcFound.1"),
        MessageEntry.Of<VirtualFcPaired, Schema.VirtualFcPaired>("phyp.VirtualFcPaired.1"),
        MessageEntry.Of<AdaptersUnpaired, Schema.AdaptersUnpaired>("phyp.AdaptersUnpaired.1"),
        MessageEntry.Of<WwpnChosen, Schema.WwpnChosen>("phyp.WwpnChosen.1"),
        MessageEntry.Of<DefineMachine, Schema.DefineMachine>("phyp.DefineMachine.1"),
        MessageEntry.Of<GetMachines, Schema.GetMachines>("phyp.GetMachines.1"),
        MessageEntry.Of<MachinesReply, Schema.MachinesReply>("phyp.MachinesReply.1"),
        MessageEntry.Of<MachineDefined, Schema.MachineDefined>("phyp.MachineDefined.1"),
        MessageEntry.Of<AssignProfile, Schema.AssignProfile>("phyp.AssignProfile.1"),
        MessageEntry.Of<GetProfiles, Schema.GetProfiles>("phyp.GetProfiles.1"),
        MessageEntry.Of<ProfilesReply, Schema.ProfilesReply>("phyp.ProfilesReply.1"),
        MessageEntry.Of<ProfileAssigned, Schema.ProfileAssigned>("phyp.ProfileAssigned.1"),
        MessageEntry.Of<NoteActivated, Schema.NoteActivated>("phyp.NoteActivated.1"),
        MessageEntry.Of<NoteDeactivated, Schema.NoteDeactivated>("phyp.NoteDeactivated.1"),
        MessageEntry.Of<GetActivations, Schema.GetActivations>("phyp.GetActivations.1"),
        MessageEntry.Of<ActivationsReply, Schema.ActivationsReply>("phyp.ActivationsReply.1"),
        MessageEntry.Of<PartitionActivated, Schema.PartitionActivated>("phyp.PartitionActivated.1"),
        MessageEntry.Of<PartitionDeactivated, Schema.PartitionDeactivated>("phyp.PartitionDeactivated.1"),
        MessageEntry.Of<FindTargetAddress, Schema.FindTargetAddress>("phyp.FindTargetAddress.1"),
        MessageEntry.Of<TargetAddressFound, Schema.TargetAddressFound>("phyp.TargetAddressFound.1"),
        MessageEntry.Of<OpenNexus, Schema.OpenNexus>("phyp.OpenNexus.1"),
        MessageEntry.Of<NexusCommand, Schema.NexusCommand>("phyp.NexusCommand.1"),
        MessageEntry.Of<NexusAnswer, Schema.NexusAnswer>("phyp.NexusAnswer.1"),
        MessageEntry.Of<CheckNexus, Schema.CheckNexus>("phyp.CheckNexus.1"),
        MessageEntry.Of<NexusChecked, Schema.NexusChecked>("phyp.NexusChecked.1"),
        MessageEntry.Of<ManageNexus, Schema.ManageNexus>("phyp.ManageNexus.1"),
        MessageEntry.Of<NexusManaged, Schema.NexusManaged>("phyp.NexusManaged.1"),
        MessageEntry.Of<EndNexus, Schema.EndNexus>("phyp.EndNexus.1"),
    ];
}
