using Akka.Actor;
using VioActors.Actors.Cec;
using VioActors.Actors.Lpar;
using VioActors.Actors.Settings;
using VioActors.Actors.Vios;
using VioActors.Actors.Vios.Adapters;
using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits;
using VioActors.Domain.Phyp;
using VioActors.Domain.Pool;
using VioActors.Domain.Values;
using VioActors.Domain.Vios;
using VioActors.Node.Cli;
using VioActors.Node.Configuration;
using VioActors.Node.Dev;
using VioActors.Scenarios.Tests.Initiators;
using VioActors.Scsi.Transport;

namespace VioActors.Scenarios.Tests.Fixtures;

/// <summary>A whole dev system on a folder of its own, which can be stopped and started again on the same data.</summary>
public sealed class DevRig : IAsyncDisposable
{
    public const int ChunkSizeBytes = 64 * 1024;

    private static readonly string[] Small =
    [
        "vio-actors.iscsi.port-first = 0",
        "petabridge.cmd.port = 0",
        "vio-actors.management.api.port = 0",
        "vio-actors.pool.chunk-size = 64KiB",
        "vio-actors.pool.physical-volumes = [{ name = pv1, size = 16MiB }, { name = pv2, size = 16MiB }]",
        "vio-actors.logical-units = [{ name = lu1, size = 4MiB, client = client1 }, { name = lu2, size = 4MiB, client = client2 }]",
        "vio-actors.lpar.size = 1MiB",
        "vio-actors.lpar.rate = 0",
        "vio-actors.lpar.working-set-blocks = 64",
        "vio-actors.storage-path.probe-interval = 10ms",
        // A VIOS that is slow to answer on a busy host would count as failed, and its clients be frozen.
        "vio-actors.phyp.heartbeat-misses-max = 10000",
        "akka.loglevel = ERROR",
        "akka.stdout-loglevel = ERROR",
    ];

    private readonly string[] _settings;

    private DevRig(string folder, string[] settings) => (Folder, _settings) = (folder, settings);

    public string Folder { get; }

    public DevSystem System { get; private set; } = null!;

    public IActorRef Db => System.ViosDb;

    public PoolName Pool => PoolName.Parse(System.Settings.Pool.Name);

    public static Task<DevRig> StartAsync(params string[] settings) =>
        StartInAsync(Directory.CreateTempSubdirectory("vio-scenario-").FullName, settings);

    /// <param name="folder">There already; it is deleted in the end.</param>
    /// <param name="settings">Beside the small ones.</param>
    public static async Task<DevRig> StartInAsync(string folder, params string[] settings)
    {
        var rig = new DevRig(folder, settings);
        rig.System = await rig.BootAsync();
        return rig;
    }

    /// <summary>Starts another system on the same folder.</summary>
    public Task<DevSystem> BootAsync()
    {
        var config = NodeConfiguration.Load(new SettingsOverrides([], [.. Small, .. _settings], Folder),
            new Dictionary<string, string>());
        return DevSystem.StartAsync(config, DevEnvironment.Real(VioActorsSettings.Read(config)), CancellationToken.None);
    }

    /// <summary>Stops everything in order and starts it again on the same data.</summary>
    public async Task RestartAsync()
    {
        await System.DisposeAsync();
        System = await BootAsync();
    }

    /// <summary>Starts again after the test itself has stopped the system.</summary>
    public async Task RestartOnlyAsync() => System = await BootAsync();

    public async Task<IActorRef> PhypAsync() => (await System.CecActor.Ask<PhypFound>(new GetPhyp(), TestLimits.Answer)).Phyp;

    /// <summary>The client that a partition is.</summary>
    public async Task<ClientKey> ClientKeyAsync(string partition)
    {
        var known = await (await PhypAsync()).Ask<PartitionsReply>(new GetPartitions(), TestLimits.Answer);
        return ClientKey.OfLpar(System.Cec, known.Partitions.Single(found => found.Name == partition).Id);
    }

