using Akka.Actor;
using Akka.Event;
using VioActors.Domain.Clients;
using VioActors.Domain.Phyp;
using VioActors.Domain.Values;
using VioActors.Domain.Vios;
using VioActors.Scsi.Sense;
using VioActors.Scsi.Transport;

namespace VioActors.Actors.Vios.Adapters;

/// <summary>Told by the VIOS to its adapters: physical ports that virtual Fibre Channel adapters are mapped to. Safe to repeat.</summary>
internal sealed record ServeFcMappings(IReadOnlyDictionary<AdapterName, AdapterName> Ports);

/// <summary>Told by the VIOS to its adapters: these are the devices now. Safe to repeat.</summary>
internal sealed record ServeDevices(ViosDevices Devices);

/// <summary>
/// A transport asks a server adapter for an I_T nexus. Answered with <see cref="NexusLogin"/>; no nexus is made before the client and
/// its adapter are recorded (ID-1).
/// </summary>
internal sealed record NexusRequested(InitiatorPort Initiator, INexusSink Sink) : INoSerializationVerificationNeeded;

/// <summary>
/// Told by the VIOS to its adapters before it announces itself: these clients log in as soon as they may. Answered with
/// <see cref="LoginsPrepared"/>.
/// </summary>
internal sealed record PrepareLogins(IReadOnlyList<ActiveClient> Clients) : INoSerializationVerificationNeeded;

/// <summary>Answer to <see cref="PrepareLogins"/>: nothing more is to be waited for.</summary>
/// <param name="Count">Logins that ask nobody any more.</param>
internal sealed record LoginsPrepared(int Count) : INoSerializationVerificationNeeded;

/// <summary>
/// Told by <see cref="AdaptersActor"/>: that client is about to log in. Everything that a login waits for is done now; the login itself
/// makes only the nexus. Answered with <see cref="LoginPrepared"/>.
/// </summary>
internal sealed record PrepareLogin(ClientIdentity Client) : INoSerializationVerificationNeeded;

/// <summary>Answer to <see cref="PrepareLogin"/>.</summary>
/// <param name="IsReady">False: the login is tried as any other.</param>
internal sealed record LoginPrepared(bool IsReady) : INoSerializationVerificationNeeded;

/// <summary>The virtual kernel extension passes the client's CEC-relative identity to the daemon (ID-1). Answered with
/// <see cref="ClientLoginAnswer"/>.</summary>
internal sealed record RecordClientLogin(AdapterName Adapter, SlotNumber ServerSlot, string InitiatorName)
    : INoSerializationVerificationNeeded
{
    /// <summary>The physical adapter that the client's is linked to; null: the one through which the VIOS reaches the pool.</summary>
    public AdapterName? Physical { get; init; }

    /// <summary>Who it is, as the hypervisor has just said; null: it is asked.</summary>
    public ClientIdentity? Client { get; init; }
}

/// <summary>The daemon recorded the login, or refused it.</summary>
/// <param name="Identity">ClientID and vioAdapterID; null when refused.</param>
/// <param name="Refusal">Why, for the transport.</param>
/// <param name="Reason">Why, for the log.</param>
internal sealed record ClientLoginAnswer(ClientIdentified? Identity, LoginRefusal Refusal, string Reason);

/// <summary>The client's nexus is gone: the daemon tells the DB.</summary>
internal sealed record RecordClientLogout(AdapterName Adapter, SlotNumber ServerSlot);

/// <summary>
/// The client of an adapter has these logical units open now, and no others: the daemon tells the DB what was opened and closed since
/// (STO-7). Answered with <see cref="UseRecorded"/>.
/// </summary>
internal sealed record RecordUse(AdapterName Adapter, IReadOnlyList<LuUdid> Units) : INoSerializationVerificationNeeded;

/// <summary>Answer to <see cref="RecordUse"/>.</summary>
/// <param name="Refused">Units that the client must not reach now, each with the reason: another client has them.</param>
internal sealed record UseRecorded(IReadOnlyDictionary<LuUdid, string> Refused) : INoSerializationVerificationNeeded;

/// <summary>
/// Asks a VIOS for the target port of a server adapter, for a transport. Answered with <see cref="TargetPortFound"/> (null when there
/// is no such adapter).
/// </summary>
public sealed record FindTargetPort(AdapterName Adapter);

/// <summary>Answer to <see cref="FindTargetPort"/>.</summary>
public sealed record TargetPortFound(ITargetPort? Port) : INoSerializationVerificationNeeded;

/// <summary>Told by <see cref="AdaptersActor"/> to a server adapter: its row and the target devices behind it as they are now.</summary>
internal sealed record VhostChanged(ServerAdapter Adapter, IReadOnlyList<VirtualTargetDevice> Devices);

/// <summary>Told to the nexuses of an adapter: these are the disks now.</summary>
internal sealed record DisksReplaced(DiskSet Disks) : INoSerializationVerificationNeeded;

/// <summary>Sent by a server adapter that begins, also after a failure: what is behind it now? Answered with
/// <see cref="VhostChanged"/>.</summary>
internal sealed record VhostBegun(AdapterName Adapter);

/// <summary>Told to all server adapters: every nexus has this unit attention.</summary>
/// <param name="ThinOnly">At the disks that take space at first write.</param>
internal sealed record TellNexuses(SenseCode Code, bool ThinOnly) : INoSerializationVerificationNeeded
{
    /// <summary>At the disks that have chunks on one of these volumes; null: wherever they are.</summary>
    public IReadOnlyCollection<int>? OnVolumes { get; init; }
}

/// <summary>The nexus ends: its tasks are abandoned, its transport is told.</summary>
internal sealed record CloseNexus(string Reason) : IDeadLetterSuppression;
