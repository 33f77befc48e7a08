using System.Diagnostics;
using Microsoft.Data.Sqlite;
using VioActors.Domain.LogicalUnits;
using VioActors.Scenarios.Tests.Fixtures;
using VioActors.Scenarios.Tests.Initiators;
using VioActors.Scsi;
using static VioActors.Scenarios.Tests.Fixtures.PbmCommands;

namespace VioActors.Scenarios.Tests.Storage;

/// <summary>The database cannot write in the middle of an allocation: it stands still, or its disk is full.</summary>
[Trait("Req", "STO-6")]
public sealed class JournalScenarios
{
    private const int Chunk = DevRig.ChunkSizeBytes;
    private const int Piece = 4 * Chunk;

    [Fact]
    [Trait("Req", "STO-2")]
    public async Task Given_AllocationsUnderWay_When_TheDatabaseStandsStill_Then_MappedIoGoesOnAndTheyEndByThemselves()
    {
        await using var rig = await DevRig.StartAsync("vio-actors.lpar.enabled = off");
        var (client, lun) = await rig.LoginAsync("vios1", "lu1");
        Assert.Equal(ScsiStatus.Good, (await client.WriteAsync(lun, 0, TestInitiator.Pattern(1, Chunk))).Status);
        var mapped = (await rig.AskAsync<LuFound>(new GetLu(await rig.LuAsync("lu1")))).MappedChunks;

        TestTask[] first;
        await using (var database = new SqliteConnection($"Data Source={DatabaseOf(rig)}"))
        {
            await database.OpenAsync();
            await ExecuteAsync(database, "BEGIN IMMEDIATE");
            first = [.. Enumerable.Range(1, 8).Select(chunk => client.Send(
                lun, TestInitiator.Transfer(0x8A, (long)chunk * 4 * Chunk, Chunk), TestInitiator.Pattern(chunk, Chunk)))];
            await Task.WhenAll(first.Select(task => task.DataRequested));
            for (var round = 0; round < 32; round++)
            {
                Assert.Equal(ScsiStatus.Good, (await client.WriteAsync(lun, 0, TestInitiator.Pattern(100 + round, Chunk))).Status);
                Assert.Equal(TestInitiator.Pattern(100 + round, Chunk), await client.ReadAsync(lun, 0, Chunk));
            }

            foreach (var ended in first.Where(task => task.HasEnded))
                Assert.NotEqual(ScsiStatus.Good, (await ended.Ended).Status);
            await ExecuteAsync(database, "ROLLBACK");
        }

        for (var chunk = 1; chunk <= first.Length; chunk++)
        {
            if ((await first[chunk - 1].Ended).Status != ScsiStatus.Good)
            {
                await Eventually.ReachAsync(
                    "a write that was refused is repeated",
                    () => client.WriteAsync(lun, (long)chunk * 4 * Chunk, TestInitiator.Pattern(chunk, Chunk)),
                    outcome => outcome.Status == ScsiStatus.Good);
            }
        }

        var (other, otherLun) = await rig.LoginAsync("vios2", "lu1");
        for (var chunk = 1; chunk <= first.Length; chunk++)
            Assert.Equal(TestInitiator.Pattern(chunk, Chunk), await other.ReadAsync(otherLun, (long)chunk * 4 * Chunk, Chunk));
        Assert.Equal(TestInitiator.Pattern(131, Chunk), await other.ReadAsync(otherLun, 0, Chunk));
        Assert.True((await rig.AskAsync<LuFound>(new GetLu(await rig.LuAsync("lu1")))).MappedChunks >= mapped + first.Length);
        await using var pbm = await ConnectAsync(rig);
        await CommandScenarios.AssertSoundAsync(pbm);
    }

    [SmallDiskFact]
    [Trait("Req", "STO-9")]
    public async Task Given_VolumesOnADiskThatIsFull_Then_WritesAreRefusedAsFullAndGoOnWithSpaceAndNothingIsLost()
    {
        using var disks = new SmallDisks(folderMebibytes: null, volumesMebibytes: 12);
        var ballast = Path.Combine(disks.Volumes, "ballast");
        await File.WriteAllBytesAsync(ballast, new byte[4 << 20]);
        var rig = await DevRig.StartInAsync(disks.Folder, LargeUnit);
        await using var running = rig.System;
        var (client, lun) = await rig.LoginAsync("vios1", "lu1");
        var written = 0;
        TaskOutcome refused;
        while ((refused = await WriteAsync(client, lun, written)).Status == ScsiStatus.Good)
            written++;
        Assert.Equal((ScsiStatus.CheckCondition, new TestSense(7, 0x27, 7)), (refused.Status, refused.Sense));
        Assert.InRange(written, 8, 48);
        for (var piece = 0; piece < written; piece++)
            Assert.Equal(TestInitiator.Pattern(piece, Piece), await client.ReadAsync(lun, (long)piece * Piece, Piece));

        File.Delete(ballast);
        for (var more = 0; more < 4; more++, written++)
        {
            await Eventually.ReachAsync(
                "writes go on", () => WriteAsync(client, lun, written), outcome => outcome.Status == ScsiStatus.Good);
        }

        var (other, otherLun) = await rig.LoginAsync("vios2", "lu1");
        for (var piece = 0; piece < written; piece++)
            Assert.Equal(TestInitiator.Pattern(piece, Piece), await other.ReadAsync(otherLun, (long)piece * Piece, Piece));
        await using var pbm = await ConnectAsync(rig);
        await CommandScenarios.AssertSoundAsync(pbm);
    }

