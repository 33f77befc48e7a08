using VioActors.Actors.San;
using VioActors.Actors.Vios.Fc;
using VioActors.Domain.Common;
using VioActors.Domain.Npiv;
using VioActors.Domain.Phyp;
using VioActors.Domain.Values;
using VioActors.Scenarios.Tests.Fixtures;
using VioActors.Scenarios.Tests.Initiators;
using VioActors.Scsi;

namespace VioActors.Scenarios.Tests.Npiv;

/// <summary>Virtual Fibre Channel: names, fabric logins, zones, masking, and bytes that pass the VIOS unchanged (NPV-1, NPV-2).</summary>
public sealed class NpivScenarios
{
    private const string NoGuest = "vio-actors.lpar.enabled = off";
    private const int Size = 64 * 1024;

    [Fact]
    [Trait("Req", "NPV-1")]
    [Trait("Req", "NPV-2")]
    public async Task Given_ClientsOfOnePort_Then_EachIsInTheFabricByItself_AndReachesItsOwnLunAndNoOther()
    {
        await using var rig = await DevRig.StartAsync(NoGuest);
        var media = new List<string>();
        var clients = new List<(TestInitiator Initiator, VirtualFcAdapter Adapter)>();
        for (var number = 0; number < 3; number++)
        {
            var partition = await rig.DefineLparAsync($"client{number}a");
            var (adapter, server) = await rig.AddVfcAsync(partition, "vios1");
            media.Add(await rig.CreateLunAsync($"lun{number}"));
            await rig.ZoneAsync($"zone{number}", adapter.Active);
            await rig.MaskAsync($"lun{number}", adapter.Active);
            clients.Add((await rig.LogInAtAsync("vios1", server), adapter));
        }

        for (var number = 0; number < clients.Count; number++)
        {
            var (initiator, seed) = (clients[number].Initiator, number);
            await LunsAsync(initiator, SanRig.Lun.Value);
            Assert.Equal(ScsiStatus.Good, (await initiator.WriteAsync(SanRig.Lun.Value, 4096, TestInitiator.Pattern(seed, Size))).Status);
            Assert.Equal(SanRig.LunBytes, await initiator.CapacityAsync(SanRig.Lun.Value));
        }

        for (var number = 0; number < clients.Count; number++)
        {
            Assert.Equal(TestInitiator.Pattern(number, Size), await clients[number].Initiator.ReadAsync(SanRig.Lun.Value, 4096, Size));
            var stored = await File.ReadAllBytesAsync(media[number]);
            Assert.Equal(TestInitiator.Pattern(number, Size), stored[4096..(4096 + Size)]);
            Assert.All(stored[..4096], one => Assert.Equal(0, one));
        }

        var report = await rig.SanReportAsync();
        var logins = clients.Select(client => report.Logins.Find(client.Adapter.Active)!).ToList();
        Assert.Equal(3, logins.Select(login => login.NPortId).Distinct().Count());
        Assert.Single(logins.Select(login => login.Through).Distinct());
        var storage = await rig.StoragePortAsync();
        Assert.All(clients, client => Assert.Equal(
            [storage], report.Logins.VisibleTo(report.Configuration, client.Adapter.Active).Select(login => login.Port)));
        var hosts = await HostsAsync(rig, "vios1");
        Assert.Equal(3, hosts.Count);
        Assert.All(hosts, host => Assert.True(host.Passed > 2, $"{host.Name} passed {host.Passed} commands"));
    }