    /// <summary>Asks the VIOS DB; a refusal fails the test.</summary>
    public async Task<T> AskAsync<T>(object message)
    {
        var answer = await Db.Ask<object>(message, TestLimits.Answer);
        Assert.False(answer is Rejected, (answer as Rejected)?.Reason);
        return Assert.IsAssignableFrom<T>(answer);
    }

    /// <summary>Asks the VIOS DB; it must refuse.</summary>
    public async Task<Rejected> AskRefusedAsync(object message) =>
        Assert.IsType<Rejected>(await Db.Ask<object>(message, TestLimits.Answer));

    public async Task<PoolFound> PoolAsync() => await AskAsync<PoolFound>(new GetPool(Pool));

    public async Task<LuUdid> LuAsync(string name) => (await PoolAsync()).Lus.Single(lu => lu.Name.Value == name).Lu;

    /// <summary>Makes a thin LU.</summary>
    public async Task<LuUdid> CreateLuAsync(string name, long sizeBytes)
    {
        var lu = LuUdid.From(Guid.NewGuid());
        await AskAsync<LuFound>(new CreateLu(lu, Pool, LuName.Parse(name), new ByteSize(sizeBytes), false, Tier.System, LuKind.Disk));
        return lu;
    }

    /// <summary>The device of a VIOS which has that LU, as soon as the VIOS serves it.</summary>
    public async Task<VirtualTargetDevice> DeviceAsync(string vios, string lu)
    {
        var report = await Eventually.ReachAsync(
            $"{vios} serves {lu}", () => System.ReportOfAsync(vios),
            report => report.Phase == ViosPhase.Serving && DeviceOf(report, lu) is not null);
        return DeviceOf(report, lu)!;
    }

    /// <summary>The device in the DB of a VIOS which need not run.</summary>
    public async Task<VirtualTargetDevice> DeviceInDbAsync(VioUuid vios, string lu) =>
        (await AskAsync<ViosDevicesFound>(new GetViosDevices(vios))).Devices.Devices.Single(device => device.LuName.Value == lu);

    public async Task<ITargetPort> PortAsync(string vios, AdapterName adapter) => (await Eventually.ReachAsync(
        $"{vios} has adapter {adapter}",
        () => System.Vioses[vios].Ask<TargetPortFound>(new FindTargetPort(adapter), TestLimits.Answer),
        found => found.Port is not null)).Port!;

    /// <summary>Logs in where that LU is served.</summary>
    public async Task<(TestInitiator Initiator, int Lun)> LoginAsync(string vios, string lu, ulong qualifier = 0)
    {
        var device = await DeviceAsync(vios, lu);
        var port = await PortAsync(vios, device.Adapter);
        return (await TestInitiator.LoginAsync(port, $"iqn.2026-11.test:{lu}", qualifier), device.Lun.Value);
    }

    /// <summary>Maps an LU to the adapter that serves another one.</summary>
    public async Task<VirtualTargetDevice> MapBesideAsync(string vios, string besideLu, LuUdid lu)
    {
        var beside = await DeviceAsync(vios, besideLu);
        var uuid = (await System.ReportOfAsync(vios)).Vios;
        return (await AskAsync<MappingAnswer>(new MapLu(uuid, beside.Adapter, Pool, lu, null, null, false, false))).Device;
    }

    public Task<GuestReport> GuestAsync(object message) => System.Lpar!.Ask<GuestReport>(message, TestLimits.Answer);

    public async ValueTask DisposeAsync()
    {
        await System.DisposeAsync();
        try
        {
            Directory.Delete(Folder, recursive: true);
        }
        catch (IOException)
        {
            // What was begun in the background, e.g. a backup, may have made a file meanwhile: no scenario is about that.
        }
    }

    private static VirtualTargetDevice? DeviceOf(ViosReport report, string lu) =>
        report.Devices?.Devices.FirstOrDefault(device => device.LuName.Value == lu);
}

/// <summary>Asks when any answer is of use, a refusal included.</summary>
internal static class AnyAnswer
{
    public static Task<object> AskAnyAsync(this IActorRef actor, object message) => actor.Ask<object>(message, TestLimits.Answer);
}
