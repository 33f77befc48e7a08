using Akka.Actor;
using VioActors.Actors.Phyp;
using VioActors.Actors.Phyp.Freezing;
using VioActors.Domain.Values;
using VioActors.Scsi;

namespace VioActors.Actors.Lpar;

/// <summary>
/// A virtual SCSI or Fibre Channel client adapter and its driver in the guest. One for each slot, made and supervised by
/// <see cref="LparActor"/>.
/// <para>Connecting (registers its queue, again after a pause) → Connected → (closed) → Connecting.</para>
/// Guarantee: every command given to it is answered once; one that was outstanding when the connection closed is answered as a failed
/// path, since nobody
/// can say whether it was done.
/// </summary>
internal sealed class ClientAdapterActor : ReceiveActor, IWithTimers, IWithUnboundedStash
{
    private static readonly TimeSpan ReconnectInterval = TimeSpan.FromMilliseconds(250);
    private const int UnitAttentionRetriesMax = 8;

    private readonly PartitionId _partition;
    private readonly SlotNumber _slot;
    private readonly IActorRef _phyp;
    private readonly Dictionary<uint, Outstanding> _outstanding = [];
    private uint _lastTag;
    private bool _isRetiring;

    public ClientAdapterActor(PartitionId partition, SlotNumber slot, IActorRef phyp)
    {
        _partition = partition;
        _slot = slot;
        _phyp = phyp;
        Connecting();
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public IStash Stash { get; set; } = null!;

    protected override void PreStart() => Self.Tell(Connect.Instance);

    /// <summary>Its partition is frozen: what comes is an interrupt that is delivered when it goes on.</summary>
    private void Stop()
    {
        Sender.Tell(AdapterStopped.Instance);
        BecomeStacked(() =>
        {
            Receive<ResumeDispatch>(_ =>
            {
                UnbecomeStacked();
                Stash.UnstashAll();
            });
            Receive<StopAdapter>(_ => Sender.Tell(AdapterStopped.Instance));
            ReceiveAny(_ => Stash.Stash());
        });
    }

    private void Connecting()
    {
        Receive<RetireAdapter>(_ => Context.Stop(Self));
        Receive<StopAdapter>(_ => Stop());
        Receive<ResumeDispatch>(_ => { });
        Receive<Connect>(_ =>
        {
            _phyp.Tell(new RegisterCrq(_partition, _slot));
            Timers.StartSingleTimer(nameof(Connect), Connect.Instance, TimeSpan.FromSeconds(30));
        });
        Receive<CrqRegistered>(_ =>
        {
            Timers.Cancel(nameof(Connect));
            Become(Connected);
            Context.Parent.Tell(new AdapterState(_slot, true, ""));
        });
        Receive<CrqRefused>(refused => Retry(refused.Reason));
        Receive<CrqClosed>(closed => Retry(closed.Reason));
        Receive<AdapterIo>(io =>
            Sender.Tell(new AdapterIoEnded(io.Id, _slot, AdapterIoResult.PathFailed, "the adapter is not connected", null)));
        Receive<CrqResponse>(late => late.DataIn?.Dispose());
    }

    private void Connected()
    {
        Receive<StopAdapter>(_ => Stop());
        Receive<ResumeDispatch>(_ => { });
        Receive<AdapterIo>(io => Send(new Outstanding(io, Sender, 0)));
        Receive<RetireAdapter>(_ =>
        {
            _isRetiring = true;
            StopWhenAnswered();
        });
        Receive<CrqResponse>(response =>
        {
            End(response);
            StopWhenAnswered();
        });
        Receive<CrqClosed>(Lose);
        Receive<Connect>(_ => { });
        Receive<CrqRegistered>(_ => { });
        Receive<CrqRefused>(_ => { });
    }

    private void Send(Outstanding outstanding)
    {
        var (tag, io) = (++_lastTag, outstanding.Io);
        _outstanding.Add(tag, outstanding);
        _phyp.Tell(new SendCrq(_partition, _slot, io.LunField, tag, io.Cdb, io.DataOut, io.DataInSizeBytes));
    }

    private void End(CrqResponse response)
    {
        if (!_outstanding.Remove(response.Tag, out var outstanding))
        {
            response.DataIn?.Dispose();
            return;
        }

        var sense = SenseSummary.Of(response.Sense.Span);
        if (response.Status == ScsiStatus.Good)
        {
            outstanding.Answer(_slot, AdapterIoResult.Good, "", response.DataIn);
            return;
        }

        response.DataIn?.Dispose();
        if (response.Status == ScsiStatus.CheckCondition && sense.IsUnitAttention && outstanding.Retries < UnitAttentionRetriesMax)
            Send(outstanding with { Retries = outstanding.Retries + 1 });
        else if (response.Status is ScsiStatus.Busy or ScsiStatus.TaskSetFull || sense.IsPathFailure)
            outstanding.Answer(_slot, AdapterIoResult.PathFailed, $"{response.Status} {sense}", null);
        else
            outstanding.Answer(_slot, AdapterIoResult.Refused, $"{response.Status} {sense}", null);
    }

    private void Lose(CrqClosed closed)
    {
        foreach (var outstanding in _outstanding.Values)
            outstanding.Answer(_slot, AdapterIoResult.PathFailed, closed.Reason, null);
        _outstanding.Clear();
        StopWhenAnswered();
        Become(Connecting);
        Retry(closed.Reason);
    }

    private void StopWhenAnswered()
    {
        if (_isRetiring && _outstanding.Count == 0)
            Context.Stop(Self);
    }

    private void Retry(string reason)
    {
        Context.Parent.Tell(new AdapterState(_slot, false, reason));
        Timers.StartSingleTimer(nameof(Connect), Connect.Instance, ReconnectInterval);
    }

    private sealed record Connect
    {
        public static Connect Instance { get; } = new();
    }

    private sealed record Outstanding(AdapterIo Io, IActorRef Driver, int Retries)
    {
        public void Answer(SlotNumber slot, AdapterIoResult result, string detail, Scsi.Transport.TransferBuffer? dataIn) =>
            Driver.Tell(new AdapterIoEnded(Io.Id, slot, result, detail, dataIn));
    }
}
