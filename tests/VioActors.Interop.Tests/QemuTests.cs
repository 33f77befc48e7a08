using System.Security.Cryptography;
using VioActors.Interop.Tests.Processes;

namespace VioActors.Interop.Tests;

/// <summary>QEMU's block layer as the initiator (libiscsi): what a stranger's first steps are.</summary>
public sealed class QemuTests(DevSystem system) : IClassFixture<DevSystem>
{
    [Fact]
    [Trait("Req", "STO-6")]
    [Trait("Req", "IO-3")]
    public async Task A_file_system_image_written_through_one_VIOS_reads_back_equal_through_the_other()
    {
        using var folder = new TemporaryFolder();
        var image = folder.File("fs.img");
        await MakeFileSystemImageAsync(folder, image, sizeMebibytes: 96);
        var (throughA, throughB) = (system.Vio.Url("lu1", "vios1"), system.Vio.Url("lu1", "vios2"));

        (await Tool.RunAsync("qemu-img", "convert", "-n", "-f", "raw", "-O", "raw", image, throughA)).MustSucceed();

        var back = folder.File("back.img");
        string[] copy = ["dd", "-f", "raw", "-O", "raw", "bs=1M", "count=96", $"if={throughB}", $"of={back}"];
        (await Tool.RunAsync("qemu-img", copy)).MustSucceed();
        Assert.Equal(await HashAsync(image), await HashAsync(back));
        (await Tool.RunAsync("e2fsck", "-f", "-n", back)).MustSucceed();
    }

    [Theory]
    [InlineData("vios1")]
    [InlineData("vios2")]
    public async Task The_virtual_size_is_the_size_of_the_LU(string vios)
    {
        var result = (await Tool.RunAsync("qemu-img", "info", "-f", "raw", system.Vio.Url("lu2", vios))).MustSucceed();

        Assert.Contains("virtual size: 10 GiB (10737418240 bytes)", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Req", "STO-6")]
    public async Task The_whole_LU_compares_identical_through_both_VIOSes()
    {
        var (throughA, throughB) = (system.Vio.Url("lu2", "vios1"), system.Vio.Url("lu2", "vios2"));
        (await Tool.RunAsync("qemu-io", "-f", "raw", "-c", "write -P 0x19 10200M 2M", throughB)).MustSucceed();

        var result = (await Tool.RunAsync("qemu-img", "compare", "-f", "raw", "-F", "raw", throughA, throughB)).MustSucceed();

        Assert.Contains("Images are identical.", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Odd_offsets_and_sizes_keep_their_patterns()
    {
        var url = system.Vio.Url("lu2", "vios1");
        string[] commands =
        [
            "-c", "write -P 0x5a 0 512", "-c", "write -P 0xa5 1048064 1024", "-c", "write -P 0x3c 4095M 3M", "-c", "flush",
            "-c", "read -P 0x5a 0 512", "-c", "read -P 0xa5 1048064 1024", "-c", "read -P 0x3c 4095M 3M",
            "-c", "read -P 0 512 4096", "-c", "read -P 0 2G 1M",
        ];

        var result = (await Tool.RunAsync("qemu-io", ["-f", "raw", .. commands, url])).MustSucceed();

        Assert.DoesNotContain("Pattern verification failed", result.Output, StringComparison.Ordinal);
        Assert.Equal(5, result.Output.Split("read ").Length - 1);
    }

    [Fact]
    public async Task Reading_past_the_end_is_refused_and_the_session_goes_on()
    {
        var url = system.Vio.Url("lu2", "vios2");

        var result = await Tool.RunAsync("qemu-io", "-f", "raw", "-c", "read 10G 512", "-c", "read -P 0 9G 64k", url);

        Assert.Contains("read failed", result.Output, StringComparison.Ordinal);
        Assert.Contains("read 65536/65536 bytes", result.Output, StringComparison.Ordinal);
    }

    private static async Task MakeFileSystemImageAsync(TemporaryFolder folder, string image, int sizeMebibytes)
    {
        var content = Directory.CreateDirectory(folder.File("content")).FullName;
        var random = new Random(20261121);
        for (var index = 0; index < 40; index++)
        {
            var bytes = new byte[random.Next(1, 1 << 20)];
            random.NextBytes(bytes);
            await File.WriteAllBytesAsync(Path.Combine(content, $"file{index}"), bytes);
        }

        (await Tool.RunAsync("mkfs.ext4", "-q", "-d", content, image, $"{sizeMebibytes}M")).MustSucceed();
    }

    private static async Task<string> HashAsync(string file)
    {
        await using var stream = File.OpenRead(file);
        return Convert.ToHexString(await SHA256.HashDataAsync(stream));
    }
}
