using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using VioActors.Domain.Backup;
using VioActors.Domain.Tests.Devices;
using VioActors.Persistence.Backup;

namespace VioActors.Persistence.Tests.Backup;

/// <summary>What a restore must never believe (CBR-5).</summary>
public class HostileFileTests
{
    private static readonly ClusterKey Key = new(Enumerable.Range(0, 32).Select(number => (byte)number).ToArray());
    private static readonly ClusterKey OtherKey = new(new byte[32]);
    private static readonly BackupDocument Document = new RandomConfiguration(1).Make(2);
    private static readonly byte[] Good = ViosArchive.Write(Document, Key);

    [Fact]
    public void Every_truncated_file_is_refused()
    {
        for (var length = 0; length < Good.Length; length += 37)
        {
            Refused(Good[..length]);
        }
    }

    [Fact]
    public void A_file_with_any_byte_changed_is_refused_or_the_same()
    {
        var random = new Random(3);
        for (var step = 0; step < 300; step++)
        {
            var changed = (byte[])Good.Clone();
            changed[random.Next(changed.Length)] ^= (byte)(1 << random.Next(8));
            try
            {
                // A flag or time in the gzip header changes nothing of the content.
                Assert.Equal(Document, ViosArchive.Read(changed, BackupLimits.Default, Key));
            }
            catch (BackupFormatException refused)
            {
                Assert.NotEmpty(refused.Message);
            }
        }
    }

    [Fact]
    public void The_file_of_another_cluster_is_refused_and_says_so() =>
        Assert.Contains("another cluster", Refused(ViosArchive.Write(Document, OtherKey)), StringComparison.Ordinal);

    [Fact]
    public void A_changed_configuration_is_recognised() => Assert.Contains(
        "not the one that was signed",
        Refused(Repack(name => name, (name, bytes) => name == "vios.xml" ? Replace(bytes, "vhost0", "vhost1") : bytes)),
        StringComparison.Ordinal);

    [Fact]
    public void A_changed_manifest_is_recognised() => Assert.Contains(
        "signature does not fit",
        Refused(Repack(name => name, (name, bytes) => name == "manifest.xml" ? Replace(bytes, "cluster=\"dev\"", "cluster=\"prd\"")
            : bytes)),
        StringComparison.Ordinal);

