using System.Buffers;
using System.Net.Sockets;
using VioActors.Iscsi.Pdu;

namespace VioActors.Initiator;

/// <summary>One TCP connection of an initiator: whole PDUs out from any thread, PDUs in by one reader. Without digests.</summary>
internal sealed class PduWire(Socket socket) : IDisposable
{
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly NetworkStream _stream = new(socket, ownsSocket: true);
    private readonly BufferedStream _reading = new(new NetworkStream(socket), 64 * 1024);

    /// <summary>Sends a header whose lengths are still to be set, and its data.</summary>
    /// <exception cref="IOException">The connection is broken.</exception>
    public async Task SendAsync(byte[] header, ReadOnlyMemory<byte> data)
    {
        _ = new BasicHeader(header) { DataSizeBytes = data.Length };
        var padding = BasicHeader.PaddingSizeBytes(data.Length);
        var whole = ArrayPool<byte>.Shared.Rent(header.Length + data.Length + padding);
        try
        {
            header.CopyTo(whole, 0);
            data.CopyTo(whole.AsMemory(header.Length));
            whole.AsSpan(header.Length + data.Length, padding).Clear();
            await _sending.WaitAsync().ConfigureAwait(false);
            try
            {
                await _stream.WriteAsync(whole.AsMemory(0, header.Length + data.Length + padding)).ConfigureAwait(false);
            }
            finally
            {
                _sending.Release();
            }
        }
        catch (ObjectDisposedException closed)
        {
            throw new IOException("The connection was closed.", closed);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(whole);
        }
    }

    /// <exception cref="IOException">The connection is broken, or was closed.</exception>
    public async Task ReceiveHeaderAsync(byte[] header)
    {
        await ReceiveAsync(header).ConfigureAwait(false);
    }

    /// <summary>The data segment of the header received last, into a buffer that is large enough, with its padding.</summary>
    public async Task ReceiveDataAsync(Memory<byte> data)
    {
        await ReceiveAsync(data).ConfigureAwait(false);
        var padding = BasicHeader.PaddingSizeBytes(data.Length);
        if (padding > 0)
            await ReceiveAsync(new byte[padding]).ConfigureAwait(false);
    }

    public void Dispose() => _stream.Dispose();

    private async Task ReceiveAsync(Memory<byte> bytes)
    {
        try
        {
            await _reading.ReadExactlyAsync(bytes).ConfigureAwait(false);
        }
        catch (ObjectDisposedException closed)
        {
            throw new IOException("The connection was closed.", closed);
        }
    }
}
