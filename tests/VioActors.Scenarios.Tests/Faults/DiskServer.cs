using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace VioActors.Scenarios.Tests.Faults;

/// <summary>What a <see cref="DiskServer"/> does with a request.</summary>
internal enum DiskAnswer
{
    Served,

    /// <summary>Answered as an I/O error.</summary>
    Failed,

    /// <summary>Answered as "no space left".</summary>
    Full,

    /// <summary>Not answered before <see cref="DiskServer.Release"/>, then served.</summary>
    Held,
}

/// <param name="Offset">In bytes.</param>
/// <param name="Changes">A write, trim or write of zeroes.</param>
internal readonly record struct DiskRequest(long Offset, int Length, bool Changes, bool IsFlush);

/// <summary>
/// An NBD server over a <see cref="VolatileDisk"/> (NBD protocol: fixed newstyle, simple replies), whose answers the test decides. Its
/// volume is opened with a cache that a flush makes stable.
/// </summary>
internal sealed class DiskServer : IDisposable
{
    private const ulong OptionReplyMagic = 0x0003e889045565a9;
    private const uint ReplyAck = 1, ReplyInfo = 3, ReplyUnsupported = 0x80000001;
    private const uint OptionGo = 7;
    private const uint ErrorIo = 5, ErrorNoSpace = 28;

    // Has flags, flush, FUA, trim, write zeroes, several connections.
    private const ushort Features = 1 | 4 | 8 | 32 | 64 | 256;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<Socket> _sockets = [];
    private TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _heldCount;

    public DiskServer(VolatileDisk disk)
    {
        Disk = disk;
        _listener.Start();
        _ = AcceptAsync();
    }

    public VolatileDisk Disk { get; }

    public string Url => $"nbd://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/disk?cache=writeback";

    /// <summary>Decides on each request; null: all are served.</summary>
    public Func<DiskRequest, DiskAnswer>? Decide { get; set; }

    /// <summary>Requests that were held so far.</summary>
    public int HeldCount => Volatile.Read(ref _heldCount);

    /// <summary>Serves what is held; what comes later may be held again.</summary>
    public void Release()
    {
        var released = Interlocked.Exchange(
            ref _released, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        released.SetResult();
    }

    public void Dispose()
    {
        _listener.Dispose();
        lock (_sockets)
            _sockets.ForEach(socket => socket.Dispose());
        Release();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptSocketAsync();
                socket.NoDelay = true;
                lock (_sockets)
                    _sockets.Add(socket);
                _ = ServeAsync(socket);
            }
        }
        catch (Exception thrown) when (thrown is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        await using var stream = new NetworkStream(socket, ownsSocket: true);
        try
        {
            await NegotiateAsync(stream);
            using var turn = new SemaphoreSlim(1, 1);
            while (await ServeOneAsync(stream, turn))
            {
                // The next one.
            }
        }
        catch (Exception thrown) when (thrown is IOException or ObjectDisposedException or SocketException)
        {
            // The client went away.
        }
    }

    private async Task NegotiateAsync(NetworkStream stream)
    {
        await stream.WriteAsync((byte[])[.. "NBDMAGICIHAVEOPT"u8, 0, 3]);
        await ReadAsync(stream, 4);
        while (true)
        {
            var head = await ReadAsync(stream, 16);
            var option = BinaryPrimitives.ReadUInt32BigEndian(head.AsSpan(8));
            await ReadAsync(stream, BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(12)));
            if (option != OptionGo)
            {
                await ReplyAsync(stream, option, ReplyUnsupported, []);
                continue;
            }

            var info = new byte[12];
            BinaryPrimitives.WriteInt64BigEndian(info.AsSpan(2), Disk.SizeBytes);
            BinaryPrimitives.WriteUInt16BigEndian(info.AsSpan(10), Features);
            await ReplyAsync(stream, option, ReplyInfo, info);
            await ReplyAsync(stream, option, ReplyAck, []);
            return;
        }
    }

    private static async Task ReplyAsync(NetworkStream stream, uint option, uint type, byte[] data)
    {
        var reply = new byte[20 + data.Length];
        BinaryPrimitives.WriteUInt64BigEndian(reply, OptionReplyMagic);
        BinaryPrimitives.WriteUInt32BigEndian(reply.AsSpan(8), option);
        BinaryPrimitives.WriteUInt32BigEndian(reply.AsSpan(12), type);
        BinaryPrimitives.WriteInt32BigEndian(reply.AsSpan(16), data.Length);
        data.CopyTo(reply, 20);
        await stream.WriteAsync(reply);
    }

    /// <summary>False: the client said goodbye.</summary>
    private async Task<bool> ServeOneAsync(NetworkStream stream, SemaphoreSlim turn)
    {
        var head = await ReadAsync(stream, 28);
        var (isForced, command) = ((head[5] & 1) != 0, (int)head[7]);
        var cookie = head.AsMemory(8, 8);
        var offset = BinaryPrimitives.ReadInt64BigEndian(head.AsSpan(16));
        var length = BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(24));
        var data = command == 1 ? await ReadAsync(stream, length) : [];
        if (command == 2)
            return false;
        var answer = Decide?.Invoke(new DiskRequest(offset, length, command is 1 or 4 or 6, command == 3)) ?? DiskAnswer.Served;
        if (answer == DiskAnswer.Held)
        {
            var released = Volatile.Read(ref _released).Task;
            Interlocked.Increment(ref _heldCount);
            _ = AnswerLaterAsync(released);
            return true;
        }

        await AnswerAsync(answer);
        return true;

        async Task AnswerLaterAsync(Task released)
        {
            await released;
            try
            {
                await AnswerAsync(DiskAnswer.Served);
            }
            catch (Exception thrown) when (thrown is IOException or ObjectDisposedException or SocketException)
            {
                // The client has given it up.
            }
        }

        async Task AnswerAsync(DiskAnswer how)
        {
            var (isDone, read) = how == DiskAnswer.Served ? Do(command, offset, length, data, isForced) : (false, Array.Empty<byte>());
            var reply = new byte[16 + read.Length];
            BinaryPrimitives.WriteUInt32BigEndian(reply, 0x67446698);
            BinaryPrimitives.WriteUInt32BigEndian(reply.AsSpan(4), isDone ? 0 : how == DiskAnswer.Full ? ErrorNoSpace : ErrorIo);
            cookie.CopyTo(reply.AsMemory(8));
            read.CopyTo(reply, 16);
            await turn.WaitAsync();
            try
            {
                await stream.WriteAsync(reply);
            }
            finally
            {
                turn.Release();
            }
        }
    }

    private (bool IsDone, byte[] Read) Do(int command, long offset, int length, byte[] data, bool isForced)
    {
        switch (command)
        {
            case 0:
                var read = new byte[length];
                return Disk.Read(offset, read) ? (true, read) : (false, Array.Empty<byte>());
            case 1:
                return (Disk.Write(offset, data, isForced), []);
            case 3:
                return (Disk.Flush(), []);
            case 6:
                return (Disk.Zero(offset, length, isForced), []);
            default:
                return (true, []);
        }
    }

    private static async Task<byte[]> ReadAsync(NetworkStream stream, int length)
    {
        var bytes = new byte[length];
        await stream.ReadExactlyAsync(bytes);
        return bytes;
    }
}