    [Fact]
    [Trait("Req", "NPV-2")]
    public async Task Given_AnotherInitiatorHasReservedTheLun_Then_TheClientIsRefusedByItsName_WhicheverViosItComesThrough()
    {
        await using var rig = await DevRig.StartAsync(NoGuest);
        var (first, second) = (await rig.DefineLparAsync("first"), await rig.DefineLparAsync("second"));
        var (one, oneAt) = await rig.AddVfcAsync(first, "vios1");
        var (other, otherAt) = await rig.AddVfcAsync(second, "vios2");
        await rig.CreateLunAsync("shared");
        await rig.ZoneAsync("zone", one.Active, other.Active);
        await rig.MaskAsync("shared", one.Active, other.Active);
        var holder = await rig.LogInAtAsync("vios1", oneAt);
        var rival = await rig.LogInAtAsync("vios2", otherAt);
        await LunsAsync(holder, SanRig.Lun.Value);
        await LunsAsync(rival, SanRig.Lun.Value);

        Assert.Equal(ScsiStatus.Good, (await ReserveOutAsync(holder, 0x00, 0, 0, 0xA)).Status);
        Assert.Equal(ScsiStatus.Good, (await ReserveOutAsync(holder, 0x01, 0x03, 0xA, 0)).Status);
        Assert.Equal(
            ScsiStatus.ReservationConflict, (await rival.WriteAsync(SanRig.Lun.Value, 0, TestInitiator.Pattern(1, 512))).Status);
        Assert.Equal(ScsiStatus.Good, (await holder.WriteAsync(SanRig.Lun.Value, 0, TestInitiator.Pattern(2, 512))).Status);

        // READ FULL STATUS names the holder by its WWPN, as Fibre Channel does (SPC-4 clause 7.6.4.2).
        var status = await holder.DoAsync(SanRig.Lun.Value, [0x5E, 0x03, 0, 0, 0, 0, 0, 1, 0, 0], null, 256);
        Assert.Contains(one.Active.ToString(), Convert.ToHexStringLower(status.DataIn), StringComparison.Ordinal);

        // The reservation is the client's, not its login's.
        holder.Nexus.Close("test");
        var again = await rig.LogInAtAsync("vios1", oneAt);
        await LunsAsync(again, SanRig.Lun.Value);
        Assert.Equal(ScsiStatus.Good, (await again.WriteAsync(SanRig.Lun.Value, 0, TestInitiator.Pattern(3, 512))).Status);
        Assert.Equal(
            ScsiStatus.ReservationConflict, (await rival.WriteAsync(SanRig.Lun.Value, 0, TestInitiator.Pattern(1, 512))).Status);
        Assert.Equal(TestInitiator.Pattern(3, 512), await again.ReadAsync(SanRig.Lun.Value, 0, 512));
    }

    [Fact]
    [Trait("Req", "NPV-1")]
    public async Task Given_APortWithoutAFreePlace_Then_TheNextClientIsRefused_UntilOneLeaves()
    {
        await using var rig = await DevRig.StartAsync(NoGuest, "vio-actors.npiv.vfc-per-port-max = 2");
        var servers = new List<AdapterName>();
        for (var number = 0; number < 3; number++)
            servers.Add((await rig.AddVfcAsync(await rig.DefineLparAsync($"client{number}a"), "vios1")).Server);
        var first = await rig.LogInAtAsync("vios1", servers[0]);
        await rig.LogInAtAsync("vios1", servers[1]);
        var port = await rig.PortAsync("vios1", servers[2]);
        await IsMappedAsync(rig, servers[2]);

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => TestInitiator.LoginAsync(port));

