using Akka.Actor;
using VioActors.Actors.Phyp;
using VioActors.Domain.Values;
using VioActors.Domain.Vios;
using VioActors.Scsi.Transport;

namespace VioActors.Actors.Vios.Adapters;

/// <summary>
/// A client that stands still until its VIOS is back is recorded and in the fabric before the VIOS announces itself (NPV-7). Its login asks
/// only whether it still has that name.
/// </summary>
internal sealed partial class VfchostActor
{
    /// <summary>A client that has not come by then is not coming: it leaves the fabric.</summary>
    private static readonly TimeSpan PreparedLimit = TimeSpan.FromSeconds(30);

    private Task<FabricEntry>? _prepared;
    private string _preparedFor = "";

    private void ReceivePreparing()
    {
        Receive<PrepareLogin>(Prepare);
        Receive<PreparationEnded>(Keep);
        Receive<PreparedLost>(
            lost => ReferenceEquals(lost.Entry, _prepared), _ => DropPrepared($"its client has not come for {PreparedLimit}"));
        Receive<PreparedLost>(_ => { });
    }

    private void Prepare(PrepareLogin prepare)
    {
        if (_prepared is not null || _nexus is not null || _loginCount > 0 || _port is null)
        {
            Sender.Tell(new LoginPrepared(false));
            return;
        }

        var (asker, client) = (Sender, prepare.Client);
        _preparedFor = CrqInitiator.NameOf(client.Client.Id, client.ClientSlot);
        var prepared = _prepared = EnterAsync(
            new RecordClientLogin(_adapter.Name, _adapter.Slot, _preparedFor) { Client = client }, _port, new FabricSink(Self));
        prepared.PipeTo(
            Self, success: _ => new PreparationEnded(prepared, asker), failure: _ => new PreparationEnded(prepared, asker));
    }

    private void Keep(PreparationEnded ended)
    {
        var isReady = IsOfUse(ended.Entry);
        ended.Asker.Tell(new LoginPrepared(isReady));
        if (!ReferenceEquals(ended.Entry, _prepared))
            return;
        if (isReady)
            Timers.StartSingleTimer(nameof(PreparedLost), new PreparedLost(ended.Entry), PreparedLimit);
        else
            DropPrepared("the link or the mapping of its adapter changed meanwhile");
    }

    private bool IsOfUse(Task<FabricEntry> ended) =>
        ended is { IsCompletedSuccessfully: true, Result: { Nexus: not null } entry } && entry.Port == _port && !entry.Sink.IsLost;

    private bool IsPrepared(FabricSink sink) =>
        _prepared is { IsCompletedSuccessfully: true } prepared && ReferenceEquals(prepared.Result.Sink, sink);

    /// <summary>What was made ready for this initiator, or is about to be; null: nothing was. It is given once.</summary>
    private Task<FabricEntry>? TakePrepared(InitiatorPort initiator)
    {
        if (_prepared is not { } prepared || initiator.Name != _preparedFor)
            return null;
        Timers.Cancel(nameof(PreparedLost));
        _prepared = null;
        return prepared;
    }

    /// <summary>
    /// The prepared login becomes that of who asks for it now; null: it is of no use, and ended. The client may have been given its other
    /// name since (NPV-2): that counts from its next login on, which is this one.
    /// </summary>
    private async Task<FabricEntry?> TakeOverAsync(
        NexusRequested request, ServerAdapter adapter, AdapterName? port, Task<FabricEntry> prepared)
    {
        try
        {
            if (await prepared.ConfigureAwait(false) is not { Nexus: { } nexus } entry)
                return null;
            if (entry.Port == port && (await FindClientAsync(adapter.Slot).ConfigureAwait(false))?.Active == entry.Client
                && entry.Sink.Serve(request.Sink))
                return entry;
            nexus.Close("the client logs in anew");
        }
        catch (AskTimeoutException)
        {
            Discard(prepared, "the hypervisor does not answer");
        }

        return null;
    }

    private void DropPrepared(string reason)
    {
        Timers.Cancel(nameof(PreparedLost));
        if (_prepared is { } prepared)
            Discard(prepared, reason);
        _prepared = null;
        LogOutWhenUnused();
    }

    private static void Discard(Task<FabricEntry> prepared, string reason) => prepared.ContinueWith(
        made => made.Result.Nexus?.Close(reason), CancellationToken.None,
        TaskContinuationOptions.OnlyOnRanToCompletion | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    private sealed record PreparationEnded(Task<FabricEntry> Entry, IActorRef Asker) : INoSerializationVerificationNeeded;

    private sealed record PreparedLost(Task<FabricEntry> Entry) : INoSerializationVerificationNeeded;
}
