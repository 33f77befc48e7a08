using System.Net;
using System.Net.Sockets;
using VioActors.Iscsi.Digest;
using VioActors.Iscsi.Pdu;

namespace VioActors.Iscsi.Tests.Initiator;

/// <summary>The initiator's end of a TCP connection: sends and receives PDUs, with digests once they are switched on.</summary>
internal sealed class PduConnection : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly Socket _socket;
    private readonly NetworkStream _stream;

    private PduConnection(Socket socket)
    {
        _socket = socket;
        _stream = new NetworkStream(socket, ownsSocket: true);
    }

    public bool HeaderDigest { get; set; }

    public bool DataDigest { get; set; }

    public static async Task<PduConnection> OpenAsync(EndPoint target)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(target).WaitAsync(Limit);
        return new PduConnection(socket);
    }

    public Task SendRawAsync(byte[] bytes) => _stream.WriteAsync(bytes).AsTask().WaitAsync(Limit);

    /// <summary>Sends a PDU whose header lacks its lengths; <paramref name="additional"/> are complete additional header
    /// segments.</summary>
    public Task SendAsync(byte[] header, ReadOnlySpan<byte> data = default, ReadOnlySpan<byte> additional = default) =>
        SendRawAsync(Encode(header, data, additional));

    public byte[] Encode(byte[] header, ReadOnlySpan<byte> data, ReadOnlySpan<byte> additional = default, uint corruptDigest = 0)
    {
        _ = new BasicHeader(header) { DataSizeBytes = data.Length, AhsSizeBytes = additional.Length };
        byte[] head = [.. header, .. additional];
        byte[] padding = new byte[BasicHeader.PaddingSizeBytes(data.Length)];
        byte[] body = [.. data, .. padding];
        byte[] headDigest = HeaderDigest ? Digest(head, 0) : [];
        byte[] bodyDigest = DataDigest && data.Length > 0 ? Digest(body, corruptDigest) : [];
        return [.. head, .. headDigest, .. body, .. bodyDigest];
    }

    /// <summary>The next PDU, or null when the target has closed the connection.</summary>
    public async Task<ReceivedPdu?> ReceiveOrEndAsync()
    {
        var header = new byte[BasicHeader.SizeBytes];
        try
        {
            if (await _stream.ReadAtLeastAsync(header, header.Length, throwOnEndOfStream: false).AsTask().WaitAsync(Limit) < header.Length)
            {
                return null;
            }
        }
        catch (IOException)
        {
            return null;
        }
        if (HeaderDigest)
        {
            Assert.Equal(Crc32C.Compute(header), Crc32C.Read(await ReadAsync(Crc32C.SizeBytes)));
        }
        var size = new BasicHeader(header).DataSizeBytes;
        var padded = await ReadAsync(size + BasicHeader.PaddingSizeBytes(size));
        if (DataDigest && size > 0)
        {
            Assert.Equal(Crc32C.Compute(padded), Crc32C.Read(await ReadAsync(Crc32C.SizeBytes)));
        }
        return new ReceivedPdu(header, padded[..size]);
    }

    public async Task<ReceivedPdu> ReceiveAsync() =>
        await ReceiveOrEndAsync() ?? throw new EndOfStreamException("The target closed the connection.");

    public async Task ExpectEndAsync() => Assert.Null(await ReceiveOrEndAsync());

    /// <summary>Reads PDUs until the target closes; returns them.</summary>
    public async Task<List<ReceivedPdu>> ReceiveToEndAsync()
    {
        var all = new List<ReceivedPdu>();
        while (await ReceiveOrEndAsync() is { } pdu)
        {
            all.Add(pdu);
        }
        return all;
    }

    public void CloseSending() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>The same; completes when the target's system knows it (TCP state FIN-WAIT-2): the target may not have looked.</summary>
    public async Task CloseSendingAsync()
    {
        CloseSending();
        var state = new byte[1];
        for (; state[0] != 5; _socket.GetRawSocketOption(6, 11, state))
        {
            await Task.Yield();
        }
    }

    public void Dispose() => _stream.Dispose();

    private static byte[] Digest(byte[] bytes, uint corrupt)
    {
        var digest = new byte[Crc32C.SizeBytes];
        Crc32C.Write(digest, Crc32C.Compute(bytes) ^ corrupt);
        return digest;
    }

    private async Task<byte[]> ReadAsync(int sizeBytes)
    {
        var bytes = new byte[sizeBytes];
        await _stream.ReadExactlyAsync(bytes).AsTask().WaitAsync(Limit);
        return bytes;
    }
}