    [SmallDiskFact]
    [Trait("Req", "STO-9")]
    public async Task Given_ADatabaseOnADiskThatIsFull_Then_MappedIoGoesOnAndAllocationsDoWithSpaceAndNothingIsLost()
    {
        using var disks = new SmallDisks(folderMebibytes: 16, volumesMebibytes: 40);
        var ballast = Path.Combine(disks.Folder, "ballast");
        var rig = await DevRig.StartInAsync(disks.Folder, LargeUnit);
        await using var running = rig.System;
        var (client, lun) = await rig.LoginAsync("vios1", "lu1");
        Assert.Equal(ScsiStatus.Good, (await WriteAsync(client, lun, 0)).Status);
        Fill(ballast);
        const int Count = 8;
        var first = Enumerable.Range(1, Count).Select(piece => client.Send(
            lun, TestInitiator.Transfer(0x8A, (long)piece * Piece, Piece), TestInitiator.Pattern(piece, Piece))).ToList();
        await Task.WhenAll(first.Select(task => task.DataRequested));
        for (var round = 0; round < 32; round++)
        {
            Assert.Equal(ScsiStatus.Good, (await client.WriteAsync(lun, 0, TestInitiator.Pattern(100 + round, Piece))).Status);
            Assert.Equal(TestInitiator.Pattern(100 + round, Piece), await client.ReadAsync(lun, 0, Piece));
        }

        File.Delete(ballast);
        for (var piece = 1; piece <= Count; piece++)
        {
            await Eventually.ReachAsync(
                "a write that was refused is repeated", () => WriteAsync(client, lun, piece),
                outcome => outcome.Status == ScsiStatus.Good);
        }

        await Task.WhenAll(first.Select(task => task.Ended));
        var (other, otherLun) = await rig.LoginAsync("vios2", "lu1");
        for (var piece = 1; piece <= Count; piece++)
            Assert.Equal(TestInitiator.Pattern(piece, Piece), await other.ReadAsync(otherLun, (long)piece * Piece, Piece));
        Assert.Equal(TestInitiator.Pattern(131, Piece), await other.ReadAsync(otherLun, 0, Piece));
        await using var pbm = await ConnectAsync(rig);
        await CommandScenarios.AssertSoundAsync(pbm);
    }

    private static string[] LargeUnit { get; } =
    [
        "vio-actors.lpar.enabled = off",
        "vio-actors.logical-units = [{ name = lu1, size = 28MiB, client = client1 }]",
    ];

    private static Task<TaskOutcome> WriteAsync(TestInitiator client, int lun, int piece) =>
        client.WriteAsync(lun, (long)piece * Piece, TestInitiator.Pattern(piece, Piece));

    /// <summary>Takes all the space that there is.</summary>
    private static void Fill(string path)
    {
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
        var (bytes, length) = (new byte[64 << 10], 64 << 10);
        while (length >= 512)
        {
            try
            {
                file.Write(bytes, 0, length);
            }
            catch (IOException)
            {
                length /= 2;
            }
        }
    }

    private static string DatabaseOf(DevRig rig) => Path.Combine(rig.System.Settings.DataDirectory, "vios-db.sqlite");

    private static async Task ExecuteAsync(SqliteConnection database, string text)
    {
        await using var command = database.CreateCommand();
        command.CommandText = text;
        await command.ExecuteNonQueryAsync();
    }

    private static bool Mount(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    /// <summary>A folder and its folder of volumes, each on a small disk of its own, or on the usual one.</summary>
    private sealed class SmallDisks : IDisposable
    {
        private readonly bool _folderIsMounted;

        public SmallDisks(int? folderMebibytes, int volumesMebibytes)
        {
            _folderIsMounted = folderMebibytes is not null;
            if (folderMebibytes is { } size)
                Assert.True(Mount("mount", "-t", "tmpfs", "-o", $"size={size}m", "tmpfs", Folder));
            Directory.CreateDirectory(Volumes);
            Assert.True(Mount("mount", "-t", "tmpfs", "-o", $"size={volumesMebibytes}m", "tmpfs", Volumes));
        }

        public string Folder { get; } = Directory.CreateTempSubdirectory("vio-scenario-").FullName;

        public string Volumes => Path.Combine(Folder, "pvs");

        public void Dispose()
        {
            Mount("umount", "-l", Volumes);
            if (_folderIsMounted)
                Mount("umount", "-l", Folder);
            Directory.Delete(Folder, recursive: true);
        }
    }

    /// <summary>Needs to mount a file system of its own.</summary>
    private sealed class SmallDiskFactAttribute : FactAttribute
    {
        public SmallDiskFactAttribute()
        {
            var probe = Directory.CreateTempSubdirectory("vio-mount-").FullName;
            var isMounted = Mount("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", probe);
            Skip = isMounted ? null : "It needs the right to mount a file system.";
            if (isMounted)
                Mount("umount", probe);
            Directory.Delete(probe);
        }
    }
}
