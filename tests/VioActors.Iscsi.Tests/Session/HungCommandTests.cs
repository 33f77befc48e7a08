using VioActors.Iscsi.Portal;
using VioActors.Iscsi.Tests.Doubles;
using VioActors.Iscsi.Tests.Initiator;
using VioActors.Scsi;
using VioActors.Scsi.Transport;

namespace VioActors.Iscsi.Tests.Session;

/// <summary>A command whose I/O hangs in the kernel, in the thread of its connection, holds nothing but itself.</summary>
[Trait("Req", "RED-2")]
public class HungCommandTests
{
    private const int Block = 512;
    private const int First = 64;
    private static readonly TimeSpan Limit = new IscsiPortalOptions().HungThreadLimit;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_connection_goes_on_with_others_and_the_hung_one_is_answered_once_when_it_is_let_go(bool isWrite)
    {
        await using var portal = new TestPortal(TestPortal.Patient);
        using var hanging = new HangingBlocks(portal.Disk, First);
        using var initiator = await TestInitiator.LoginAsync(portal);
        var data = Pattern(1);
        Pattern(2).CopyTo(portal.Disk.Bytes[(First * Block)..]);

        var hung = await HangAsync(initiator, First, isWrite, data);
        await hanging.Hangs(First);
        await ServesAsync(portal, initiator);
        hanging.LetGo();
        var end = await initiator.FinishAsync(hung, new byte[Block], []);

        Assert.Equal(ScsiStatus.Good, end.Status);
        Assert.Equal(isWrite ? data : Pattern(2), isWrite ? portal.Disk.Bytes.Slice(First * Block, Block).ToArray() : end.Data);
        await initiator.PingAsync([]); // Nothing else came between.
        Assert.Equal(0, Assert.Single(portal.Portal.Sessions).LiveTasks);
    }

    [Fact]
    public async Task As_many_as_hang_each_hold_themselves()
    {
        await using var portal = new TestPortal(TestPortal.Patient);
        using var hanging = new HangingBlocks(portal.Disk, First);
        using var initiator = await TestInitiator.LoginAsync(portal);
        var hung = new List<uint>();
        for (var number = 0; number < 4; number++)
        {
            Pattern(number).CopyTo(portal.Disk.Bytes[((First + number) * Block)..]);
            hung.Add(await HangAsync(initiator, First + number, isWrite: false, []));
        }

        // Sent together: those behind the first go over to whoever carries the connection next.
        for (var number = 0; number < hung.Count; number++)
        {
            var hangs = hanging.Hangs(First + number);
            await portal.AdvanceUntilAsync(() => hangs.IsCompleted, Limit);
        }

        await ServesAsync(portal, initiator);
        hanging.LetGo();
        var answers = new Dictionary<uint, byte[]>();
        while (answers.Count < hung.Count)
        {
            var pdu = await initiator.Wire.ReceiveAsync();
            answers.Add(pdu.Tag, pdu.Data);
        }

        Assert.All(hung.Index(), one => Assert.Equal(Pattern(one.Index), answers[one.Item]));
        await initiator.PingAsync([]);
        Assert.Equal(0, Assert.Single(portal.Portal.Sessions).LiveTasks);
    }

    [Fact]
    public async Task A_connection_that_ends_meanwhile_is_gone_and_the_hung_command_ends_without_an_answer()
    {
        await using var portal = new TestPortal(TestPortal.Patient);
        using var hanging = new HangingBlocks(portal.Disk, First);
        var closed = portal.NextClosed();
        using (var initiator = await TestInitiator.LoginAsync(portal))
        {
            await HangAsync(initiator, First, isWrite: true, Pattern(1));
            await hanging.Hangs(First);
            await ServesAsync(portal, initiator);
        }

        await portal.AdvanceUntilAsync(() => closed.IsCompleted && portal.Portal.ConnectionCount == 0, Limit);
        hanging.LetGo();
        using var next = await TestInitiator.LoginAsync(portal);
        Assert.Equal(ScsiStatus.Good, (await next.ReadAsync(Cdb.Read10(0, 1), Block)).Status);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("Req", "IO-3")]
    public async Task Who_has_closed_a_connection_and_comes_back_finds_its_former_nexus_gone(bool isLetGo)
    {
        await using var portal = new TestPortal(TestPortal.Patient);
        using var hanging = new HangingBlocks(portal.Disk, First);
        using var former = await TestInitiator.LoginAsync(portal);
        await HangAsync(former, First, isWrite: false, []);
        await hanging.Hangs(First);
        await former.Wire.CloseSendingAsync();
        portal.Directory.ChapSought = () =>
        {
            if (isLetGo)
                hanging.LetGo();
        };

        // The thread that would receive the end of the first connection hangs: another one takes its place, or it is not waited for.
        var coming = TestInitiator.TryLoginAsync(portal, portal.TargetName, [], isid: 0x400001370002);
        if (!isLetGo)
            await portal.AdvanceUntilAsync(() => coming.IsCompleted, TimeSpan.FromSeconds(1));
        using var next = (await coming).Initiator;

        Assert.Equal(ScsiStatus.Good, (await next.ReadAsync(Cdb.Read10(0, 1), Block)).Status);
        if (isLetGo)
            Assert.Equal(0, portal.Target.OpenAtLogin);
    }

    private static byte[] Pattern(int seed)
    {
        var bytes = new byte[Block];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private static async Task<uint> HangAsync(TestInitiator initiator, int block, bool isWrite, byte[] data)
    {
        var tag = initiator.NextTag();
        var cdb = isWrite ? Cdb.Write10((uint)block, 1) : Cdb.Read10((uint)block, 1);
        await initiator.Wire.SendAsync(initiator.Command(tag, cdb, Block, read: !isWrite, write: isWrite));
        if (isWrite)
        {
            var demand = Demand.Of(await initiator.Wire.ReceiveAsync());
            await initiator.SendDataAsync(tag, demand.Tag, data, 0, Block, Block);
        }

        return tag;
    }

    /// <summary>Reads, writes, pings and task management are answered, in the time of the portal's clock.</summary>
    private static async Task ServesAsync(TestPortal portal, TestInitiator initiator)
    {
        var served = ServeAsync();
        await portal.AdvanceUntilAsync(() => served.IsCompleted, Limit);
        await served;

        async Task ServeAsync()
        {
            var data = Pattern(9);
            Assert.Equal(ScsiStatus.Good, (await initiator.WriteAsync(Cdb.Write10(1, 1), data)).Status);
            Assert.Equal(data, (await initiator.ReadAsync(Cdb.Read10(1, 1), Block)).Data);
            Assert.Equal(data, (await initiator.PingAsync(data)).Data);
            Assert.Equal(
                TaskManagementResponse.TaskDoesNotExist, await initiator.ManageAsync(TaskManagementFunction.AbortTask, 0x7777));
        }
    }
}
