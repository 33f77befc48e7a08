using System.Diagnostics;
using VioActors.Storage.Values;
using VioActors.Storage.Volumes;

namespace VioActors.Storage.Tests.Volumes;

/// <summary>The file system under a volume is full: what was answered stays, and it goes on when there is room again.</summary>
[Trait("Req", "STO-10")]
public sealed class FullDiskTests : IDisposable
{
    private const int ChunkBytes = 64 * 1024;
    private readonly TempFolder _folder = new();

    public void Dispose()
    {
        Mount("umount", _folder.File("disk"));
        _folder.Dispose();
    }

    [SmallDiskTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Writes_are_answered_as_no_space_and_go_on_when_there_is_some(bool durable)
    {
        var disk = Directory.CreateDirectory(_folder.File("disk")).FullName;
        Assert.True(Mount("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", disk));
        var ballast = Path.Combine(disk, "ballast");
        await File.WriteAllBytesAsync(ballast, new byte[1 << 20]);
        using var volume = FilePhysicalVolume.Create(
            Path.Combine(disk, "pv"), new PvId(Guid.NewGuid()), new PoolId(Guid.NewGuid()), ChunkSize.FromBytes(ChunkBytes), 64).Require();

        var written = 0;
        VolumeResult result;
        while ((result = await volume.WriteAsync((long)written * ChunkBytes, Pattern(written), durable, default)).IsOk)
            written++;

        Assert.Equal(VolumeStatus.NoSpace, result.Status);
        Assert.InRange(written, 1, 63);
        await CompareAsync(volume, written);
        Assert.True((await volume.ProbeAsync(default)).IsOk);
        File.Delete(ballast);
        for (var more = 0; more < 4; more++, written++)
            Assert.True((await volume.WriteAsync((long)written * ChunkBytes, Pattern(written), durable, default)).IsOk);
        Assert.True((await volume.FlushAsync(default)).IsOk);
        await CompareAsync(volume, written);
    }

    private static async Task CompareAsync(FilePhysicalVolume volume, int count)
    {
        var read = new byte[ChunkBytes];
        for (var chunk = 0; chunk < count; chunk++)
        {
            Assert.True((await volume.ReadAsync((long)chunk * ChunkBytes, read, default)).IsOk);
            Assert.True(Pattern(chunk).AsSpan().SequenceEqual(read), $"Chunk {chunk} is another one.");
        }
    }

    private static byte[] Pattern(int seed)
    {
        var bytes = new byte[ChunkBytes];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private static bool Mount(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    /// <summary>Needs to mount a small file system; counted as skipped, with the reason, where that is not possible.</summary>
    private sealed class SmallDiskTheoryAttribute : TheoryAttribute
    {
        private static readonly Lazy<string?> Problem = new(FindProblem);

        public SmallDiskTheoryAttribute() => Skip = Problem.Value;

        private static string? FindProblem()
        {
            var probe = Directory.CreateTempSubdirectory("vio-mount-").FullName;
            try
            {
                return Mount("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", probe) && Mount("umount", probe)
                    ? null
                    : "A file system cannot be mounted here.";
            }
            finally
            {
                Directory.Delete(probe);
            }
        }
    }
}
