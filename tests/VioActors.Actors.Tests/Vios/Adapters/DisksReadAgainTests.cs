using Akka.Actor;
using VioActors.Actors.Tests.Fixtures;
using VioActors.Actors.Vios.Adapters;
using VioActors.Actors.Vios.LogicalUnits.Unit;
using VioActors.Scenarios.Tests.Initiators;
using VioActors.Scsi.Backend;
using VioActors.Scsi.DeviceServer;
using VioActors.Scsi.Luns;
using VioActors.Scsi.ModePages;
using VioActors.Scsi.Transport;

namespace VioActors.Actors.Tests.Vios.Adapters;

/// <summary>The devices of an adapter are read again for many reasons; initiators hear of a change, and only of a change.</summary>
[Trait("Req", "IO-1")]
public sealed class DisksReadAgainTests : Akka.TestKit.Xunit2.TestKit
{
    private const int Depth = 4;
    private static readonly TestSense Good = default;
    private static readonly TestSense LunsChanged = new(0x06, 0x3F, 0x0E);
    private readonly NexusLife _life = new();
    private uint _tag;

    public DisksReadAgainTests()
        : base(TestConfigurations.Actors)
    {
    }

    [Fact]
    public async Task Disks_that_are_as_they_were_raise_nothing_and_others_raise_REPORTED_LUNS_DATA_HAS_CHANGED_once()
    {
        var (one, two) = (new ServedDisk(1), new ServedDisk(2));
        var initiator = new InitiatorPort("iqn.2026-11.test:initiator", 0, "test");
        var (life, disks) = (_life, new DiskSet([one]));
        var vsa = Sys.ActorOf(Props.Create(() => new VsaActor(initiator, new DeafSink(), life, disks, 1, Depth)));
        var nexus = new VsaNexus(vsa, _life, Depth);
        Assert.Equal(new TestSense(0x06, 0x29, 0x00), await SenseAsync(nexus, 1));
        Assert.Equal(Good, await SenseAsync(nexus, 1));

        for (var reading = 0; reading < 3; reading++)
        {
            vsa.Tell(new DisksReplaced(new DiskSet([one])));
            Assert.Equal(Good, await SenseAsync(nexus, 1));
        }

        vsa.Tell(new DisksReplaced(new DiskSet([one, two])));
        Assert.Equal(LunsChanged, await SenseAsync(nexus, 1));
        Assert.Equal(Good, await SenseAsync(nexus, 1));
        vsa.Tell(new DisksReplaced(new DiskSet([two, one])));
        Assert.Equal(Good, await SenseAsync(nexus, 1));
        vsa.Tell(new DisksReplaced(new DiskSet([one])));
        Assert.Equal(LunsChanged, await SenseAsync(nexus, 1));
        Assert.Equal(Good, await SenseAsync(nexus, 1));
    }

    private async Task<TestSense> SenseAsync(VsaNexus nexus, int lun)
    {
        var task = new TestTask(default)
        {
            LunField = LunAddress.Encode(lun),
            Tag = ++_tag,
            Attribute = TaskAttribute.Simple,
            Cdb = TestInitiator.TestUnitReady,
            DataOutSizeBytes = 0,
            DataInSizeBytes = 0,
        };
        nexus.Submit(task);
        return (await task.Ended).Sense;
    }

    private sealed class DeafSink : INexusSink
    {
        public void NexusLost(string reason)
        {
        }
    }

    private sealed class ServedDisk(int lun) : IServedDisk
    {
        public int Lun => lun;

        public bool IsGone => false;

        public DiskDeviceServer Server { get; } = new(new LogicalUnitPorts
        {
            Identity = new LogicalUnitIdentity(LogicalUnitIdentity.LocallyAssigned((ulong)lun), $"DISK-{lun}"),
            Port = new TargetPortIdentity("iqn.2026-11.test:disk", 1, 1),
            Backend = new NoBytes(),
            PortGroups = new OneGroup(),
            Modes = new LocalModeParameters(new ModeParameters()),
        });

        public void Add(IUnitTasks tasks)
        {
        }

        public void Remove(IUnitTasks tasks)
        {
        }
    }

    private sealed class OneGroup : ITargetPortGroups
    {
        public TargetPortGroupsView Current { get; } =
            new([new TargetPortGroup(1, AsymmetricAccessState.ActiveOptimized, true, AccessStatusCode.None, [1])], 1);
    }

    private sealed class NoBytes : IBlockBackend
    {
        public int BlockSizeBytes => 512;

        public long BlockCount => 8;

        public bool IsThin => false;

        public bool IsReadOnly => false;

        public int OptimalGranularityBlocks => 8;

        public ValueTask<BackendResult> ReadAsync(long lba, Memory<byte> destination, CancellationToken cancellation) =>
            new(BackendResult.MediumReadError);

        public ValueTask<BackendResult> WriteAsync(
            long lba, ReadOnlyMemory<byte> source, bool forceUnitAccess, CancellationToken cancellation) =>
            new(BackendResult.MediumWriteError);

        public ValueTask<BackendResult> FlushAsync(CancellationToken cancellation) => new(BackendResult.Ok);
    }
}
