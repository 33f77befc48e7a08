using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Xml;
using System.Xml.Linq;
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

    public static byte[] Write(VioRequest request) => ToBytes(RecordXml.Write(request));

    public static byte[] Write(VioResponse response) => ToBytes(RecordXml.Write(response));

    /// <summary>A number that is the same for equal objects, and hardly ever for others.</summary>
    public static long Fingerprint(VioObject thing) => BinaryPrimitives.ReadInt64BigEndian(
        SHA256.HashData(Encoding.UTF8.GetBytes(RecordXml.Write(thing).ToString(SaveOptions.DisableFormatting))));

    private static byte[] ToBytes(XElement root)
    {
        using var buffer = new MemoryStream();
        using (var writer = XmlWriter.Create(buffer, Writing))
        {
            new XDocument(root).Save(writer);
        }

        return buffer.ToArray();
    }
}

/// <summary>A document is refused.</summary>
public sealed class VioXmlException(VioFaultCode code, string message, Exception? cause = null) : Exception(message, cause)
{
    public VioFaultCode Code { get; } = code;
}