    [Fact]
    public void Members_of_two_files_cannot_be_swapped()
    {
        var other = Members(ViosArchive.Write(new RandomConfiguration(2).Make(2), Key));

        Assert.Contains(
            "not the one that was signed",
            Refused(Repack(name => name, (name, bytes) => name == "vios.xml" ? other["vios.xml"] : bytes)),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("/etc/passwd")]
    [InlineData("vios.xml/../x")]
    [InlineData("surprise.xml")]
    public void A_member_that_does_not_belong_there_is_refused(string name) => Assert.Contains(
        "does not belong there", Refused(Repack(old => old == "vios.xml" ? name : old, (_, bytes) => bytes)), StringComparison.Ordinal);

    [Fact]
    public void A_further_member_is_refused()
    {
        var members = Members(Good);
        members["zzz.xml"] = [1, 2, 3];

        Refused(Pack(members));
    }

    [Fact]
    public void Links_and_devices_are_refused()
    {
        using var file = new MemoryStream();
        using (var gzip = new GZipStream(file, CompressionLevel.Fastest, leaveOpen: true))
        using (var tar = new TarWriter(gzip, TarEntryFormat.Ustar))
        {
            tar.WriteEntry(new UstarTarEntry(TarEntryType.SymbolicLink, "manifest.xml") { LinkName = "/etc/passwd" });
        }

        Assert.Contains("no plain file", Refused(file.ToArray()), StringComparison.Ordinal);
    }

    [Fact]
    public void The_file_is_an_archive_that_other_programs_read() =>
        Assert.Equal(["manifest.sig", "manifest.xml", "vios.xml"], Members(Good).Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void A_bomb_ends_at_the_limit()
    {
        using var file = new MemoryStream();
        using (var gzip = new GZipStream(file, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            // A header that is good, and then zeroes without end.
            gzip.Write(Plain(Good).AsSpan(0, 512));
            for (var megabytes = 0; megabytes < 64; megabytes++)
            {
                gzip.Write(new byte[1 << 20]);
            }
        }

        Assert.InRange(file.Length, 1, 200_000);
        var limits = BackupLimits.Default with { DocumentBytesMax = 1 << 20, ManifestBytesMax = 1 << 10 };
        Refused(file.ToArray(), limits);
    }

    [Fact]
    public void A_header_that_promises_too_much_is_refused_before_anything_is_kept()
    {
        var plain = Plain(Good);
        Encoding.ASCII.GetBytes("77777777777").CopyTo(plain.AsSpan(124));
        var sum = Enumerable.Range(0, 512).Sum(index => index is >= 148 and < 156 ? ' ' : plain[index]);
        Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0')).CopyTo(plain.AsSpan(148));

        Assert.Contains("the limit is", Refused(Compress(plain)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<!DOCTYPE vios [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>", "vios", "DTD")]
    [InlineData("<!DOCTYPE vios [<!ENTITY a \"aaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>", "vios", "DTD")]
    [InlineData("", "vios xmlns=\"urn:someone:else\"", "")]
    [InlineData("", "cluster xmlns=\"urn:vioactors:viosbr:1\"", "")]
    public void XML_with_entities_or_of_another_namespace_is_refused(string prolog, string root, string reason)
    {
        var xml = $"<?xml version=\"1.0\"?>{prolog}<{root}></{root.Split(' ')[0]}>";

        Assert.Contains(reason, RefusedXml(xml), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("kind=\"vscsi-adapter\"", "kind=\"toaster\"")]
    [InlineData("kind=\"vscsi-adapter\"", "kind=\"disk\"")]
    [InlineData("name=\"vhost0\"", "name=\"../vhost0\"")]
    [InlineData("name=\"vhost1\"", "name=\"vhost0\"")]
    [InlineData("parent=\"vhost0\"", "parent=\"vhost77\"")]
    [InlineData("name=\"slot\" value=\"10\"", "name=\"slot\" value=\"70000\"")]
    [InlineData("name=\"slot\" value=\"10\"", "name=\"slat\" value=\"10\"")]
    [InlineData("name=\"slot\" value=\"10\"", "name=\"slot\"")]
    [InlineData("name=\"slot\" value=\"10\"", "name=\"lun\" value=\"10\"")]
    [InlineData("<hardware>", "<hardware xmlns:x=\"urn:x\" x:y=\"1\">")]
    [InlineData("uuid=\"", "uuid=\"x")]
    [InlineData("version=\"1\"", "version=\"2\"")]
    [InlineData("<mappings>", "<mappings><mappings/>")]
    public void XML_that_breaks_the_schema_or_the_rules_of_a_device_is_refused(string old, string changed)
    {
        using var bytes = new MemoryStream();
        BackupXml.Write(bytes, Document, Key);
        var xml = Encoding.UTF8.GetString(bytes.ToArray());
        Assert.Contains(old, xml, StringComparison.Ordinal);

        RefusedXml(xml.Replace(old, changed, StringComparison.Ordinal));
    }

    [Fact]
    public void XML_that_is_too_long_is_refused()
    {
        using var bytes = new MemoryStream();
        BackupXml.Write(bytes, Document, Key);
        bytes.Position = 0;

        Assert.Throws<BackupFormatException>(() =>
            BackupXmlReader.Read(bytes, BackupLimits.Default with { DocumentBytesMax = 2000 }, Key));
    }

    [Fact]
    public void A_secret_of_another_device_is_refused()
    {
        using var bytes = new MemoryStream();
        BackupXml.Write(bytes, ViosArchiveTests.WithSecret("hidden"), Key);
        var xml = Encoding.UTF8.GetString(bytes.ToArray()).Replace("\"iscsi0\"", "\"iscsi1\"", StringComparison.Ordinal);

        Assert.Contains("not encrypted for it", RefusedXml(xml), StringComparison.Ordinal);
    }

    private static string RefusedXml(string xml) => Assert.Throws<BackupFormatException>(() =>
        BackupXmlReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(xml)), BackupLimits.Default, Key)).Message;

    private static string Refused(byte[] file, BackupLimits? limits = null) =>
        Assert.Throws<BackupFormatException>(() => ViosArchive.Read(file, limits ?? BackupLimits.Default, Key)).Message;

    private static byte[] Repack(Func<string, string> rename, Func<string, byte[], byte[]> change) =>
        Pack(Members(Good).ToDictionary(member => rename(member.Key), member => change(member.Key, member.Value)));

    private static byte[] Replace(byte[] bytes, string old, string changed) =>
        Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(bytes).Replace(old, changed, StringComparison.Ordinal));

    private static byte[] Pack(Dictionary<string, byte[]> members)
    {
        using var file = new MemoryStream();
        using (var gzip = new GZipStream(file, CompressionLevel.Fastest, leaveOpen: true))
        using (var tar = new TarWriter(gzip, TarEntryFormat.Ustar))
        {
            foreach (var (name, bytes) in members)
            {
                tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(bytes) });
            }
        }

        return file.ToArray();
    }

    private static Dictionary<string, byte[]> Members(byte[] file)
    {
        var members = new Dictionary<string, byte[]>();
        using var tar = new TarReader(new GZipStream(new MemoryStream(file), CompressionMode.Decompress));
        while (tar.GetNextEntry() is { } entry)
        {
            using var bytes = new MemoryStream();
            entry.DataStream?.CopyTo(bytes);
            members[entry.Name] = bytes.ToArray();
        }

        return members;
    }

    private static byte[] Plain(byte[] file)
    {
        using var plain = new MemoryStream();
        using var gzip = new GZipStream(new MemoryStream(file), CompressionMode.Decompress);
        gzip.CopyTo(plain);
        return plain.ToArray();
    }

    private static byte[] Compress(byte[] plain)
    {
        using var file = new MemoryStream();
        using (var gzip = new GZipStream(file, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(plain);
        }

        return file.ToArray();
    }
}
