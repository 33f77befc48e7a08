using System.Globalization;
using System.Text;
using System.Xml;
using VioActors.Domain.Backup;
using VioActors.Domain.Devices;

namespace VioActors.Persistence.Backup;

/// <summary>
/// Writes the configuration of a VIOS as XML (BR-3). The schema is published in <c>docs/viosbr-1.xsd</c>. The same configuration gives
/// the
/// same bytes. Secrets are encrypted. Thread-safe.
/// </summary>
public static class BackupXml
{
    public const string Namespace = "urn:vioactors:viosbr:1";

    /// <summary>Version of the schema.</summary>
    public const string SchemaVersion = "1";

    internal const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    internal static readonly (DeviceClass Class, string Element)[] Groups =
    [
        (DeviceClass.Hardware, "hardware"),
        (DeviceClass.Logical, "logical"),
        (DeviceClass.Virtual, "virtual"),
        (DeviceClass.Mapping, "mappings"),
    ];

    /// <param name="key">Encrypts the secrets; null: they are left out, for people to read.</param>
    public static void Write(Stream stream, BackupDocument document, ClusterKey? key)
    {
        var settings = new XmlWriterSettings { Indent = true, Encoding = new UTF8Encoding(false), NewLineChars = "\n" };
        using var writer = XmlWriter.Create(stream, settings);
        var header = document.Header;
        writer.WriteStartDocument();
        writer.WriteStartElement("vios", Namespace);
        writer.WriteAttributeString("version", SchemaVersion);
        writer.WriteAttributeString("uuid", header.Vios.ToString());
        writer.WriteAttributeString("name", header.Name);
        writer.WriteAttributeString("drc", header.Drc.ToString());
        writer.WriteAttributeString("cluster", header.Cluster.Value);
        writer.WriteAttributeString("number", Text(header.Number));
        writer.WriteAttributeString("taken", header.TakenUtc.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture));
        writer.WriteAttributeString("db-position", Text(header.DbPosition));
        foreach (var (@class, element) in Groups)
        {
            writer.WriteStartElement(element, Namespace);
            foreach (var device in document.Devices.Where(device => DeviceCatalog.Get(device.Kind).Class == @class))
            {
                Write(writer, header, device, key);
            }

            writer.WriteEndElement();
        }

        writer.WriteEndElement();
        writer.WriteEndDocument();
    }

    /// <summary>What a secret is bound to: it opens at no other device, attribute or VIOS.</summary>
    internal static string PlaceOf(BackupHeader header, DeviceKind kind, string device, string attribute) =>
        $"{header.Vios}/{DeviceCatalog.Get(kind).Token}/{device}/{attribute}";

    private static void Write(XmlWriter writer, BackupHeader header, Device device, ClusterKey? key)
    {
        var rule = DeviceCatalog.Get(device.Kind);
        writer.WriteStartElement("device", Namespace);
        writer.WriteAttributeString("kind", rule.Token);
        writer.WriteAttributeString("name", device.Name.Value);
        if (device.Parent is { } parent)
        {
            writer.WriteAttributeString("parent", parent.Value);
        }

        if (device.Location.Length > 0)
        {
            writer.WriteAttributeString("location", device.Location);
        }

        foreach (var attribute in device.Attributes)
        {
            var isSecret = rule.FindAttribute(attribute.Name)?.Uses.HasFlag(AttributeUses.Secret) == true && attribute.Value.Length > 0;
            if (isSecret && key is null)
            {
                continue;
            }

            writer.WriteStartElement("attribute", Namespace);
            writer.WriteAttributeString("name", attribute.Name);
            writer.WriteAttributeString(
                isSecret ? "sealed" : "value",
                isSecret ? key!.Seal(attribute.Value, PlaceOf(header, device.Kind, device.Name.Value, attribute.Name)) : attribute.Value);
            writer.WriteEndElement();
        }

        writer.WriteEndElement();
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
