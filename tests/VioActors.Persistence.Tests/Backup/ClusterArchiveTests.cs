using System.IO.Compression;
using System.Text;
using VioActors.Domain.Backup;
using VioActors.Domain.Devices;
using VioActors.Domain.Tests.Devices;
using VioActors.Domain.Values;
using VioActors.Persistence.Backup;
using VioActors.Persistence.Wire;

namespace VioActors.Persistence.Tests.Backup;

public class ClusterArchiveTests
{
    private static readonly ClusterKey Key = new(Enumerable.Range(0, 32).Select(number => (byte)number).ToArray());
    private static readonly VioUuid[] Vioses = [new(new Guid(1, 1, 0, new byte[8])), new(new Guid(2, 1, 0, new byte[8]))];
    private static readonly DbRow[] Rows = [.. Enumerable.Range(1, 5).Select(number => RowOf("devices-x", number))];
    private static readonly byte[] Good = Write(Key);

    [Fact]
    [Trait("Req", "CBR-1")]
    public void One_file_holds_every_VIOS_the_DB_and_who_is_missing()
    {
        using var archive = Open(Good);

        Assert.Equal(Vioses, archive.Vioses);
        Assert.Equal((7L, "vios3"), (archive.Manifest.DbPosition, Assert.Single(archive.Manifest.Missing).Name));
        Assert.Equal(
            DocumentOf(Vioses[1]), ViosArchive.Read(archive.ReadVios(Vioses[1]).Memory, BackupLimits.Default, Key));
        Assert.Equal(Rows.Select(Text), archive.ReadDatabase().Select(Text));
        Assert.Throws<ArgumentException>(() => archive.ReadVios(new VioUuid(new Guid(9, 1, 0, new byte[8]))));
    }

    [Fact]
    public void The_same_content_gives_the_same_file() => Assert.Equal(Good, Write(Key));

    [Fact]
    [Trait("Req", "CBR-5")]
    public void Every_truncated_file_is_refused()
    {
        for (var length = 0; length < Good.Length; length += 101)
        {
            Assert.Throws<BackupFormatException>(() => ReadAll(Good[..length]));
        }
    }

    [Fact]
    [Trait("Req", "CBR-5")]
    public void A_file_with_any_byte_changed_is_refused_or_the_same()
    {
        var random = new Random(5);
        for (var step = 0; step < 300; step++)
        {
            var changed = (byte[])Good.Clone();
            changed[random.Next(changed.Length)] ^= (byte)(1 << random.Next(8));
            try
            {
                ReadAll(changed);
            }
            catch (BackupFormatException refused)
            {
                Assert.NotEmpty(refused.Message);
            }
        }
    }

    [Fact]
    [Trait("Req", "CBR-5")]
    public void The_file_of_another_cluster_is_refused() =>
        Assert.Contains("another cluster", Refused(Write(new ClusterKey(new byte[32]))), StringComparison.Ordinal);

    public static TheoryData<string> Changes => ["slip", "swap", "extra", "lacking", "twice", "bomb", "replaced"];

    [Theory]
    [Trait("Req", "CBR-5")]
    [MemberData(nameof(Changes))]
    public void Members_that_are_not_those_that_were_signed_are_refused(string how)
    {
        var members = Members();
        var (first, second) = (ClusterArchiveWriter.NameOf(Vioses[0]), ClusterArchiveWriter.NameOf(Vioses[1]));
        switch (how)
        {
            case "slip":
                members.Add(("../../etc/passwd", [1]));
                break;
            case "swap":
                var bytes = members.ToDictionary(member => member.Name, member => member.Content);
                members = [.. members.Select(member =>
                    (member.Name, bytes[member.Name == first ? second : member.Name == second ? first : member.Name]))];
                break;
            case "extra":
                members.Add(("nodes/readme.txt", [1]));
                break;
            case "lacking":
                members.RemoveAll(member => member.Name == second);
                break;
            case "twice":
                members.Add(members[0]);
                break;
            case "bomb":
                members = [.. members.Select(member => member.Name == first ? (member.Name, new byte[64 << 20]) : member)];
                break;
            default:
                members = [.. members.Select(member => member.Name == "db/journal.gz" ? (member.Name, member.Content[..^3]) : member)];
                break;
        }

        Refused(Pack(members));
    }

