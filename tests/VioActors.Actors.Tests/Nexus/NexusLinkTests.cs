using System.Buffers.Binary;
using Akka.Actor;
using Akka.TestKit;
using VioActors.Actors.Nexus;
using VioActors.Actors.Tests.Fixtures;
using VioActors.Domain.Backup;
using VioActors.Domain.Phyp.Nexus;
using VioActors.Domain.Values;
using VioActors.Scsi;
using VioActors.Scsi.Transport;

namespace VioActors.Actors.Tests.Nexus;

/// <summary>An I_T nexus whose two ends are in different processes; the test plays one of them, or what happens on the way.</summary>
public sealed class NexusLinkTests : Akka.TestKit.Xunit2.TestKit
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Sink _sink = new();
    private readonly TestProbe _other;

    public NexusLinkTests()
        : base(TestConfigurations.Actors) => _other = CreateTestProbe();

    [Fact]
    [Trait("Req", "SYS-6")]
    public async Task BytesGoBothWays_InTheOrderOfTheCommands()
    {
        var port = new ScriptedPort();
        var served = Sys.ActorOf(Props.Create(() => new Target(port)));
        var nexus = (await OpenAsync(served)).Nexus.Nexus!;
        var written = new byte[4096];
        Random.Shared.NextBytes(written);

        var write = Submit(nexus, 1, 0x8A, written, 0);
        var read = Submit(nexus, 2, 0x88, [], 4096);

        Assert.Equal(ScsiStatus.Good, (await write.Ended.WaitAsync(Patience)).Status);
        using var data = (await read.Ended.WaitAsync(Patience)).DataIn!;
        Assert.Equal(written, data.Span.ToArray());
        nexus.Close("test");
        await _sink.Lost.WaitAsync(Patience);
        AwaitCondition(() => port.CloseCount == 1);
    }

    [Fact]
    [Trait("Req", "NPV-7")]
    public async Task ANexusThatEndsBeforeItIsOpen_IsRefusedAtOnce()
    {
        var opening = OpenAsync(_other.Ref);
        _other.ExpectMsg<OpenNexus>();
        _other.Reply(new EndNexus("it was lost again"));
        var opened = (await opening).Nexus;
        Assert.Null(opened.Nexus);
        Assert.Equal("it was lost again", opened.Reason);
    }

    [Fact]
    [Trait("Req", "NPV-7")]
    public async Task AnAnswerThatIsLostOnTheWay_EndsTheNexus_AndNoCommandIsAnsweredTwice()
    {
        var nexus = await OpenAtProbeAsync();
        var (first, second) = (Submit(nexus, 1, 0x88, [], 512), Submit(nexus, 2, 0x88, [], 512));
        _other.FishForMessage<NexusCommand>(command => command.Number == 1);
        _other.FishForMessage<NexusCommand>(command => command.Number == 2);

        _other.Reply(Answer(2, 2));

        await first.Abandoned.WaitAsync(Patience);
        await second.Abandoned.WaitAsync(Patience);
        Assert.Contains("lost on the way", await _sink.Lost.WaitAsync(Patience), StringComparison.Ordinal);
        _other.FishForMessage<EndNexus>(_ => true);

        // Who is late is not left without an end.
        await Submit(nexus, 3, 0x88, [], 512).Abandoned.WaitAsync(Patience);
    }

    [Fact]
    [Trait("Req", "NPV-7")]
    public async Task TheLastAnswerThatIsLost_IsMissedAtTheNextComparison()
    {
        var nexus = await OpenAtProbeAsync();
        var task = Submit(nexus, 1, 0x88, [], 512);
        _other.FishForMessage<CheckNexus>(check => check.Commands == 1);

        _other.Reply(new NexusChecked(1));

        await task.Abandoned.WaitAsync(Patience);
        Assert.Contains("1 of its answers", await _sink.Lost.WaitAsync(Patience), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Req", "NPV-7")]
    public async Task TheEndOfTheOtherProcess_EndsTheNexus()
    {
        var nexus = await OpenAtProbeAsync();
        var task = Submit(nexus, 1, 0x88, [], 512);
        _other.FishForMessage<NexusCommand>(_ => true);

        Sys.Stop(_other.Ref);

        await task.Abandoned.WaitAsync(Patience);
        Assert.Equal("its target is gone", await _sink.Lost.WaitAsync(Patience));
    }

    [Fact]
    public async Task ARefusal_IsTold_AndSoIsSilence()
    {
        var asked = OpenAsync(_other.Ref);
        _other.ExpectMsg<OpenNexus>();
        _other.Reply(new NexusOpened(false, 0, (int)LoginRefusal.NotAuthorized, "not for you", null));
        Assert.Equal((LoginRefusal.NotAuthorized, "not for you"), ((await asked).Nexus.Refusal, (await asked).Nexus.Reason));

        var silent = await OpenAsync(_other.Ref, TimeSpan.FromMilliseconds(10));
        Assert.Equal(LoginRefusal.ServiceUnavailable, silent.Nexus.Refusal);
    }

    [Theory]
    [InlineData(2, 16, 0)]
    [InlineData(1, 5, 0)]
    [InlineData(1, 16, 4_000_000)]
    [Trait("Req", "SYS-6")]
    public void CommandsThatComeAfterAGap_OrBreakTheLimits_ReachNoDisk(int number, int cdbBytes, int dataIn)
    {
        var port = new ScriptedPort();
        var target = Sys.ActorOf(Props.Create(() => new Target(port)));
        target.Tell(new OpenNexus(new SlotNumber(2), "initiator", "test", false, []), _other.Ref);
        _other.ExpectMsg<NexusOpened>(opened => opened.IsOpen);
        var served = _other.LastSender;

        served.Tell(
            new NexusCommand(number, 0, 1, (int)TaskAttribute.Simple, new FileBytes(new byte[cdbBytes]), new FileBytes([]), dataIn),
            _other.Ref);

        _other.ExpectMsg<EndNexus>();
        AwaitCondition(() => port.CloseCount == 1);
        Assert.Equal(0, port.CommandCount);
    }

    [Fact]
    [Trait("Req", "NPV-6")]
    [Trait("Req", "NPV-7")]
    public void ANexusThatIsLostWhileItsDisksAreLookedAt_IsRefusedAtOnce()
    {
        var looking = new TaskCompletionSource<ServedLogin>();
        Sys.ActorOf(ServedNexusActor.Props(_other, sink =>
        {
            sink.NexusLost("the mapping changed");
            return looking.Task;
        }));

        var refused = _other.ExpectMsg<NexusOpened>();
        Assert.Equal((false, "the mapping changed"), (refused.IsOpen, refused.Reason));
    }

    private static NexusAnswer Answer(long number, uint tag) =>
        new(number, tag, false, (int)ScsiStatus.Good, new FileBytes([]), false, new FileBytes([]), 0);

    private static TestTask Submit(ITargetNexus nexus, uint tag, byte operation, byte[] dataOut, int dataIn)
    {
        // READ(16) or WRITE(16) of the first blocks.
        var cdb = new byte[16];
        cdb[0] = operation;
        BinaryPrimitives.WriteInt32BigEndian(cdb.AsSpan(10), Math.Max(dataOut.Length, dataIn) / 512);
        var task = new TestTask(dataOut)
        {
            LunField = 0,
            Tag = tag,
            Attribute = TaskAttribute.Simple,
            Cdb = cdb,
            DataOutSizeBytes = dataOut.Length,
            DataInSizeBytes = dataIn,
        };
        nexus.Submit(task);
        return task;
    }

    private async Task<ITargetNexus> OpenAtProbeAsync()
    {
        var asked = OpenAsync(_other.Ref);
        _other.ExpectMsg<OpenNexus>();
        _other.Reply(new NexusOpened(true, 8, 0, "", null));
        return (await asked).Nexus.Nexus!;
    }

    private Task<LinkOpened> OpenAsync(IActorRef target, TimeSpan? limit = null) =>
        Sys.ActorOf(Props.Create(() => new NexusLinksActor())).Ask<LinkOpened>(
            new OpenLink(target, new OpenNexus(new SlotNumber(2), "initiator", "test", false, []), _sink, limit ?? Patience), Patience);

    /// <summary>What a VIOS does for a hypervisor in another process.</summary>
    private sealed class Target : ReceiveActor
    {
        public Target(ScriptedPort port) => Receive<OpenNexus>(open => Context.ActorOf(ServedNexusActor.Props(
            Sender, async sink => new ServedLogin(
                await port.LoginAsync(new InitiatorPort(open.Initiator, 0, open.Address), sink, CancellationToken.None), null))));
    }

    private sealed class Sink : INexusSink
    {
        private readonly TaskCompletionSource<string> _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<string> Lost => _lost.Task;

        public void NexusLost(string reason) => _lost.SetResult(reason);
    }

    private sealed class TestTask(byte[] dataOut) : ScsiTask
    {
        private readonly TaskCompletionSource<ScsiResponse> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _abandoned = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<ScsiResponse> Ended => _ended.Task;

        public Task Abandoned => _abandoned.Task;

        public override ValueTask<TransferBuffer> ReceiveDataOutAsync(int sizeBytes, CancellationToken cancellation) =>
            new(TransferBuffer.CopyOf(dataOut.AsSpan(0, sizeBytes)));

        public override void Complete(ScsiResponse response) => _ended.SetResult(response);

        public override void Abandon() => _abandoned.SetResult();
    }
}
