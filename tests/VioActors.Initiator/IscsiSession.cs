using System.Net;
using System.Net.Sockets;
using VioActors.Iscsi.Pdu;
using VioActors.Scsi;
using VioActors.Scsi.Luns;
using VioActors.Scsi.Transport;

namespace VioActors.Initiator;

/// <summary>
/// A session of a real initiator over one TCP connection (RFC 7143): any number of commands at once, within the target's command window.
/// Thread-safe. When the connection ends, so do all commands, with an <see cref="IOException"/>: whether the target carried them out is not
/// known.
/// </summary>
public sealed class IscsiSession : IAsyncDisposable
{
    private const int RedirectsMax = 4;
    private readonly PduWire _wire;
    private readonly LoginAgreement _agreed;
    private readonly ulong _lunField;
    private readonly Lock _sync = new();
    private readonly SemaphoreSlim _ordering = new(1, 1);
    private readonly Dictionary<uint, PendingCommand> _pending = [];
    private readonly Task _receiving;
    private TaskCompletionSource _windowMoved = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IOException? _ended;
    private uint _cmdSn = 1;
    private uint _maxCmdSn;
    private uint _expStatSn;
    private uint _lastTag = 1;

    private IscsiSession(PduWire wire, LoginAgreement agreed, int lun)
    {
        _wire = wire;
        _agreed = agreed;
        _lunField = LunAddress.Encode(lun);
        _expStatSn = agreed.StatSn + 1;
        _maxCmdSn = agreed.MaxCmdSn;
        _receiving = ReceiveAllAsync();
    }

    /// <summary>Completes when the connection has ended.</summary>
    public Task Ended => _receiving;

    /// <summary>Connects and logs in, following redirections.</summary>
    /// <param name="target">The disk.</param>
    /// <param name="initiator">Name of the initiator.</param>
    /// <param name="isid">Session of that name: two of one name at one target need two.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    /// <exception cref="IOException">It cannot be reached, or refuses.</exception>
    public static async Task<IscsiSession> LoginAsync(
        IscsiTarget target, string initiator, ulong isid, CancellationToken cancellation)
    {
        var portal = target.Portal;
        for (var redirects = 0; redirects <= RedirectsMax; redirects++)
        {
            var wire = await ConnectAsync(portal, cancellation).ConfigureAwait(false);
            using var giveUp = cancellation.UnsafeRegister(static state => ((PduWire)state!).Dispose(), wire);
            try
            {
                var (agreed, moved) = await IscsiLogin.RunAsync(wire, initiator, target.Name, isid).ConfigureAwait(false);
                if (agreed is not null)
                    return new IscsiSession(wire, agreed, target.Lun);
                wire.Dispose();
                portal = moved!;
            }
            catch
            {
                wire.Dispose();
                throw;
            }
        }

        throw new IOException($"{target.Name} was moved more than {RedirectsMax} times.");
    }

    /// <summary>Carries a command out.</summary>
    /// <param name="cdb">At most 16 bytes.</param>
    /// <param name="dataOut">What the target is given.</param>
    /// <param name="dataIn">Where it puts what it gives.</param>
    /// <param name="attribute">SAM-5 clause 8.6.</param>
    /// <exception cref="IOException">The connection ended before the answer.</exception>
    public async Task<ScsiOutcome> ExecuteAsync(
        byte[] cdb, ReadOnlyMemory<byte> dataOut = default, Memory<byte> dataIn = default, TaskAttribute attribute = TaskAttribute.Simple)
    {
        var immediate = _agreed.ImmediateData
            ? Math.Min(dataOut.Length, Math.Min(_agreed.FirstBurst, _agreed.SendSegmentMax))
            : 0;
        PendingCommand command;

        // In the order of their numbers: the target would wait for one that is sent late.
        await _ordering.WaitAsync().ConfigureAwait(false);
        try
        {
            await WindowAsync().ConfigureAwait(false);
            byte[] header;
            lock (_sync)
            {
                if (_ended is not null)
                    throw new IOException(_ended.Message, _ended);
                command = new PendingCommand(++_lastTag, dataOut, dataIn);
                header = Header(command, cdb, attribute);
                _pending.Add(command.Tag, command);
            }

            await SendAsync(header, dataOut[..immediate]).ConfigureAwait(false);
        }
        finally
        {
            _ordering.Release();
        }

        return await command.Completion.Task.ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        _wire.Dispose();
        await _receiving.ConfigureAwait(false);
    }

