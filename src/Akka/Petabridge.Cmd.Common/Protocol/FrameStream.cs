using System.Buffers;
using System.Buffers.Binary;

namespace Petabridge.Cmd.Protocol;

/// <summary>Reads frames from a byte stream. One reader at a time.</summary>
internal static class FrameStream
{
    /// <param name="stream">Where the frames come from.</param>
    /// <param name="bytesMax">The longest frame that is accepted; nothing larger is ever allocated.</param>
    /// <param name="cancellation">Ends the reading; the stream is then in the middle of a frame and of no more use.</param>
    /// <returns>The next frame, or null when the peer closed between two frames.</returns>
    /// <exception cref="WireViolationException">The bytes are no frame, or one that is too long.</exception>
    /// <exception cref="EndOfStreamException">The peer closed in the middle of a frame.</exception>
    internal static async Task<Frame?> ReadAsync(Stream stream, int bytesMax, CancellationToken cancellation)
    {
        var header = new byte[WireLimits.HeaderBytes];
        var got = await stream.ReadAtLeastAsync(header, header.Length, throwOnEndOfStream: false, cancellation).ConfigureAwait(false);
        if (got == 0)
        {
            return null;
        }

        if (got < header.Length)
        {
            throw new EndOfStreamException("The connection ended in the middle of a frame.");
        }

        var length = BinaryPrimitives.ReadUInt32BigEndian(header);
        if (length == 0 || length > (uint)bytesMax)
        {
            throw new WireViolationException($"A frame of {length} bytes was announced; 1 to {bytesMax} are allowed.");
        }

        var buffer = ArrayPool<byte>.Shared.Rent((int)length);
        try
        {
            await stream.ReadExactlyAsync(buffer.AsMemory(0, (int)length), cancellation).ConfigureAwait(false);
            return FrameCodec.Decode(buffer.AsSpan(0, (int)length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
