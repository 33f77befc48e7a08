using Akka.Actor;
using VioActors.Actors.Nexus;
using VioActors.Actors.Phyp.Freezing;
using VioActors.Domain.Backup;
using VioActors.Domain.Common;
using VioActors.Domain.Phyp;
using VioActors.Domain.Phyp.Nexus;
using VioActors.Domain.Values;
using VioActors.Persistence.Wire;
using VioActors.Scsi.Transport;

namespace VioActors.Actors.Vios.Adapters;

/// <summary>
/// What is done at the adapters before the hypervisor is told of its VIOS (NPV-7): each client's login is made but for the nexus, and one
/// virtual SCSI login is rehearsed to its end, so that a process that has just started has compiled what hundreds of clients need at once:
/// a Fibre Channel client has one login to the fabric, which is not to be rehearsed with. Used once; not thread-safe.
/// </summary>
internal sealed class LoginPreparation(IActorRef adapters, IActorRef links)
{
    private static readonly TimeSpan LoginLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan RehearsalLimit = TimeSpan.FromSeconds(2);

    private readonly List<Task<LoginPrepared>> _logins = [];
    private (SlotNumber Slot, Task<LoginPrepared> Login)? _rehearsed;

    /// <summary>Begins at once. The first one is rehearsed.</summary>
    public void Add(ActiveClient client, IActorRef vhost)
    {
        var login = vhost.Ask<LoginPrepared>(new PrepareLogin(client.Identity), LoginLimit);
        _logins.Add(login);
        _rehearsed ??= (client.ServerSlot, login);
    }

    /// <summary>Begins when it is known which physical port the adapter is mapped to.</summary>
    public void AddFibreChannel(ActiveClient client, IActorRef vfchost, Task mapped) => _logins.Add(PrepareAsync(client, vfchost, mapped));

    /// <summary>Completes when nothing more is to be waited for.</summary>
    public async Task<LoginsPrepared> RunAsync()
    {
        try
        {
            if (_logins.Count > 0)
                Walk();
            if (_rehearsed is { } rehearsed)
                await RehearseAsync(rehearsed.Slot, rehearsed.Login).ConfigureAwait(false);
            var prepared = await Task.WhenAll(_logins).ConfigureAwait(false);
            return new LoginsPrepared(prepared.Count(login => login.IsReady));
        }
        finally
        {
            links.Tell(PoisonPill.Instance);
        }
    }

    private static async Task<LoginPrepared> PrepareAsync(ActiveClient client, IActorRef vfchost, Task mapped)
    {
        await mapped.ConfigureAwait(false);
        return await vfchost.Ask<LoginPrepared>(new PrepareLogin(client.Identity), LoginLimit).ConfigureAwait(false);
    }

    /// <summary>Logs in and reads as a hypervisor does. What comes of it is of no account.</summary>
    private async Task RehearseAsync(SlotNumber slot, Task<LoginPrepared> prepared)
    {
        try
        {
            if (!(await prepared.ConfigureAwait(false)).IsReady)
                return;
            var open = new OpenNexus(slot, "rehearsal", "its own VIOS", true, []);
            var opened = await links.Ask<LinkOpened>(
                new OpenLink(adapters, open, NobodysSink.Instance, RehearsalLimit), 2 * RehearsalLimit).ConfigureAwait(false);
            if (opened.Nexus.Nexus is not { } nexus)
                return;
            await PathProbe.RunAsync(nexus, [], RehearsalLimit).ConfigureAwait(false);
            nexus.Close("the rehearsal is over");
        }
        catch (AskTimeoutException)
        {
            // Whoever logs in will find out.
        }
    }

    /// <summary>Every message of a nexus is written and read once.</summary>
    private static void Walk()
    {
        var bytes = new FileBytes([0, 0, 0, 0, 0, 0]);
        IDomainMessage[] messages =
        [
            new OpenNexus(new SlotNumber(1), "", "", true, [0]), new NexusOpened(true, 1, 0, "", null, ""),
            new NexusCommand(1, 0, 0, 0, bytes, bytes, 0), new NexusAnswer(1, 0, false, 0, bytes, true, bytes, 0),
            new CheckNexus(1), new NexusChecked(1), new EndNexus(""),
        ];
        foreach (var message in messages)
            DomainCodec.Decode(DomainCodec.Encode(message), DomainCodec.ManifestOf(message));
    }

    private sealed class NobodysSink : INexusSink
    {
        public static NobodysSink Instance { get; } = new();

        public void NexusLost(string reason)
        {
            // The rehearsal ends either way.
        }
    }
}
