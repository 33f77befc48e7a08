using VioActors.Iscsi.Portal;
using VioActors.Scsi;
using VioActors.Scsi.Transport;

namespace VioActors.Iscsi.Session;

/// <summary>
/// One SCSI command of a session. Ends once: answered by the target, abandoned by it, or failed by the transport because the initiator
/// broke the
/// rules of data transfer. One that was answered by the target is used again for another command of its connection, unless somebody looks
/// for tasks by other ways than the connection's receive loop (<see cref="IscsiSession.Observe"/>).
/// </summary>
internal sealed class IscsiTask(SessionLink link) : ScsiTask
{
    /// <summary>Of a CDB without an extension.</summary>
    public const int CdbSizeBytes = 16;

    private const int Live = 0;
    private const int Completed = 1;
    private const int Abandoned = 2;
    private const int Failed = 3;
    private const int Spare = 4;

    private readonly byte[] _cdb = new byte[CdbSizeBytes];

    private TransferBuffer? _writeData;
    private int _state;

    /// <summary>The connection that the command came by, and its answer goes by.</summary>
    public IscsiConnection Connection => link.Connection;

    /// <summary>Neither answered nor aborted.</summary>
    public bool IsLive => Volatile.Read(ref _state) == Live;

    /// <summary>Set when the task has ended with an answer.</summary>
    public ScsiResponse Response { get; private set; }

    /// <summary>Data-Out in progress; null when the command brought all of it, or needs none.</summary>
    public DataOutTransfer? Transfer { get; set; }

    /// <summary>R2Ts sent for the command.</summary>
    public uint R2tCount => Transfer?.R2tCount ?? 0;

    /// <summary>What the task holds of the memory for unsolicited data, bytes.</summary>
    public int UnsolicitedBytes { get; set; }

    /// <summary>Place for a CDB without an extension.</summary>
    public Memory<byte> OwnCdb => _cdb;

    /// <summary>All of the Data-Out buffer, when it came with the command.</summary>
    public TransferBuffer? WriteData
    {
        get => _writeData;
        set => _writeData = value;
    }

    public override ValueTask<TransferBuffer> ReceiveDataOutAsync(int sizeBytes, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sizeBytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sizeBytes, DataOutSizeBytes);
        if (Transfer is { } transfer)
        {
            return transfer.ReceiveAsync(sizeBytes, cancellation);
        }
        var data = Interlocked.Exchange(ref _writeData, null);
        if (data is null && sizeBytes > 0)
        {
            return ValueTask.FromException<TransferBuffer>(new OperationCanceledException("The task has ended."));
        }
        return new ValueTask<TransferBuffer>(DataOutTransfer.Cut(data ?? TransferBuffer.Rent(0), sizeBytes));
    }

    public override void Complete(ScsiResponse response)
    {
        var before = Interlocked.CompareExchange(ref _state, Completed, Live);
        if (before == Live)
        {
            Response = response;
            // With data still on its way the status waits for the end of the sequence (RFC 7143 clause 11.4.2).
            if (Transfer is null || Transfer.CloseUnlessExpectingData())
            {
                Send();
            }
            return;
        }
        response.DataIn?.Dispose();
        if (before == Completed)
        {
            throw new InvalidOperationException($"Task {Tag:x8} was completed twice.");
        }
    }

    public override void Abandon()
    {
        if (Interlocked.CompareExchange(ref _state, Abandoned, Live) == Live)
        {
            Transfer?.Close();
            End();
        }
    }

    /// <summary>Answers CHECK CONDITION, ABORTED COMMAND with the codes of RFC 7143 clause 11.4.7.2, in place of the target.</summary>
    public void Fail(TransportSense sense)
    {
        if (Interlocked.CompareExchange(ref _state, Failed, Live) == Live)
        {
            Response = new ScsiResponse(ScsiStatus.CheckCondition, sense.Encode(), null, 0);
            Transfer?.Close();
            Send();
        }
        else if (Transfer is { } transfer && transfer.DropHeldAnswer())
        {
            Send(); // The target's own answer need not wait for data that comes no more.
        }
    }

    /// <summary>The answer of a task that had to wait for data; see <see cref="Complete"/>.</summary>
    public void Send()
    {
        End();
        var cost = 48 + (int)Math.Min(Response.DataIn?.SizeBytes ?? 0, DataInSizeBytes);
        if (link.Session.HasBeenJoined && ResponseFence.Needs(Cdb.Span, Response))
        {
            SendFenced(cost);
            return;
        }
        link.Sender.Enqueue(new SendItem(this, cost));
    }

    private void SendFenced(int cost) =>
        _ = link.Session.SendFencedAsync(Connection, () => link.Sender.Enqueue(new SendItem(this, cost)));

    /// <summary>Ends a completed task whose answer is still held back, without the answer.</summary>
    public void DropHeldAnswer()
    {
        if (Volatile.Read(ref _state) == Completed && Transfer is { } transfer && transfer.DropHeldAnswer())
        {
            Response.DataIn?.Dispose();
            End();
        }
    }

    /// <summary>
    /// Its answer is with the sender, which is the last that uses it: it is kept for another command if nobody else can have found it.
    /// </summary>
    public void Recycle()
    {
        if (Transfer is null && !link.Session.IsObserved && Interlocked.CompareExchange(ref _state, Spare, Completed) == Completed)
        {
            (Response, Cdb) = (default, default);
            link.PutBack(this);
        }
    }

    /// <summary>Begins another command with a task that was put back, or is new.</summary>
    public void Revive() => Volatile.Write(ref _state, Live);

    /// <summary>Terminates the task at the target too; completes when it has no effect any more.</summary>
    public async Task EndAsync()
    {
        if (IsLive)
        {
            try
            {
                await link.Nexus.ManageAsync(TaskManagementFunction.AbortTask, LunField, Tag, CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                Connection.Report($"task {Tag:x8} of a connection that ended could not be aborted: {e.Message}");
            }
        }
        DropHeldAnswer();
        Abandon();
    }

    /// <summary>Gives back what a task holds that was never started.</summary>
    public void Discard()
    {
        Interlocked.Exchange(ref _state, Abandoned);
        Interlocked.Exchange(ref _writeData, null)?.Dispose();
        Transfer?.Close();
        Transfer?.ReturnMemory();
    }

    private void End()
    {
        Interlocked.Exchange(ref _writeData, null)?.Dispose();
        Transfer?.ReturnMemory();
        link.TaskEnded(this);
    }
}