        Assert.Contains("OutOfResources", refused.Message, StringComparison.Ordinal);
        Assert.Contains("2 virtual adapters are active there", refused.Message, StringComparison.Ordinal);
        first.Nexus.Close("test");
        await rig.LogInAtAsync("vios1", servers[2]);
    }

    [Fact]
    [Trait("Req", "NPV-2")]
    public async Task Given_APartitionThatNeverRan_Then_ItsNamesCanBeSeenInTheFabric_SoThatItCanBeZoned()
    {
        await using var rig = await DevRig.StartAsync(NoGuest);
        var (adapter, server) = await rig.AddVfcAsync(await rig.DefineLparAsync("new"), "vios1");
        await rig.PortAsync("vios1", server);

        await IsMappedAsync(rig, server);
        var answer = await Eventually.ReachAsync(
            "both names are in the fabric", () => LogInAsync(rig, server, true),
            answer => answer.Results.Values.All(result => result.StartsWith("is logged in", StringComparison.Ordinal)
                || result.StartsWith("logged in", StringComparison.Ordinal)));

        Assert.Equal([adapter.Wwpns.First, adapter.Wwpns.Second], answer.Results.Keys);
        var logins = (await rig.SanReportAsync()).Logins;
        Assert.NotNull(logins.Find(adapter.Wwpns.First));
        Assert.NotNull(logins.Find(adapter.Wwpns.Second));

        // The one that is in use takes its place; the other one makes room.
        await rig.LogInAtAsync("vios1", server);
        Assert.Equal("in use", (await LogInAsync(rig, server, false)).Results[adapter.Wwpns.First]);
        logins = (await rig.SanReportAsync()).Logins;
        Assert.NotNull(logins.Find(adapter.Wwpns.First));
        Assert.Null(logins.Find(adapter.Wwpns.Second));
    }

    [Fact]
    [Trait("Req", "NPV-2")]
    public async Task Given_APartitionThatMoves_Then_ItsSecondNameIsUsedThere_AndFindsTheSameBytes()
    {
        await using var rig = await DevRig.StartAsync(NoGuest);
        var partition = await rig.DefineLparAsync("mover");
        var (adapter, server) = await rig.AddVfcAsync(partition, "vios1");
        await rig.CreateLunAsync("moving");
        await rig.ZoneAsync("zone", adapter.Wwpns.First, adapter.Wwpns.Second);
        await rig.MaskAsync("moving", adapter.Wwpns.First, adapter.Wwpns.Second);
        var before = await rig.LogInAtAsync("vios1", server);
        await LunsAsync(before, SanRig.Lun.Value);
        await before.WriteAsync(SanRig.Lun.Value, 0, TestInitiator.Pattern(5, Size));

        await rig.PhypAsync<Ok>(new UseWwpn(partition.Id, adapter.Pair.ClientSlot, true));
        before.Nexus.Close("it moved");
        var after = await rig.LogInAtAsync("vios1", server);

        await LunsAsync(after, SanRig.Lun.Value);
        Assert.Equal(TestInitiator.Pattern(5, Size), await after.ReadAsync(SanRig.Lun.Value, 0, Size));
        var logins = (await rig.SanReportAsync()).Logins;
        Assert.NotNull(logins.Find(adapter.Wwpns.Second));
        Assert.Null(logins.Find(adapter.Wwpns.First));
    }

    [Fact]
    [Trait("Req", "NPV-1")]
    public async Task Given_AMappingIsChanged_Then_TheClientIsInTheOtherFabric_AndWithoutOneItIsRefused()
    {
        await using var rig = await DevRig.StartAsync(NoGuest);
        var (adapter, server) = await rig.AddVfcAsync(await rig.DefineLparAsync("client"), "vios1");
        var initiator = await rig.LogInAtAsync("vios1", server);

        await rig.UnmapVfcAsync("vios1", server);

        Assert.Contains("mapped to another port", await initiator.Lost, StringComparison.Ordinal);
        var port = await rig.PortAsync("vios1", server);
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => TestInitiator.LoginAsync(port));
        Assert.Contains("mapped to no physical port", refused.Message, StringComparison.Ordinal);
        await rig.MapVfcAsync("vios1", server, "fcs1");
        await rig.LogInAtAsync("vios1", server);
        Assert.Equal(SanName.Parse("fabricB"), (await rig.SanReportAsync()).Logins.Find(adapter.Active)!.Fabric);
    }

    [Fact]
    [Trait("Req", "NPV-2")]
    public async Task Given_AMediumOfAPool_Then_ItIsNoLun()
    {
        await using var rig = await DevRig.StartAsync(NoGuest);
        var volume = Path.Combine(rig.Folder, "pvs", "pv1.img");

        var refused = await Assert.ThrowsAsync<IOException>(
            () => SanMedia.PrepareAsync(volume, null, TimeProvider.System, CancellationToken.None));

        Assert.Contains("belongs to no pool", refused.Message, StringComparison.Ordinal);
    }

    private static async Task<WwpnsAnswer> LogInAsync(DevRig rig, AdapterName server, bool wanted) =>
        Assert.IsType<WwpnsAnswer>(await rig.System.Vioses["vios1"].AskAnyAsync(new LogInWwpns(server, wanted)));

    private static async Task<IReadOnlyList<VfchostReport>> HostsAsync(DevRig rig, string vios) =>
        Assert.IsType<VfchostsReport>(await rig.System.Vioses[vios].AskAnyAsync(GetVfchosts.Instance)).Adapters;

    private static Task IsMappedAsync(DevRig rig, AdapterName server) => Eventually.ReachAsync(
        "it is mapped", () => HostsAsync(rig, "vios1"), hosts => hosts.Any(host => host.Name == server && host.Port is not null));

    /// <summary>Until the storage shows these, and no others.</summary>
    private static Task<IReadOnlyList<int>> LunsAsync(TestInitiator initiator, params int[] luns) => Eventually.ReachAsync(
        $"LUNs {string.Join(", ", luns)}", () => initiator.ReportLunsAsync(), found => found.SequenceEqual(luns));

    private static Task<TaskOutcome> ReserveOutAsync(TestInitiator initiator, byte action, byte type, ulong key, ulong newKey)
    {
        var list = new byte[24];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(list, key);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(list.AsSpan(8), newKey);
        return initiator.DoAsync(SanRig.Lun.Value, [0x5F, action, type, 0, 0, 0, 0, 0, 24, 0], list);
    }
}