    private static async Task<PduWire> ConnectAsync(IPEndPoint portal, CancellationToken cancellation)
    {
        var socket = new Socket(portal.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(portal, cancellation).ConfigureAwait(false);
            return new PduWire(socket);
        }
        catch (Exception cause) when (cause is SocketException or OperationCanceledException)
        {
            socket.Dispose();
            throw new IOException($"{portal} cannot be reached: {cause.Message}", cause);
        }
    }

    private async Task WindowAsync()
    {
        while (true)
        {
            Task moved;
            lock (_sync)
            {
                if (_ended is not null)
                    throw new IOException(_ended.Message, _ended);
                if ((int)(_maxCmdSn - _cmdSn) >= 0)
                    return;
                moved = _windowMoved.Task;
            }

            await moved.ConfigureAwait(false);
        }
    }

    private byte[] Header(PendingCommand command, byte[] cdb, TaskAttribute attribute)
    {
        var header = new byte[BasicHeader.SizeBytes];
        BasicHeader.Start(header, Opcode.ScsiCommand);
        _ = new BasicHeader(header) { InitiatorTaskTag = command.Tag, CmdSn = _cmdSn++, ExpStatSn = _expStatSn };
        var pdu = new ScsiCommandPdu(header)
        {
            Final = true,
            Read = command.DataIn.Length > 0,
            Write = command.DataOut.Length > 0,
            Attribute = (byte)attribute,
            LunField = _lunField,
            ExpectedDataTransferLengthBytes = (uint)Math.Max(command.DataIn.Length, command.DataOut.Length),
        };
        cdb.CopyTo(pdu.Cdb);
        return header;
    }

    /// <summary>A broken connection is the reader's to tell: it ends every command.</summary>
    private async Task SendAsync(byte[] header, ReadOnlyMemory<byte> data)
    {
        try
        {
            await _wire.SendAsync(header, data).ConfigureAwait(false);
        }
        catch (IOException)
        {
            _wire.Dispose();
        }
    }

    private async Task ReceiveAllAsync()
    {
        await Task.Yield();
        var header = new byte[BasicHeader.SizeBytes];
        try
        {
            while (true)
            {
                await _wire.ReceiveHeaderAsync(header).ConfigureAwait(false);
                await TakeAsync(header).ConfigureAwait(false);
            }
        }
        catch (Exception cause) when (cause is IOException or KeyNotFoundException)
        {
            End(cause as IOException ?? new IOException("The target answered what was not asked.", cause));
        }
    }

    private async Task TakeAsync(byte[] header)
    {
        var opcode = new BasicHeader(header).Opcode;
        var size = new BasicHeader(header).DataSizeBytes;
        Note(header, opcode);
        switch (opcode)
        {
            case Opcode.DataIn:
                await TakeDataAsync(header, size).ConfigureAwait(false);
                break;
            case Opcode.ReadyToTransfer:
                _ = SendDataAsync([.. header]);
                break;
            case Opcode.ScsiResponse:
                var segment = new byte[size];
                await _wire.ReceiveDataAsync(segment).ConfigureAwait(false);
                End(new BasicHeader(header).InitiatorTaskTag, ScsiOutcome.Of(new ScsiResponsePdu(header).Status, segment));
                break;
            case Opcode.NopIn:
                await _wire.ReceiveDataAsync(new byte[size]).ConfigureAwait(false);
                if (new NopInPdu(header).TargetTransferTag is var tag and not BasicHeader.NoTag)
                    await SendAsync(Answer(tag), default).ConfigureAwait(false);
                break;
            default:
                throw new IOException($"The target sent {opcode}.");
        }
    }

