using Akka.Actor;
using VioActors.Actors.San;
using VioActors.Domain.Common;
using VioActors.Domain.Devices;
using VioActors.Domain.Npiv;
using VioActors.Domain.Phyp;
using VioActors.Domain.Values;
using VioActors.Domain.Vios;
using VioActors.Scenarios.Tests.Fixtures;
using VioActors.Scenarios.Tests.Initiators;

namespace VioActors.Scenarios.Tests.Npiv;

/// <summary>What an administrator does in the storage area network and with Fibre Channel adapters, on a dev system.</summary>
internal static class SanRig
{
    public const int LunBytes = 2 << 20;
    public static readonly SanName FabricA = SanName.Parse("fabricA");
    public static readonly LunNumber Lun = new(1);

    public static async Task<SanConfiguration> SanAsync(this DevRig rig) => (await rig.AskAsync<SanFound>(new GetSan())).Configuration;

    public static Task<SanReport> SanReportAsync(this DevRig rig) =>
        rig.System.San.Ask<SanReport>(GetSanReport.Instance, TestLimits.Answer);

    /// <summary>The storage port of fabric A.</summary>
    public static async Task<Wwpn> StoragePortAsync(this DevRig rig)
    {
        var san = await rig.SanAsync();
        return san.Attachments.Single(attachment =>
            attachment.Role == FcPortRole.Storage && san.FabricOf(attachment.Port) == FabricA).Port;
    }

    public static async Task<string> CreateLunAsync(this DevRig rig, string name)
    {
        var path = Path.Combine(rig.Folder, "san", $"{name}.img");
        var size = await SanMedia.PrepareAsync(path, new ByteSize(LunBytes), TimeProvider.System, CancellationToken.None);
        await rig.AskAsync<IReply>(new CreateSanLun(new SanLun(SanName.Parse(name), LuUdid.From(Guid.NewGuid()), path, size)));
        return path;
    }

    /// <summary>Zones the names with the storage, and activates that beside what is active.</summary>
    public static async Task ZoneAsync(this DevRig rig, string zone, params Wwpn[] members)
    {
        await rig.AskAsync<IReply>(new DefineZone(new FcZone(
            FabricA, SanName.Parse(zone), [.. members, await rig.StoragePortAsync()])));
        var zones = (await rig.SanAsync()).Zones.Where(known => known.Fabric == FabricA).Select(known => known.Name);
        await rig.ActivateAsync([.. zones]);
    }

    public static async Task ActivateAsync(this DevRig rig, params SanName[] zones)
    {
        await rig.AskAsync<IReply>(new DefineZoneSet(new FcZoneSet(FabricA, SanName.Parse("all"), [.. zones])));
        await rig.AskAsync<IReply>(new ActivateZoneSet(FabricA, SanName.Parse("all")));
    }

    public static async Task MaskAsync(this DevRig rig, string lun, params Wwpn[] initiators)
    {
        var port = await rig.StoragePortAsync();
        foreach (var initiator in initiators)
            await rig.AskAsync<IReply>(new MaskLun(new LunMask(initiator, port, Lun, SanName.Parse(lun))));
    }

    public static async Task UnmaskAsync(this DevRig rig, params Wwpn[] initiators)
    {
        var port = await rig.StoragePortAsync();
        foreach (var initiator in initiators)
            await rig.AskAsync<IReply>(new UnmaskLun(initiator, port, Lun));
    }

    public static async Task<Partition> DefineLparAsync(this DevRig rig, string name) =>
        (await rig.PhypAsync<PartitionReply>(new DefinePartition(name, PartitionKind.Client, []))).Partition;

    /// <summary>Gives a partition a Fibre Channel adapter through the first port of a VIOS.</summary>
    public static async Task<(VirtualFcAdapter Client, AdapterName Server)> AddVfcAsync(
        this DevRig rig, Partition client, string vios, SlotNumber? slot = null)
    {
        var report = await rig.System.ReportOfAsync(vios);
        var made = (await rig.PhypAsync<VirtualFcReply>(new PairVirtualFc(client.Id, report.Drc.Partition, slot))).Adapter;
        var server = (await rig.AskAsync<ServerAdapterAnswer>(new AddServerAdapter(
            report.Vios, ServerAdapterKind.VirtualFibreChannel, made.Pair.ServerSlot, ClientKey.OfLpar(rig.System.Cec, client.Id),
            made.Pair.ClientSlot, null))).Adapter.Name;
        await rig.MapVfcAsync(vios, server, "fcs0");
        return (made, server);
    }

    public static async Task MapVfcAsync(this DevRig rig, string vios, AdapterName server, string port) =>
        await rig.AskAsync<IReply>(new AddDevice((await rig.System.ReportOfAsync(vios)).Vios, Device.Of(
            DeviceKind.VirtualFcMapping, server.Value, server.Value, "", ("fc_adapter", port))));

    public static async Task UnmapVfcAsync(this DevRig rig, string vios, AdapterName server) =>
        await rig.AskAsync<IReply>(new RemoveDevice(
            (await rig.System.ReportOfAsync(vios)).Vios, DeviceKind.VirtualFcMapping, DeviceName.Parse(server.Value)));

    /// <summary>Asks the hypervisor; a refusal fails the test.</summary>
    public static async Task<T> PhypAsync<T>(this DevRig rig, object message)
    {
        var answer = await (await rig.PhypAsync()).Ask<object>(message, TestLimits.Answer);
        Assert.False(answer is Rejected, (answer as Rejected)?.Reason);
        return Assert.IsAssignableFrom<T>(answer);
    }

    /// <summary>An initiator in the place of the client behind a server adapter, as soon as it is let in.</summary>
    public static async Task<TestInitiator> LogInAtAsync(this DevRig rig, string vios, AdapterName server)
    {
        var port = await rig.PortAsync(vios, server);
        return (await Eventually.ReachAsync(
            $"{server} lets its client in", () => TryLogInAsync(port), initiator => initiator is not null))!;
    }

    private static async Task<TestInitiator?> TryLogInAsync(Scsi.Transport.ITargetPort port)
    {
        try
        {
            return await TestInitiator.LoginAsync(port);
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
