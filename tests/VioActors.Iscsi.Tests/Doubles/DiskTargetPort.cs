using VioActors.Scsi.Backend;
using VioActors.Scsi.DeviceServer;
using VioActors.Scsi.Luns;
using VioActors.Scsi.Transport;

namespace VioActors.Iscsi.Tests.Doubles;

/// <summary>A target with disks, open to every initiator unless told otherwise.</summary>
internal sealed class DiskTargetPort : ITargetPort
{
    private readonly Lock _gate = new();

    public DiskTargetPort(string name, params IReadOnlyList<(int Lun, IBlockBackend Backend)> disks)
    {
        Name = name;
        Disks = disks.ToDictionary(static d => d.Lun, d => new DiskDeviceServer(new LogicalUnitPorts
        {
            Identity = new LogicalUnitIdentity(LogicalUnitIdentity.LocallyAssigned((ulong)(0x1000 + d.Lun)), $"TEST-{d.Lun:d4}"),
            Port = new TargetPortIdentity(name, 1, 1),
            Backend = d.Backend,
            PortGroups = FixedTargetPortGroups.Single(1, 1),
            Locks = new BlockRangeLocks(),
        }));
        Luns = new FixedLunInventory([.. Disks.Keys.Order().Select(LunAddress.Encode)]);
    }

    public string Name { get; }

    public Dictionary<int, DiskDeviceServer> Disks { get; }

    public ILunInventory Luns { get; }

    public int QueueDepthMax { get; init; } = 128;

    /// <summary>Answers instead of the disks when it returns something.</summary>
    public Func<ScsiTask, ValueTask<ScsiResponse>?>? Hook { get; set; }

    /// <summary>A new nexus does not begin with the power-on unit attention.</summary>
    public bool StartsClean { get; init; }

    /// <summary>Refuses logins when set.</summary>
    public LoginRefusal Refusal { get; set; }

    /// <summary>Logins wait for it when set.</summary>
    public Task? LoginGate { get; set; }

    public List<DiskNexus> Nexuses { get; } = [];

    /// <summary>Nexuses that were open when the last one was made.</summary>
    public int OpenAtLogin { get; private set; }

    public List<DiskNexus> ClosedNexuses { get; } = [];

    public int OpenCount
    {
        get
        {
            lock (_gate)
            {
                return Nexuses.Count;
            }
        }
    }

    /// <summary>Lets go of those that are closed, and with them of their connections.</summary>
    public void ForgetClosed()
    {
        lock (_gate)
        {
            ClosedNexuses.Clear();
        }
    }

    /// <summary>Tells of every task in the order in which they come; they may begin in another one.</summary>
    public event Action<ScsiTask>? Submitted;

    /// <summary>Tells of every closed nexus.</summary>
    public event Action<DiskNexus>? NexusClosed;

    public async ValueTask<NexusLogin> LoginAsync(InitiatorPort initiator, INexusSink sink, CancellationToken cancellation)
    {
        if (LoginGate is { } gate)
        {
            await gate.WaitAsync(cancellation);
        }
        if (Refusal != LoginRefusal.None)
        {
            return new NexusLogin(null, Refusal, "refused by the test");
        }
        var nexus = new DiskNexus(this, initiator, sink);
        lock (_gate)
        {
            OpenAtLogin = Nexuses.Count;
            Nexuses.Add(nexus);
        }
        return new NexusLogin(nexus, LoginRefusal.None, "");
    }

    public NexusState Attach(int lun, NexusIdentity identity)
    {
        var state = new NexusState(identity, Luns);
        if (StartsClean)
        {
            state.UnitAttentions.TryTake(out _);
        }
        Disks[lun].Attach(state);
        return state;
    }

    public async ValueTask ResetAsync(ulong lunField, CancellationToken cancellation)
    {
        if (LunAddress.TryDecode(lunField, out var lun) && Disks.TryGetValue(lun, out var disk))
        {
            await disk.ResetAsync(cancellation);
        }
    }

    public void Take(ScsiTask task) => Submitted?.Invoke(task);

    public void Closed(DiskNexus nexus, Dictionary<int, NexusState> states)
    {
        lock (_gate)
        {
            Nexuses.Remove(nexus);
            ClosedNexuses.Add(nexus);
        }
        foreach (var (lun, state) in states)
        {
            _ = Disks[lun].DetachAsync(state, CancellationToken.None).AsTask();
        }
        NexusClosed?.Invoke(nexus);
    }
}