    private async Task TakeDataAsync(byte[] header, int size)
    {
        var command = Find(new BasicHeader(header).InitiatorTaskTag);
        var offset = (int)new DataInPdu(header).BufferOffsetBytes;
        await _wire.ReceiveDataAsync(command.DataIn.Slice(offset, size)).ConfigureAwait(false);
        if (new DataInPdu(header).HasStatus)
            End(command.Tag, ScsiOutcome.Of(new DataInPdu(header).Status, default));
    }

    private async Task SendDataAsync(byte[] r2t)
    {
        var (tag, transfer, at, left) = Demand(r2t);
        var command = Find(tag);
        for (uint number = 0; left > 0; number++)
        {
            var count = Math.Min(left, _agreed.SendSegmentMax);
            var header = new byte[BasicHeader.SizeBytes];
            BasicHeader.Start(header, Opcode.DataOut, final: count == left);
            _ = new DataOutPdu(header)
            {
                InitiatorTaskTag = tag,
                TargetTransferTag = transfer,
                LunField = _lunField,
                DataSn = number,
                BufferOffsetBytes = (uint)at,
                ExpStatSn = _expStatSn,
            };
            await SendAsync(header, command.DataOut.Slice(at, count)).ConfigureAwait(false);
            (at, left) = (at + count, left - count);
        }
    }

    private static (uint Tag, uint Transfer, int Offset, int Count) Demand(byte[] header)
    {
        var r2t = new ReadyToTransferPdu(header);
        return (r2t.InitiatorTaskTag, r2t.TargetTransferTag, (int)r2t.BufferOffsetBytes, (int)r2t.DesiredDataTransferLengthBytes);
    }

    private byte[] Answer(uint transferTag)
    {
        var header = new byte[BasicHeader.SizeBytes];
        BasicHeader.Start(header, Opcode.NopOut);
        _ = new BasicHeader(header) { Immediate = true, InitiatorTaskTag = BasicHeader.NoTag };
        lock (_sync)
            _ = new NopOutPdu(header) { TargetTransferTag = transferTag, CmdSn = _cmdSn, ExpStatSn = _expStatSn };
        return header;
    }

    private void Note(byte[] header, Opcode opcode)
    {
        var sequence = new TargetSequence(header);
        var hasStatus = opcode != Opcode.DataIn || new DataInPdu(header).HasStatus;
        lock (_sync)
        {
            if (hasStatus && opcode is Opcode.ScsiResponse or Opcode.DataIn or Opcode.NopIn)
                _expStatSn = sequence.StatSn + (opcode == Opcode.NopIn ? 0u : 1u);
            if ((int)(sequence.MaxCmdSn - _maxCmdSn) <= 0)
                return;
            _maxCmdSn = sequence.MaxCmdSn;
            _windowMoved.TrySetResult();
            _windowMoved = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    private PendingCommand Find(uint tag)
    {
        lock (_sync)
            return _pending[tag];
    }

    private void End(uint tag, ScsiOutcome outcome)
    {
        PendingCommand command;
        lock (_sync)
        {
            command = _pending[tag];
            _pending.Remove(tag);
        }

        command.Completion.TrySetResult(outcome);
    }

    private void End(IOException cause)
    {
        List<PendingCommand> open;
        lock (_sync)
        {
            _ended = cause;
            open = [.. _pending.Values];
            _pending.Clear();
            _windowMoved.TrySetResult();
        }

        _wire.Dispose();
        foreach (var command in open)
            command.Completion.TrySetException(new IOException(cause.Message, cause));
    }

    private sealed class PendingCommand(uint tag, ReadOnlyMemory<byte> dataOut, Memory<byte> dataIn)
    {
        public uint Tag { get; } = tag;

        public ReadOnlyMemory<byte> DataOut { get; } = dataOut;

        public Memory<byte> DataIn { get; } = dataIn;

        public TaskCompletionSource<ScsiOutcome> Completion { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
