using VioActors.Iscsi.Portal;
using VioActors.Iscsi.Tests.Initiator;
using VioActors.Scsi;

namespace VioActors.Iscsi.Tests.Portal;

/// <summary>
/// The ways in which a portal moves bytes: a thread for each connection, which looks for what comes or sleeps at once, and the thread pool.
/// </summary>
public class WireTests
{
    private const int SizeBytes = 4 * 1024 * 1024;
    private const int Blocks = SizeBytes / 512;

    [Theory]
    [InlineData(true, 50)]
    [InlineData(true, 0)]
    [InlineData(false, 0)]
    [Trait("Req", "IO-3")]
    public async Task Large_and_small_transfers_arrive_whole(bool threadPerConnection, int pollMicroseconds)
    {
        await using var portal = new TestPortal(
            new IscsiPortalOptions
            {
                ThreadPerConnection = threadPerConnection,
                PollTime = TimeSpan.FromMicroseconds(pollMicroseconds),
            });
        using var initiator = await TestInitiator.LoginAsync(portal, "MaxRecvDataSegmentLength=262144", "InitialR2T=No");
        var data = new byte[SizeBytes];
        new Random(7).NextBytes(data);

        Assert.Equal(ScsiStatus.Good, (await initiator.WriteAsync(Cdb.Write10(0, Blocks), data, 4096, segment: 65536)).Status);

        Assert.Equal(data, (await initiator.ReadAsync(Cdb.Read10(0, Blocks), SizeBytes)).Data);
        Assert.Equal(data[..512], (await initiator.ReadAsync(Cdb.Read10(0, 1), 512)).Data);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_the_peer_takes_slowly_is_sent_to_its_end(bool threadPerConnection)
    {
        await using var portal = new TestPortal(
            new IscsiPortalOptions { ThreadPerConnection = threadPerConnection, SocketBufferBytes = 16 * 1024 });
        using var initiator = await TestInitiator.LoginAsync(portal, "MaxRecvDataSegmentLength=65536");
        var data = new byte[SizeBytes];
        new Random(8).NextBytes(data);
        data.CopyTo(portal.Disk.Bytes);

        // Asked for before anything is read: far more than the buffers between the two take.
        var tags = Enumerable.Range(0, 3).Select(_ => initiator.NextTag()).ToList();
        foreach (var tag in tags)
        {
            await initiator.Wire.SendAsync(initiator.Command(tag, Cdb.Read10(0, Blocks), SizeBytes, read: true));
        }

        foreach (var tag in tags)
        {
            Assert.Equal(data, (await initiator.FinishAsync(tag, new byte[SizeBytes], [])).Data);
        }
    }
}
