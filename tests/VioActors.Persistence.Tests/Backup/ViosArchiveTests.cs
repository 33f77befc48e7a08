using System.Xml;
using System.Xml.Schema;
using VioActors.Domain.Backup;
using VioActors.Domain.Devices;
using VioActors.Domain.Tests.Devices;
using VioActors.Persistence.Backup;

namespace VioActors.Persistence.Tests.Backup;

public class ViosArchiveTests
{
    private static readonly ClusterKey Key = new(Enumerable.Range(0, 32).Select(number => (byte)number).ToArray());

    [Theory]
    [Trait("Req", "BR-3")]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    [InlineData(3, 12)]
    [InlineData(4, 40)]
    public void A_configuration_comes_back_as_it_was(int seed, int size)
    {
        var document = new RandomConfiguration(seed).Make(size);
        Assert.Null(document.FindFault());

        var file = ViosArchive.Write(document, Key);
        var back = ViosArchive.Read(file, BackupLimits.Default, Key);

        Assert.Equal(document, back);
        Assert.Equal(file, ViosArchive.Write(back, Key));
    }

    [Fact]
    public void The_XML_has_the_published_schema_and_every_kind_is_in_it()
    {
        var schemas = new XmlSchemaSet();
        schemas.Add(BackupXml.Namespace, SchemaPath());
        var bytes = new MemoryStream();
        BackupXml.Write(bytes, new RandomConfiguration(5).Make(3), Key);
        bytes.Position = 0;
        var settings = new XmlReaderSettings { ValidationType = ValidationType.Schema, Schemas = schemas };
        settings.ValidationEventHandler += (_, problem) => Assert.Fail(problem.Message);

        using var reader = XmlReader.Create(bytes, settings);
        while (reader.Read())
        {
        }

        var schema = File.ReadAllText(SchemaPath());
        Assert.All(DeviceCatalog.All, rule => Assert.Contains($"\"{rule.Token}\"", schema, StringComparison.Ordinal));
        Assert.Equal(DeviceCatalog.All.Count, schema.Split("<xs:enumeration").Length - 2);
    }

    [Fact]
    [Trait("Req", "BR-3")]
    public void No_secret_is_in_the_clear()
    {
        var document = WithSecret("correct horse battery staple");

        using var sealedXml = new MemoryStream();
        BackupXml.Write(sealedXml, document, Key);
        using var shownXml = new MemoryStream();
        BackupXml.Write(shownXml, document, key: null);

        foreach (var xml in new[] { sealedXml, shownXml })
        {
            Assert.DoesNotContain("battery", System.Text.Encoding.UTF8.GetString(xml.ToArray()), StringComparison.Ordinal);
        }

        Assert.Equal(document, ViosArchive.Read(ViosArchive.Write(document, Key), BackupLimits.Default, Key));
    }

    [Fact]
    public void A_secret_opens_at_its_own_place_only()
    {
        var text = Key.Seal("secret", "vios/iscsi0/chap_secret");

        Assert.Equal("secret", Key.Open(text, "vios/iscsi0/chap_secret"));
        Assert.Null(Key.Open(text, "vios/iscsi1/chap_secret"));
        Assert.Null(new ClusterKey(new byte[32]).Open(text, "vios/iscsi0/chap_secret"));
        Assert.Null(Key.Open(text[..8], "vios/iscsi0/chap_secret"));
        Assert.Null(Key.Open("no base64!", "vios/iscsi0/chap_secret"));
        Assert.Equal(text, Key.Seal("secret", "vios/iscsi0/chap_secret"));
    }

    [Fact]
    public void What_differs_between_two_backups_of_one_configuration_is_listed_and_nothing_else()
    {
        var document = new RandomConfiguration(6).Make(2);
        var later = new BackupDocument(
            document.Header with { Number = 77, TakenUtc = document.Header.TakenUtc.AddDays(1), DbPosition = 9 },
            [.. document.Devices.Select(device => device.Kind == DeviceKind.StoragePath ? device.With([new("state", "down")]) : device)]);

        Assert.NotEqual(document, later);
        Assert.Equal(document.WithoutMomentary(), later.WithoutMomentary());
        var other = later.Devices[0].With([new("num_cmd_elems", "4096")]);
        Assert.NotEqual(
            document.WithoutMomentary(), new BackupDocument(later.Header, [other, .. later.Devices.Skip(1)]).WithoutMomentary());
    }

    [Fact]
    public void The_key_file_is_made_once_and_only_its_owner_reads_it()
    {
        var folder = Directory.CreateTempSubdirectory("vio-key-");
        var path = Path.Combine(folder.FullName, "backup.key");
        using var random = System.Security.Cryptography.RandomNumberGenerator.Create();

        var made = ClusterKeyFile.LoadOrCreate(path, random);

        Assert.Equal(made.Id, ClusterKeyFile.LoadOrCreate(path, random).Id);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        }

        File.WriteAllBytes(path, [1, 2, 3]);
        Assert.Contains("copy the file", Assert.Throws<IOException>(() =>
            ClusterKeyFile.LoadOrCreate(path, random)).Message, StringComparison.Ordinal);
        folder.Delete(recursive: true);
    }

    internal static BackupDocument WithSecret(string secret)
    {
        var document = new RandomConfiguration(7).Make(1);
        return new BackupDocument(
            document.Header,
            [.. document.Devices.Select(device =>
                device.Kind == DeviceKind.IscsiController ? device.With([new("chap_secret", secret)]) : device)]);
    }

    private static string SchemaPath([System.Runtime.CompilerServices.CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "docs", "viosbr-1.xsd");
}
