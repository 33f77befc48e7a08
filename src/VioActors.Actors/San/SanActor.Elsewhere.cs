using Akka.Actor;
using VioActors.Actors.Nexus;
using VioActors.Domain.Common;
using VioActors.Domain.Npiv;
using VioActors.Domain.Phyp.Nexus;

namespace VioActors.Actors.San;

/// <summary>VIOSes of other processes that are cabled to this network.</summary>
public sealed partial class SanActor
{
    private static readonly TimeSpan LoginLimit = TimeSpan.FromSeconds(30);

    private void ReceiveFromElsewhere()
    {
        Receive<OpenVirtualPort>(open =>
        {
            var (self, asker) = (Self, Sender);
            if (open.ForZoning)
            {
                self.Ask<VirtualPortAnswer>(new LogInVirtualPort(open.Through, open.Port, open.CountMax, null), LoginLimit).PipeTo(
                    asker, success: answer => ServedNexusActor.Describe(answer.Nexus, answer.Login, isOpen: answer.Login is not null),
                    failure: cause => ServedNexusActor.Refuse(cause.Message));
                return;
            }

            Context.ActorOf(ServedNexusActor.Props(asker, async sink =>
            {
                var answer = await self.Ask<VirtualPortAnswer>(
                    new LogInVirtualPort(open.Through, open.Port, open.CountMax, sink), LoginLimit).ConfigureAwait(false);
                return new ServedLogin(answer.Nexus, answer.Login);
            }));
        });
        Receive<RefreshSan>(_ =>
        {
            var asker = Sender;
            _viosDb.Ask<SanFound>(new GetSan(), LoginLimit).PipeTo(
                Self, success: found => new Refreshed(found.Configuration, asker),
                failure: cause => new NotRefreshed(cause.Message, asker));
        });
        Receive<Refreshed>(refreshed =>
        {
            Configure(refreshed.Configuration);
            refreshed.Asker.Tell(Ok.Instance);
        });
        Receive<NotRefreshed>(failed => failed.Asker.Tell(new Rejected(
            RejectionCode.Busy, $"The storage area network has not read its record again: {failed.Reason}")));
    }

    private sealed record Refreshed(SanConfiguration Configuration, IActorRef Asker) : INoSerializationVerificationNeeded;

    private sealed record NotRefreshed(string Reason, IActorRef Asker) : INoSerializationVerificationNeeded;
}
