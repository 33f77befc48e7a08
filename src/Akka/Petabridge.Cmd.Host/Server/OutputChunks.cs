using System.Text;
using Petabridge.Cmd.Protocol;

namespace Petabridge.Cmd.Host.Server;

/// <summary>Cuts the text of a response into output frames. Pure, thread-safe.</summary>
internal static class OutputChunks
{
    /// <returns>The response, or the error that takes its place when it is too long.</returns>
    internal static CommandResponse Bounded(CommandResponse response, int bytesMax) =>
        response.Text.Length > bytesMax || Encoding.UTF8.GetByteCount(response.Text) > bytesMax
            ? new ErroredCommandResponse($"The answer is longer than {bytesMax} bytes and was left out. Ask for less.")
            : response;

    internal static IEnumerable<byte[]> Of(uint id, CommandResponse response)
    {
        var error = response is ErroredCommandResponse ? OutputFlags.Error : OutputFlags.None;
        var text = response.Text;
        var start = 0;
        while (text.Length - start > WireLimits.OutputChunkChars)
        {
            var length = WireLimits.OutputChunkChars;
            if (char.IsHighSurrogate(text[start + length - 1]))
            {
                length--;
            }

            yield return FrameCodec.Encode(new OutputFrame(id, error | OutputFlags.Continued, text.Substring(start, length)));
            start += length;
        }

        var end = response.Final ? OutputFlags.Final : OutputFlags.None;
        yield return FrameCodec.Encode(new OutputFrame(id, error | end, text[start..]));
    }

    /// <summary>The last frame of a command that the client cancelled.</summary>
    internal static byte[] Cancelled(uint id) =>
        FrameCodec.Encode(new OutputFrame(id, OutputFlags.Final | OutputFlags.Cancelled, ""));
}
