using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Xml;
using System.Xml.Schema;
using VioActors.Domain.Backup;
using VioActors.Domain.Common;
using VioActors.Domain.Values;

namespace VioActors.Persistence.Backup;

/// <summary>A member of a backup file with its size and hash.</summary>
/// <param name="Sha256">64 hexadecimal digits, lower-case.</param>
public sealed record BackupMember(string Name, long SizeBytes, string Sha256)
{
    public static BackupMember Of(string name, ReadOnlySpan<byte> content) =>
        new(name, content.Length, Convert.ToHexStringLower(SHA256.HashData(content)));
}

/// <summary>
/// What a backup file holds, and of whom: signed with the cluster's key, so that nothing in the file can be changed, left out, added or
/// swapped unnoticed. Immutable; thread-safe.
/// </summary>
/// <param name="Cluster">The cluster whose key signs it.</param>
/// <param name="Vios">The VIOS; null for the file of a cluster.</param>
/// <param name="Drc">Where it sat; null for the file of a cluster.</param>
/// <param name="DbPosition">Position of the VIOS DB that all members agree with; 0: none is named.</param>
/// <param name="Missing">Members of the cluster that the backup lacks, each with the reason (CBR-3).</param>
public sealed record BackupManifest(
    ClusterName Cluster,
    VioUuid? Vios,
    DrcName? Drc,
    long Number,
    DateTimeOffset TakenUtc,
    long DbPosition,
    ValueList<BackupMember> Members,
    ValueList<MissingMember> Missing)
{
    public const string FileName = "manifest.xml";

    public const string SignatureName = "manifest.sig";

    public const int SignatureBytesMax = 256;

    public BackupMember? Find(string name) => Members.FirstOrDefault(member => member.Name == name);

    public byte[] ToXml()
    {
        using var bytes = new MemoryStream();
        var settings = new XmlWriterSettings { Indent = true, Encoding = new UTF8Encoding(false), NewLineChars = "\n" };
        using (var writer = XmlWriter.Create(bytes, settings))
        {
            writer.WriteStartElement("manifest", BackupXml.Namespace);
            writer.WriteAttributeString("version", BackupXml.SchemaVersion);
            writer.WriteAttributeString("cluster", Cluster.Value);
            if (Vios is { } vios)
            {
                writer.WriteAttributeString("uuid", vios.ToString());
                writer.WriteAttributeString("drc", Drc!.ToString());
            }

            writer.WriteAttributeString("number", Number.ToString(CultureInfo.InvariantCulture));
            writer.WriteAttributeString("taken", TakenUtc.UtcDateTime.ToString(BackupXml.TimeFormat, CultureInfo.InvariantCulture));
            writer.WriteAttributeString("db-position", DbPosition.ToString(CultureInfo.InvariantCulture));
            foreach (var member in Members)
            {
                writer.WriteStartElement("member", BackupXml.Namespace);
                writer.WriteAttributeString("name", member.Name);
                writer.WriteAttributeString("size", member.SizeBytes.ToString(CultureInfo.InvariantCulture));
                writer.WriteAttributeString("sha256", member.Sha256);
                writer.WriteEndElement();
            }

            foreach (var missing in Missing)
            {
                writer.WriteStartElement("missing", BackupXml.Namespace);
                writer.WriteAttributeString("uuid", missing.Vios.ToString());
                writer.WriteAttributeString("name", missing.Name);
                writer.WriteAttributeString("reason", missing.Reason);
                writer.WriteEndElement();
            }

            writer.WriteEndElement();
        }

        return bytes.ToArray();
    }

    /// <summary>The signature as it stands in the file: the key's id and the HMAC-SHA256 of the manifest.</summary>
    public static byte[] Sign(ReadOnlySpan<byte> manifest, ClusterKey key) =>
        Encoding.ASCII.GetBytes($"{key.Id} {Convert.ToHexStringLower(key.Sign(manifest))}\n");

    /// <summary>Checks the signature first and then reads.</summary>
    /// <exception cref="BackupFormatException">It is of another cluster, was changed, or is no manifest.</exception>
    public static BackupManifest Read(byte[] manifest, ReadOnlySpan<byte> signature, BackupLimits limits, ClusterKey key)
    {
        var parts = Encoding.ASCII.GetString(signature).TrimEnd('\n').Split(' ');
        if (parts is not [{ Length: 16 } id, { Length: 64 } hex] || !hex.All(char.IsAsciiHexDigit))
        {
            throw new BackupFormatException("The backup file is refused: its signature is damaged; take another copy of it.");
        }

        if (id != key.Id)
        {
            throw new BackupFormatException(
                $"The backup file is refused: another cluster made it (key {new string([.. id.Where(char.IsAsciiLetterOrDigit)])}, "
                    + $"this cluster has {key.Id}); restore it there.");
        }

        if (!key.Verify(manifest, Convert.FromHexString(hex)))
        {
            throw new BackupFormatException(
                "The backup file is refused: it was changed after it was made (its signature does not fit); take another copy of it.");
        }

        try
        {
            using var reader = XmlReader.Create(new MemoryStream(manifest), BackupXmlReader.SettingsOf(limits.ManifestBytesMax));
            return Read(reader, limits);
        }
        catch (Exception wrong) when (wrong is XmlException or XmlSchemaException or FormatException or ArgumentException
            or OverflowException)
        {
            throw new BackupFormatException($"Cannot read the manifest of the backup file: {wrong.Message}", wrong);
        }
    }

    private static BackupManifest Read(XmlReader reader, BackupLimits limits)
    {
        reader.MoveToContent();
        var header = new BackupManifest(
            ClusterName.Parse(reader.GetAttribute("cluster")),
            reader.GetAttribute("uuid") is { } uuid ? VioUuid.Parse(uuid) : null,
            reader.GetAttribute("drc") is { } drc ? DrcName.Parse(drc) : null,
            NumberOf(reader, "number"),
            DateTimeOffset.ParseExact(
                reader.GetAttribute("taken") ?? "", BackupXml.TimeFormat, CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal),
            NumberOf(reader, "db-position"), [], []);
        var (members, missing) = (new List<BackupMember>(), new List<MissingMember>());
        while (reader.Read() && reader.NodeType == XmlNodeType.Element)
        {
            if (reader.LocalName == "member")
            {
                members.Add(new BackupMember(reader.GetAttribute("name")!, NumberOf(reader, "size"), reader.GetAttribute("sha256")!));
            }
            else
            {
                missing.Add(new MissingMember(
                    VioUuid.Parse(reader.GetAttribute("uuid")), reader.GetAttribute("name")!, reader.GetAttribute("reason")!));
            }

            if (members.Count + missing.Count > limits.MemberCountMax)
            {
                throw new FormatException($"it names more than {limits.MemberCountMax} members");
            }
        }

        return members.DistinctBy(member => member.Name).Count() == members.Count
            ? header with { Members = members.ToValueList(), Missing = missing.ToValueList() }
            : throw new FormatException("it names a member twice");
    }

    private static long NumberOf(XmlReader reader, string name) =>
        long.Parse(reader.GetAttribute(name) ?? "", NumberStyles.None, CultureInfo.InvariantCulture);
}
