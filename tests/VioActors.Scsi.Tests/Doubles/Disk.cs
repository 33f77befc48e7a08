using VioActors.Scsi.DeviceServer;
using VioActors.Scsi.Luns;
using VioActors.Scsi.ModePages;
using VioActors.Scsi.Transport;

namespace VioActors.Scsi.Tests.Doubles;

/// <summary>A disk on memory with one nexus whose power-on attention is gone, and as many others as asked for.</summary>
internal sealed class Disk
{
    private uint _tag;

    public Disk(MemoryBackend? backend = null, Func<LogicalUnitPorts, LogicalUnitPorts>? with = null)
    {
        Backend = backend ?? new MemoryBackend();
        var ports = new LogicalUnitPorts
        {
            Identity = Identity,
            Port = new TargetPortIdentity("iqn.2025-01.org.example:disk", 1, 7),
            Backend = Backend,
            PortGroups = Groups,
            Modes = new LocalModeParameters(new ModeParameters()),
            Locks = new BlockRangeLocks(),
        };
        Server = new DiskDeviceServer(with?.Invoke(ports) ?? ports);
        Nexus = Login("iqn.1993-08.org.debian:01:first");
    }

    public static LogicalUnitIdentity Identity { get; } =
        new(LogicalUnitIdentity.LocallyAssigned(0x0123_4567_89AB_CDEF), "SERIAL-0001");

    public static ILunInventory Luns { get; } = new FixedLunInventory(LunAddress.Encode(0), LunAddress.Encode(300));

    public MemoryBackend Backend { get; }

    public SwitchablePortGroups Groups { get; } = new();

    public DiskDeviceServer Server { get; }

    public NexusState Nexus { get; }

    public NexusState Login(string initiator, bool clearAttention = true)
    {
        var nexus = new NexusState(new NexusIdentity(initiator, 0x800000000001, 1), Luns);
        Server.Attach(nexus);
        if (clearAttention)
        {
            Assert.True(nexus.UnitAttentions.TryTake(out _));
        }

        return nexus;
    }

    public Task<Reply> Send(string cdb, byte[]? dataOut = null, long dataIn = 1 << 24, NexusState? nexus = null) =>
        Send(Hex.Bytes(cdb), dataOut, dataIn, nexus);

    public async Task<Reply> Send(
        byte[] cdb, byte[]? dataOut = null, long dataIn = 1 << 24, NexusState? nexus = null, CancellationToken cancellation = default)
    {
        var task = new FakeTask(dataOut ?? [])
        {
            LunField = 0,
            Tag = ++_tag,
            Attribute = TaskAttribute.Simple,
            Cdb = cdb,
            DataOutSizeBytes = dataOut?.Length ?? 0,
            DataInSizeBytes = dataIn,
        };
        return Reply.Of(await Server.ExecuteAsync(task, nexus ?? Nexus, cancellation));
    }

    public async Task<string> Outcome(string cdb, byte[]? dataOut = null, NexusState? nexus = null) =>
        (await Send(cdb, dataOut, nexus: nexus)).Outcome;
}

/// <summary>Groups of which a test sets the own one's state.</summary>
internal sealed class SwitchablePortGroups : ITargetPortGroups
{
    public AsymmetricAccessState Own { get; set; }

    public TargetPortGroupsView Current => new(
        [
            new TargetPortGroup(7, Own, true, AccessStatusCode.Implicit, [1]),
            new TargetPortGroup(8, AsymmetricAccessState.ActiveNonOptimized, false, AccessStatusCode.None, [2, 3]),
        ],
        15);
}

/// <summary>Hexadecimal text with spaces.</summary>
internal static class Hex
{
    public static byte[] Bytes(string text) => Convert.FromHexString(text.Replace(" ", "", StringComparison.Ordinal));

    public static string Text(ReadOnlySpan<byte> bytes) => Convert.ToHexString(bytes);

    /// <summary>A recognisable pattern.</summary>
    public static byte[] Pattern(int sizeBytes, byte seed)
    {
        var bytes = new byte[sizeBytes];
        for (var i = 0; i < sizeBytes; i++)
        {
            bytes[i] = (byte)(seed + (i * 7) + (i >> 8));
        }

        return bytes;
    }
}
