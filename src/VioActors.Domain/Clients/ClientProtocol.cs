using VioActors.Domain.Common;
using VioActors.Domain.Values;

namespace VioActors.Domain.Clients;

/// <summary>
/// A command or query for the aggregate of one client. The key is the entity's identity: a client has one entity in the cluster.
/// </summary>
public interface IClientMessage : IDomainMessage
{
    ClientKey Client { get; }
}

/// <summary>Stored event of the client aggregate.</summary>
public interface IClientEvent : IEvent;

/// <summary>The server side of a virtual I_T nexus: which adapter of which VIOS; the client side is the client and its slot.</summary>
/// <param name="ClientSlot">Slot of the client adapter; null for an iSCSI client.</param>
public sealed record NexusKey(VioUuid Vios, AdapterName ServerAdapter, SlotNumber? ClientSlot);

/// <summary>
/// A client logs in through a VIOS: the daemon records it before the login is completed (ID-1). Gives the ClientID at the first login
/// and the vioAdapterID at the first login on this nexus; a returning client keeps both. Answered with <see cref="ClientIdentified"/>.
/// </summary>
/// <param name="Name">For people: the LPAR's name or the initiator's alias; empty when unknown.</param>
public sealed record LoginClient(ClientKey Client, string Name, NexusKey Nexus) : ICommand, IClientMessage;

/// <summary>The client logged out or its nexus was lost. The ids stay. Safe to repeat.</summary>
public sealed record LogoutClient(ClientKey Client, NexusKey Nexus) : ICommand, IClientMessage;

/// <summary>Links a VIO adapter to a physical adapter of its VIOS (ID-6), at the latest at the first I/O.</summary>
/// <param name="Physical">E.g. <c>fcs0</c>; null unlinks.</param>
public sealed record LinkAdapter(ClientKey Client, VioAdapterId Adapter, AdapterName? Physical) : ICommand, IClientMessage;

/// <summary>Forgets an adapter whose server adapter was removed; its id is not used again.</summary>
public sealed record ForgetAdapter(ClientKey Client, NexusKey Nexus) : ICommand, IClientMessage;

/// <summary>
/// The partition moves to another CEC: this entity hands its identity over (STO-5). Answered with <see cref="ClientFound"/>: give it to
/// <see cref="AdoptClient"/>.
/// </summary>
public sealed record MoveClient(ClientKey Client, ClientKey To) : ICommand, IClientMessage;

/// <summary>Takes the identity of a client that moved here. Safe to repeat.</summary>
public sealed record AdoptClient(ClientKey Client, ClientRow From) : ICommand, IClientMessage;

/// <summary>Numbers from the identity registry; sent by the client actor to itself.</summary>
/// <param name="Count">0 when refused.</param>
public sealed record AcceptIdentities(ClientKey Client, long First, int Count, string? Problem) : ICompletion, IClientMessage;

/// <summary>Answered with <see cref="ClientFound"/> or <see cref="Rejected"/>.</summary>
public sealed record GetClient(ClientKey Client) : IQuery, IClientMessage;

/// <summary>Answer to <see cref="LoginClient"/>.</summary>
/// <param name="Returning">Both ids existed before.</param>
public sealed record ClientIdentified(ClientId ClientId, VioAdapterId AdapterId, bool Returning) : IReply;

/// <summary>A row of the ClientID structure with its rows of the AdapterID structure (ID-2).</summary>
/// <param name="MovedTo">Where the client went; null while it is here.</param>
public sealed record ClientRow(ClientKey Key, ClientId ClientId, string Name, ValueList<AdapterRow> Adapters, ClientKey? MovedTo);

/// <summary>A row of the AdapterID structure.</summary>
/// <param name="Physical">The linked physical adapter; null when not linked (ID-6).</param>
public sealed record AdapterRow(VioAdapterId AdapterId, NexusKey Nexus, AdapterName? Physical, bool LoggedIn, DateTimeOffset SinceUtc);

/// <summary>Answer to <see cref="GetClient"/> and <see cref="MoveClient"/>.</summary>
public sealed record ClientFound(ClientRow Client) : IReply;

public sealed record ClientRegistered(ClientKey Key, ClientId ClientId, string Name) : IClientEvent;

public sealed record ClientRenamed(string Name) : IClientEvent;

public sealed record AdapterRegistered(VioAdapterId AdapterId, NexusKey Nexus, DateTimeOffset AtUtc) : IClientEvent;

public sealed record AdapterLoggedIn(VioAdapterId AdapterId, DateTimeOffset AtUtc) : IClientEvent;

public sealed record AdapterLoggedOut(VioAdapterId AdapterId, DateTimeOffset AtUtc) : IClientEvent;

public sealed record AdapterLinked(VioAdapterId AdapterId, AdapterName? Physical) : IClientEvent;

public sealed record AdapterForgotten(VioAdapterId AdapterId) : IClientEvent;

public sealed record IdentitiesAccepted(long First, int Count) : IClientEvent;

public sealed record ClientMoved(ClientKey To) : IClientEvent;

public sealed record ClientAdopted(ClientRow Row) : IClientEvent;

/// <summary>Asks the identity registry for numbers; they come back as <see cref="AcceptIdentities"/>.</summary>
public sealed record FetchIdentities(ClientKey Client, int Count) : IEffect;

/// <summary>The client aggregate's whole state.</summary>
/// <param name="Row">Null until the first login.</param>
/// <param name="NextIdentity">First number that it holds and has not used.</param>
/// <param name="IdentitiesLeft">How many it holds.</param>
public sealed record ClientSnapshot(ClientRow? Row, long NextIdentity, int IdentitiesLeft) : ISnapshot;
