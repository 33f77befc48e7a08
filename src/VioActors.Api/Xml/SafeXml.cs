using System.Xml;
using System.Xml.Linq;
using System.Xml.Schema;
using VioActors.Api.Messages;

namespace VioActors.Api.Xml;

/// <summary>
/// Reads XML from outside: no document type, no entities, nothing fetched, bounded in size, depth, attributes and elements, and valid by
/// the published schema. Thread-safe.
/// </summary>
internal static class SafeXml
{
    /// <exception cref="VioXmlException">It is refused; nothing of it was used.</exception>
    public static XElement Load(ReadOnlyMemory<byte> bytes, XmlLimits limits)
    {
        if (bytes.Length > limits.SizeBytesMax)
        {
            throw new VioXmlException(
                VioFaultCode.TooLarge, $"The document has {bytes.Length} bytes; the limit is {limits.SizeBytesMax}.");
        }

        try
        {
            // The shape first: validation of a hostile shape costs more than finding it out.
            CheckShape(bytes, limits);
            using var reader = Open(bytes, limits, withSchema: true);
            return XElement.Load(reader);
        }
        catch (XmlSchemaException cause)
        {
            throw new VioXmlException(VioFaultCode.NotValid, At(cause.LineNumber, cause.LinePosition, cause.Message), cause);
        }
        catch (XmlException cause)
        {
            throw new VioXmlException(VioFaultCode.Malformed, At(cause.LineNumber, cause.LinePosition, cause.Message), cause);
        }
    }

    private static void CheckShape(ReadOnlyMemory<byte> bytes, XmlLimits limits)
    {
        using var reader = Open(bytes, limits, withSchema: false);
        var elements = 0;
        while (reader.Read())
        {
            if (reader.NodeType == XmlNodeType.ProcessingInstruction)
            {
                throw new VioXmlException(VioFaultCode.Malformed, "The document has a processing instruction; send it without.");
            }

            if (reader.NodeType != XmlNodeType.Element)
            {
                continue;
            }

            elements++;
            if (reader.Depth >= limits.DepthMax || reader.AttributeCount > limits.AttributeCountMax || elements > limits.ElementCountMax)
            {
                throw new VioXmlException(
                    VioFaultCode.TooLarge,
                    $"The document has elements {reader.Depth + 1} deep, {reader.AttributeCount} attributes at one of them and at least "
                    + $"{elements} elements; the limits are {limits.DepthMax}, {limits.AttributeCountMax} and {limits.ElementCountMax}.");
            }
        }
    }

    private static XmlReader Open(ReadOnlyMemory<byte> bytes, XmlLimits limits, bool withSchema)
    {
        var settings = new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            MaxCharactersInDocument = limits.SizeBytesMax,
            MaxCharactersFromEntities = 1,
            IgnoreComments = true,
            CloseInput = true,
        };
        if (withSchema)
        {
            settings.Schemas = VioSchema.Compiled;
            settings.ValidationType = ValidationType.Schema;
            settings.ValidationFlags = XmlSchemaValidationFlags.ReportValidationWarnings;
            settings.ValidationEventHandler += (_, problem) => throw problem.Exception;
        }

        return XmlReader.Create(new MemoryStream(bytes.ToArray(), writable: false), settings);
    }

    private static string At(int line, int column, string message) => line > 0
        ? $"Line {line}, column {column}: {Shorten(message)}"
        : Shorten(message);

    private static string Shorten(string message) => message.Length <= 500 ? message : message[..500] + "…";
}
