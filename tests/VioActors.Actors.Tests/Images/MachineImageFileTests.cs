using VioActors.Actors.Images.Machines;
using VioActors.Actors.Lpar.Qemu;
using VioActors.Domain.Phyp.Machines;
using VioActors.Domain.Values;

namespace VioActors.Actors.Tests.Images;

/// <summary>What is read of an image's files, and of the host's kernel, is not trusted.</summary>
[Trait("Req", "OSI-8")]
public sealed class MachineImageFileTests : IDisposable
{
    private static readonly LuUdid Image = LuUdid.From(new Guid(1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1));
    private static readonly LuUdid Source = LuUdid.From(new Guid(1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2));
    private static readonly QemuMachine Machine = new(new PartitionId(5), 1, 2, "/boot/vmlinuz", "", "quiet", ["-no-reboot"], []);

    private readonly QemuSettings _settings = new(
        "qemu", QemuAcceleration.Tcg, [], Directory.CreateTempSubdirectory("vioactors-image-").FullName, 0, TimeSpan.FromMinutes(1),
        TimeSpan.FromMinutes(1));

    public void Dispose() => Directory.Delete(_settings.RunDirectory, recursive: true);

    [Fact]
    public void What_was_written_is_read_when_it_is_whole_and_until_then_it_is_known_what_it_was_made_of()
    {
        var folder = Write();
        Assert.Equal((true, false, Source), (folder.IsPart, folder.IsWhole, folder.ReadSource()));
        Assert.Contains("not on this machine", Assert.Throws<IOException>(folder.Read).Message, StringComparison.Ordinal);

        folder.Complete();

        var found = Assert.Single(MachineImageFolder.List(_settings));
        Assert.Equal((Image, true), (found.Image, found.IsWhole));
        Assert.True(found.Read().Fits(Machine));
        found.Delete();
        Assert.Empty(MachineImageFolder.List(_settings));
    }

    [Theory]
    [InlineData("state")]
    [InlineData("memory")]
    [InlineData("description")]
    public void What_is_not_as_it_was_written_is_refused(string damaged)
    {
        var folder = Write();
        folder.Complete();
        var state = File.ReadAllBytes(folder.State);
        if (damaged == "state")
            File.WriteAllBytes(folder.State, [.. state.Skip(1), 0xFF]);
        else if (damaged == "memory")
            File.WriteAllBytes(folder.Memory, new byte[4096]);
        else
            File.WriteAllText(Path.Combine(Path.GetDirectoryName(folder.State)!, "description.json"), "{\"MemoryMebibytes\":1}");

        Assert.Throws<IOException>(folder.Read);
    }

    [Fact]
    public void Of_a_process_the_pages_of_an_image_alone_are_counted()
    {
        string[] lines =
        [
            "7f0000000000-7f0000100000 rw-p 00000000 08:01 12 /run/images/1/machine-memory", "Rss: 500 kB", "Shared_Clean: 100 kB",
            "Shared_Dirty: 28 kB", "Private_Clean: 4 kB", "Private_Dirty: 8 kB", "VmFlags: rd wr mr",
            "7f0000200000-7f0000300000 rw-p 00000000 00:00 0 [heap]", "Shared_Clean: 4000 kB", "Private_Dirty: 4000 kB",
        ];

        Assert.Equal(new MachineMemoryFigures(128 << 10, 12 << 10), MachineMemoryFigures.Parse(lines));
        Assert.Null(MachineMemoryFigures.Parse(lines.Skip(7)));
    }

    private MachineImageFolder Write()
    {
        var folder = new MachineImageFolder(_settings, Image);
        folder.Begin(Source);
        File.WriteAllBytes(folder.Memory, new byte[1 << 20]);
        File.WriteAllBytes(folder.State, [1, 2, 3, 4, 5, 6, 7, 8, 9]);
        folder.Write(MachineImageDescription.Of(Machine, folder.State));
        return folder;
    }
}
