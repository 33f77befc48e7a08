using Akka.Actor;
using VioActors.Actors.Phyp;
using VioActors.Scsi.Transport;

namespace VioActors.Actors.Vios.Adapters;

/// <summary>
/// A client that stands still until its VIOS is back finds its login made but for the nexus (NPV-7): the VIOS announces itself after that.
/// </summary>
internal sealed partial class VhostActor
{
    /// <summary>A client that has not come by then is not coming: what was recorded for it is taken back.</summary>
    private static readonly TimeSpan PreparedLimit = TimeSpan.FromSeconds(30);

    private Task<RecordedClient>? _prepared;
    private string _preparedFor = "";

    private void ReceivePreparing()
    {
        Receive<PrepareLogin>(Prepare);
        Receive<PreparationEnded>(Keep);
        Receive<PreparedLost>(lost => ReferenceEquals(lost.Client, _prepared), _ => DropPrepared());
        Receive<PreparedLost>(_ => { });
    }

    private void Prepare(PrepareLogin prepare)
    {
        if (_prepared is not null || _nexuses.Count > 0 || _logins.Count > 0)
        {
            Sender.Tell(new LoginPrepared(false));
            return;
        }

        var (asker, client) = (Sender, prepare.Client);
        _preparedFor = CrqInitiator.NameOf(client.Client.Id, client.ClientSlot);
        var prepared = _prepared = RecordAsync(
            new RecordClientLogin(_adapter.Name, _adapter.Slot, _preparedFor) { Client = client }, _devices);
        prepared.PipeTo(
            Self, success: recorded => new PreparationEnded(prepared, recorded.Identity is not null, asker),
            failure: _ => new PreparationEnded(prepared, false, asker));
    }

    private void Keep(PreparationEnded ended)
    {
        ended.Asker.Tell(new LoginPrepared(ended.IsReady));
        if (!ReferenceEquals(ended.Client, _prepared))
            return;
        if (ended.IsReady)
            Timers.StartSingleTimer(nameof(PreparedLost), new PreparedLost(ended.Client), PreparedLimit);
        else
            DropPrepared();
    }

    /// <summary>What was made ready for this initiator, or is about to be; null: nothing was. It is given once.</summary>
    private Task<RecordedClient>? TakePrepared(InitiatorPort initiator)
    {
        if (_prepared is not { } prepared || initiator.Name != _preparedFor)
            return null;
        Timers.Cancel(nameof(PreparedLost));
        _prepared = null;
        return prepared;
    }

    private void DropPrepared()
    {
        _prepared = null;
        LogOutWhenUnused();
    }

    private sealed record PreparationEnded(Task<RecordedClient> Client, bool IsReady, IActorRef Asker)
        : INoSerializationVerificationNeeded;

    private sealed record PreparedLost(Task<RecordedClient> Client) : INoSerializationVerificationNeeded;
}
