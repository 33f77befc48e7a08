using VioActors.Domain.Clients;
using Schema = VioActors.Persistence.Schemas.Clients;

namespace VioActors.Persistence.Wire.Catalog;

/// <summary>Messages of <c>clients.proto</c>. Thread-safe.</summary>
internal static class ClientsMessages
{
    public static IReadOnlyList<MessageEntry> All { get; } =
    [
        MessageEntry.Of<LoginClient, Schema.LoginClient>("clients.LoginClient.1"),
        MessageEntry.Of<LogoutClient, Schema.LogoutClient>("clients.LogoutClient.1"),
        MessageEntry.Of<LinkAdapter, Schema.LinkAdapter>("clients.LinkAdapter.1"),
        MessageEntry.Of<ForgetAdapter, Schema.ForgetAdapter>("clients.ForgetAdapter.1"),
        MessageEntry.Of<MoveClient, Schema.MoveClient>("clients.MoveClient.1"),
        MessageEntry.Of<AdoptClient, Schema.AdoptClient>("clients.AdoptClient.1"),
        MessageEntry.Of<AcceptIdentities, Schema.AcceptIdentities>("clients.AcceptIdentities.1"),
        MessageEntry.Of<GetClient, Schema.GetClient>("clients.GetClient.1"),
        MessageEntry.Of<ClientIdentified, Schema.ClientIdentified>("clients.ClientIdentified.1"),
        MessageEntry.Of<ClientFound, Schema.ClientFound>("clients.ClientFound.1"),
        MessageEntry.Of<ClientRegistered, Schema.ClientRegistered>("clients.ClientRegistered.1"),
        MessageEntry.Of<ClientRenamed, Schema.ClientRenamed>("clients.ClientRenamed.1"),
        MessageEntry.Of<AdapterRegistered, Schema.AdapterRegistered>("clients.AdapterRegistered.1"),
        MessageEntry.Of<AdapterLoggedIn, Schema.AdapterLoggedIn>("clients.AdapterLoggedIn.1"),
        MessageEntry.Of<AdapterLoggedOut, Schema.AdapterLoggedOut>("clients.AdapterLoggedOut.1"),
        MessageEntry.Of<AdapterLinked, Schema.AdapterLinked>("clients.AdapterLinked.1"),
        MessageEntry.Of<AdapterForgotten, Schema.AdapterForgotten>("clients.AdapterForgotten.1"),
        MessageEntry.Of<IdentitiesAccepted, Schema.IdentitiesAccepted>("clients.IdentitiesAccepted.1"),
        MessageEntry.Of<ClientMoved, Schema.ClientMoved>("clients.ClientMoved.1"),
        MessageEntry.Of<ClientAdopted, Schema.ClientAdopted>("clients.ClientAdopted.1"),
        MessageEntry.Of<ClientSnapshot, Schema.ClientSnapshot>("clients.ClientSnapshot.1"),
        MessageEntry.Of<ReserveIdentities, Schema.ReserveIdentities>("clients.ReserveIdentities.1"),
        MessageEntry.Of<IdentitiesReserved, Schema.IdentitiesReserved>("clients.IdentitiesReserved.1"),
        MessageEntry.Of<IdentityBlockGiven, Schema.IdentityBlockGiven>("clients.IdentityBlockGiven.1"),
        MessageEntry.Of<IdentityRegistrySnapshot, Schema.IdentityRegistrySnapshot>("clients.IdentityRegistrySnapshot.1"),
    ];
}