    [Fact]
    [Trait("Req", "CBR-5")]
    public void A_directory_with_too_many_members_is_refused_before_it_is_read()
    {
        var members = Enumerable.Range(0, 40).Select(number => ($"m{number}", new byte[1])).ToList();

        Assert.Contains("too many members", Assert.Throws<BackupFormatException>(() => ClusterArchive.Open(
            new MemoryStream(Pack(members)), BackupLimits.Default with { MemberCountMax = 10 }, Key)).Message, StringComparison.Ordinal);
    }

    public static TheoryData<string> Copies => ["gap", "unknown", "long", "cut", "bomb"];

    [Theory]
    [Trait("Req", "CBR-5")]
    [MemberData(nameof(Copies))]
    public void A_copy_of_the_DB_that_is_none_is_refused(string how)
    {
        using var bytes = new MemoryStream();
        DbCopy.Write(bytes, how switch
        {
            "gap" => [Rows[0], Rows[2]],
            "unknown" => [Rows[0] with { Manifest = "devices.Newer.9" }],
            _ => Rows,
        });
        var limits = how == "bomb" ? BackupLimits.Default with { DatabaseBytesMax = 100 } : BackupLimits.Default;
        var copy = how switch
        {
            "cut" => bytes.ToArray()[..^20],
            "long" => Compress([0xFF, 0xFF, 0xFF, 0xFF, 0x7F]),
            _ => bytes.ToArray(),
        };

        Assert.Throws<BackupFormatException>(() => DbCopy.Read(new MemoryStream(copy), limits).ToList());
    }

    private static DbRow RowOf(string aggregate, int number) => new(
        aggregate, number, 1000 + number, "devices.DeviceAdded.1", DomainSerializer.SerializerId,
        DomainCodec.Encode(new DeviceAdded(Device.Of(DeviceKind.VolumeGroup, $"vg{number}", null, ""))));

    private static BackupDocument DocumentOf(VioUuid vios)
    {
        var document = new RandomConfiguration(1).Make(1);
        return document with { Header = document.Header with { Vios = vios, DbPosition = 7, Number = 0 } };
    }

    private static byte[] Write(ClusterKey key)
    {
        using var bytes = new MemoryStream();
        using (var writer = new ClusterArchiveWriter(bytes, key))
        {
            foreach (var vios in Vioses)
            {
                writer.AddVios(vios, ViosArchive.Write(DocumentOf(vios), key));
            }

            writer.AddMissing(new MissingMember(new VioUuid(new Guid(3, 1, 0, new byte[8])), "vios3", "it is down"));
            writer.AddDatabase(Rows);
            writer.Complete(ClusterName.Parse("dev"), 1, new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), 7);
        }

        return bytes.ToArray();
    }

    private static ClusterArchive Open(byte[] file) => ClusterArchive.Open(new MemoryStream(file), BackupLimits.Default, Key);

    private static string Refused(byte[] file) => Assert.Throws<BackupFormatException>(() => ReadAll(file)).Message;

    private static void ReadAll(byte[] file)
    {
        using var archive = Open(file);
        foreach (var vios in archive.Vioses)
        {
            archive.ReadVios(vios);
        }

        Assert.Equal(Rows.Length, archive.ReadDatabase().Count());
    }

    private static List<(string Name, byte[] Content)> Members()
    {
        using var zip = new ZipArchive(new MemoryStream(Good), ZipArchiveMode.Read);
        return [.. zip.Entries.Select(entry =>
        {
            using var content = new MemoryStream();
            using var stream = entry.Open();
            stream.CopyTo(content);
            return (entry.FullName, content.ToArray());
        })];
    }

    private static byte[] Pack(List<(string Name, byte[] Content)> members)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in members)
            {
                using var stream = zip.CreateEntry(name, CompressionLevel.Fastest).Open();
                stream.Write(content);
            }
        }

        return bytes.ToArray();
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

    private static string Text(DbRow row) =>
        $"{row.PersistenceId} {row.SequenceNr} {row.Created} {row.Manifest} {row.Serializer} {Encoding.Latin1.GetString(row.Payload)}";
}
