using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using VioActors.Api.Messages;
using VioActors.Api.Xml;

namespace VioActors.Management.Commands;

/// <summary>The command line in a request: bytes from a stranger until here. Pure; thread-safe.</summary>
internal static class CommandText
{
    /// <summary>Bytes of a command line.</summary>
    public const int BytesMax = 8 * 1024;

    private const string MediaType = "text/plain";
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <exception cref="VioXmlException">It says that it is something else than text in UTF-8.</exception>
    public static void CheckType(HttpRequest request)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || !type.MediaType.Equals(MediaType, StringComparison.OrdinalIgnoreCase)
            || (type.Charset.HasValue && !type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase)))
        {
            throw new VioXmlException(VioFaultCode.Malformed, $"A command line is sent as '{MediaType}; charset=utf-8'.");
        }
    }

    /// <exception cref="VioXmlException">It is no command line.</exception>
    public static string Read(ReadOnlySpan<byte> body)
    {
        string line;
        try
        {
            line = Strict.GetString(body);
        }
        catch (DecoderFallbackException cause)
        {
            throw new VioXmlException(VioFaultCode.Malformed, "The command line is not valid UTF-8.", cause);
        }

        return string.IsNullOrWhiteSpace(line)
            ? throw new VioXmlException(VioFaultCode.Malformed, "The command line is empty.")
            : line.Any(char.IsControl)
                ? throw new VioXmlException(
                    VioFaultCode.Malformed, "The command line has a control character, such as the end of a line or a tab.")
                : line;
    }
}
