using System.Globalization;
using System.Xml;
using System.Xml.Schema;
using VioActors.Domain.Backup;
using VioActors.Domain.Common;
using VioActors.Domain.Devices;
using VioActors.Domain.Values;

namespace VioActors.Persistence.Backup;

/// <summary>
/// Reads the configuration of a VIOS from XML. The XML is hostile until it was read: validated against the schema while it is read, no
/// document type, no entities, nothing fetched, bounded in size, every value checked by the rules of its device. Thread-safe.
/// </summary>
public static class BackupXmlReader
{
    private static readonly XmlSchemaSet Schemas = LoadSchemas();

    /// <param name="limits">What it may cost.</param>
    /// <param name="key">Opens the secrets.</param>
    /// <exception cref="BackupFormatException">It is no such XML.</exception>
    public static BackupDocument Read(Stream stream, BackupLimits limits, ClusterKey key)
    {
        try
        {
            using var reader = XmlReader.Create(stream, SettingsOf(limits.DocumentBytesMax));
            var document = Read(reader, key);
            return document.FindFault() is { } fault ? throw new FormatException(fault) : document;
        }
        catch (Exception wrong) when (wrong is XmlException or XmlSchemaException or FormatException or ArgumentException
            or OverflowException)
        {
            throw new BackupFormatException($"Cannot read the configuration in the backup file: {wrong.Message}", wrong);
        }
    }

    /// <summary>Settings under which hostile XML of the schema's namespace can be read.</summary>
    internal static XmlReaderSettings SettingsOf(long charactersMax)
    {
        var settings = new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            MaxCharactersInDocument = charactersMax,
            MaxCharactersFromEntities = 1,
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
            IgnoreWhitespace = true,
            ValidationType = ValidationType.Schema,
            Schemas = Schemas,

            // Neither schemas nor places of schemas are taken from the document; what the schema does not know is an error.
            ValidationFlags = XmlSchemaValidationFlags.ReportValidationWarnings,
        };
        settings.ValidationEventHandler += (_, problem) => throw new XmlException(problem.Message, problem.Exception);
        return settings;
    }

    private static BackupDocument Read(XmlReader reader, ClusterKey key)
    {
        reader.MoveToContent();
        if (reader.LocalName != "vios" || reader.NamespaceURI != BackupXml.Namespace)
        {
            throw new FormatException(
                $"it begins with '{TextOf(reader.LocalName)}' of namespace '{TextOf(reader.NamespaceURI)}', which is no VIOS "
                    + $"configuration");
        }

        var header = new BackupHeader(
            VioUuid.Parse(reader.GetAttribute("uuid")),
            reader.GetAttribute("name") ?? "",
            DrcName.Parse(reader.GetAttribute("drc")),
            ClusterName.Parse(reader.GetAttribute("cluster")),
            NumberOf(reader.GetAttribute("number")),
            TimeOf(reader.GetAttribute("taken")),
            NumberOf(reader.GetAttribute("db-position")));
        var devices = new List<Device>();
        var @class = DeviceClass.Hardware;
        while (reader.Read())
        {
            if (reader.NodeType != XmlNodeType.Element)
            {
                continue;
            }

            if (reader.LocalName != "device")
            {
                @class = BackupXml.Groups.First(group => group.Element == reader.LocalName).Class;
                continue;
            }

            devices.Add(devices.Count < DeviceRules.DeviceCountMax
                ? ReadDevice(reader, header, @class, key)
                : throw new FormatException($"it has more than {DeviceRules.DeviceCountMax} devices"));
        }

        return new BackupDocument(header, devices.OrderBy(device => device.Key).ToValueList());
    }

    private static Device ReadDevice(XmlReader reader, BackupHeader header, DeviceClass @class, ClusterKey key)
    {
        var rule = DeviceCatalog.Find(reader.GetAttribute("kind") ?? "")
            ?? throw new FormatException($"the kind of device '{TextOf(reader.GetAttribute("kind"))}' is not known; update this VIOS");
        if (rule.Class != @class)
        {
            throw new FormatException($"a {rule.Title} stands among devices of another class");
        }

        var name = DeviceName.Parse(reader.GetAttribute("name"));
        var (parent, location) = (reader.GetAttribute("parent"), reader.GetAttribute("location") ?? "");
        var given = new List<DeviceAttribute>();
        if (!reader.IsEmptyElement)
        {
            while (reader.Read() && reader.NodeType != XmlNodeType.EndElement)
            {
                given.Add(ReadAttribute(reader, header, rule, name, key));
                if (given.Count > rule.Attributes.Count)
                {
                    throw new FormatException($"{rule.Title} {name} has more attributes than there are");
                }
            }
        }

        if (given.DistinctBy(attribute => attribute.Name).Count() != given.Count)
        {
            throw new FormatException($"{rule.Title} {name} has an attribute twice");
        }

        // An attribute that an older version did not write has its default.
        return Device.Of(rule.Kind, name.Value, parent, location).With(given);
    }

    private static DeviceAttribute ReadAttribute(
        XmlReader reader, BackupHeader header, DeviceKindRule rule, DeviceName device, ClusterKey key)
    {
        var name = reader.GetAttribute("name") ?? "";
        var (value, secret) = (reader.GetAttribute("value"), reader.GetAttribute("sealed"));
        if ((value is null) == (secret is null))
        {
            throw new FormatException($"{TextOf(name)} of {rule.Title} {device} has no value, or two");
        }

        value ??= key.Open(secret!, BackupXml.PlaceOf(header, rule.Kind, device.Value, name))
            ?? throw new FormatException($"the secret {TextOf(name)} of {rule.Title} {device} was not encrypted for it by this cluster");
        return new DeviceAttribute(name, value);
    }

    private static long NumberOf(string? text) => long.Parse(text ?? "", NumberStyles.None, CultureInfo.InvariantCulture);

    private static DateTimeOffset TimeOf(string? text) => DateTimeOffset.ParseExact(
        text ?? "", BackupXml.TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);

    private static string TextOf(string? text) => text is null ? "" : text.Length <= 80 ? text : text[..80] + "…";

    private static XmlSchemaSet LoadSchemas()
    {
        using var stream = typeof(BackupXmlReader).Assembly.GetManifestResourceStream("VioActors.Persistence.viosbr-1.xsd")
            ?? throw new InvalidOperationException("The schema of the backup XML is not part of this assembly.");
        using var reader = XmlReader.Create(stream, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
        var schemas = new XmlSchemaSet { XmlResolver = null };
        schemas.Add(BackupXml.Namespace, reader);
        schemas.Compile();
        return schemas;
    }
}
