using Akka.Actor;
using VioActors.Domain.Cluster;

namespace VioActors.Actors.Vios.ClusterNetwork;

/// <summary>
/// What the VIOS DB answers to instead of one part of the VIOS, so that its answers and news go the same way. One for each part that sent
/// something; ends with it, and one for a single question with the answer. What the DB says of itself is for the way.
/// </summary>
internal sealed class ClusterNetworkPortActor : ReceiveActor
{
    /// <summary>Longer than any question is waited for.</summary>
    private static readonly TimeSpan QuestionLimit = TimeSpan.FromMinutes(2);

    public ClusterNetworkPortActor(IActorRef client, IActorRef network, ClusterNetworkState state)
    {
        var isQuestion = client.Path.Elements is ["temp", ..];
        if (isQuestion)
            Context.SetReceiveTimeout(QuestionLimit);
        else
            Context.Watch(client);
        Receive<Terminated>(_ => Context.Stop(Self));
        Receive<ReceiveTimeout>(_ => Context.Stop(Self));
        ReceiveAny(message =>
        {
            if (state.IsCut)
                state.Drop();
            else
            {
                state.NoteHeard();
                if (message is DbWritesAnnounced)
                    network.Tell(message);
                else
                    client.Tell(message, network);
            }

            if (isQuestion)
                Context.Stop(Self);
        });
    }
}
