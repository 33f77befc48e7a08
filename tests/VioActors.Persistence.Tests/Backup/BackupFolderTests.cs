using VioActors.Domain.Backup;
using VioActors.Domain.Tests.Devices;
using VioActors.Persistence.Backup;

namespace VioActors.Persistence.Tests.Backup;

public sealed class BackupFolderTests : IDisposable
{
    private readonly DirectoryInfo _place = Directory.CreateTempSubdirectory("vio-backups-");

    [Fact]
    public void A_file_is_there_whole_and_listed_by_number()
    {
        var folder = new BackupFolder(_place.FullName);
        folder.Save(Name(10), stream => stream.Write([1, 2, 3]));
        folder.Save(Name(9), stream => stream.Write([4]));

        Assert.Equal([(9L, 1L), (10L, 3L)], folder.List().Select(file => (file.Name.Number, file.SizeBytes)));
        using (var stream = folder.Open(Name(10)))
        {
            Assert.Equal(1, stream.ReadByte());
        }

        folder.Delete(Name(10));
        folder.Delete(Name(10));
        Assert.False(folder.Has(Name(10)));
    }

    [Fact]
    public void A_write_that_fails_leaves_what_was_there()
    {
        var folder = new BackupFolder(_place.FullName);
        folder.Save(Name(1), stream => stream.Write([1]));

        Assert.Throws<IOException>(() => folder.Save(Name(1), stream =>
        {
            stream.Write([9, 9]);
            throw new IOException("the disk is full");
        }));

        Assert.Equal(1, Assert.Single(folder.List()).SizeBytes);
        Assert.Single(_place.GetFiles());
    }

    [Fact]
    public void What_a_crash_left_is_dropped_and_other_files_stay()
    {
        var folder = new BackupFolder(_place.FullName);
        File.WriteAllText(Path.Combine(_place.FullName, $"{Name(1)}.part"), "half");
        File.WriteAllText(Path.Combine(_place.FullName, $"{BackupFileName.OfVios("other", RandomConfiguration.Drc, 1)}.part"), "half");
        File.WriteAllText(Path.Combine(_place.FullName, "readme.txt"), "not ours");

        folder.DropUnfinished(name => name.Label == "viosbr");

        Assert.Empty(folder.List());
        Assert.Equal(2, _place.GetFiles().Length);
    }

    public void Dispose() => _place.Delete(recursive: true);

    private static BackupFileName Name(int number) => BackupFileName.OfVios("viosbr", RandomConfiguration.Drc, number);
}
