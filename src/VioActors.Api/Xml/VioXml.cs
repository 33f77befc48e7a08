using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Xml;
using VioActors.Api.Messages;
using VioActors.Api.Objects;

namespace VioActors.Api.Xml;

/// <summary>Requests and responses as XML text, both ways, checked against the published schema. Thread-safe.</summary>
public static class VioXml
{
    /// <summary>Namespace of version 1.</summary>
    public const string Namespace = "urn:vioactors:vios-api:1";

    /// <summary>What the API says of itself in HTTP.</summary>
    public const string MediaType = "application/xml";

    private static readonly XmlWriterSettings Writing = new()
    {
        Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        Indent = true,
        IndentChars = "  ",
        NewLineChars = "\n",
    };

    /// <summary>As one line without a declaration.</summary>
    private static readonly XmlWriterSettings Bare = new() { Encoding = Writing.Encoding, OmitXmlDeclaration = true };

    /// <exception cref="VioXmlException">The bytes are no request of this version; the message says where and why.</exception>
    public static VioRequest ReadRequest(ReadOnlyMemory<byte> utf8, XmlLimits limits)
    {
        var root = SafeXml.Load(utf8, limits);
        return root.Name.LocalName == "vioRequest"
            ? (VioRequest)RecordXml.Read(typeof(VioRequest), root)
            : throw new VioXmlException(VioFaultCode.NotValid, $"The document is a {root.Name.LocalName}; send a vioRequest.");
    }

    /// <exception cref="VioXmlException">The bytes are no response of this version.</exception>
    public static VioResponse ReadResponse(ReadOnlyMemory<byte> utf8)
    {
        var root = SafeXml.Load(utf8, XmlLimits.ForResponses);
        return root.Name.LocalName == "vioResponse"
            ? (VioResponse)RecordXml.Read(typeof(VioResponse), root)
            : throw new VioXmlException(VioFaultCode.NotValid, $"The document is a {root.Name.LocalName}; a vioResponse was expected.");
    }

    public static byte[] Write(VioRequest request) => ToStream(request, Writing).ToArray();

    public static byte[] Write(VioResponse response) => ToStream(response, Writing).ToArray();

    /// <summary>A number that is the same for equal objects, and hardly ever for others.</summary>
    public static long Fingerprint(VioObject thing)
    {
        var text = ToStream(thing, Bare);
        return BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(text.GetBuffer().AsSpan(0, (int)text.Length)));
    }

    private static MemoryStream ToStream(object record, XmlWriterSettings settings)
    {
        var buffer = new MemoryStream();
        using var writer = XmlWriter.Create(buffer, settings);
        writer.WriteStartDocument();
        RecordXml.Write(writer, record);
        writer.WriteEndDocument();
        writer.Flush();
        return buffer;
    }
}

/// <summary>A document is refused.</summary>
public sealed class VioXmlException(VioFaultCode code, string message, Exception? cause = null) : Exception(message, cause)
{
    public VioFaultCode Code { get; } = code;
}
