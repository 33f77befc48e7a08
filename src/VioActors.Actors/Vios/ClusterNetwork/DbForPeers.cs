using Akka.Actor;

namespace VioActors.Actors.Vios.ClusterNetwork;

/// <summary>What other VIOSes reach the VIOS DB by through this one (RED-5). Immutable.</summary>
/// <param name="State">Of the own way.</param>
/// <param name="Actor">The <see cref="PeerDbActor"/>.</param>
internal sealed record DbForPeers(ClusterNetworkState State, IActorRef Actor);
