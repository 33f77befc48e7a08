using Akka.Actor;
using VioActors.Actors.Cec;
using VioActors.Actors.Lpar;
using VioActors.Actors.Phyp.Freezing;
using VioActors.Domain.Common;
using VioActors.Domain.Npiv;
using VioActors.Domain.Phyp;
using VioActors.Domain.Values;
using VioActors.Scenarios.Tests.Fixtures;
using VioActors.Scenarios.Tests.Initiators;
using VioActors.Scsi.Luns;

namespace VioActors.Scenarios.Tests.Npiv;

/// <summary>A partition that runs on a LUN of the storage through Fibre Channel adapters.</summary>
internal sealed record NpivLpar(
    DevRig Rig, Partition Partition, string Lun, string Medium, IReadOnlyList<VirtualFcAdapter> Adapters,
    IReadOnlyList<AdapterName> Servers, IActorRef Actor)
{
    private static readonly ViosEventKind[] EveryEvent =
        [ViosEventKind.Failure, ViosEventKind.Reboot, ViosEventKind.PowerDown, ViosEventKind.Exception];

    public Wwpn[] Wwpns => [.. Adapters.Select(adapter => adapter.Active)];

    /// <summary>Adapters, zone, LUN and masking are there before the partition is activated for the first time.</summary>
    /// <param name="registers">Whether its kernel registers the events that freeze it (NPV-4).</param>
    /// <param name="vioses">Its paths.</param>
    public static async Task<NpivLpar> ActivateAsync(DevRig rig, string name, bool registers, params string[] vioses)
    {
        var partition = await rig.DefineLparAsync(name);
        var made = new List<(VirtualFcAdapter Client, AdapterName Server)>();
        foreach (var vios in vioses)
            made.Add(await rig.AddVfcAsync(partition, vios));
        var lun = $"{name}-root";
        var medium = await rig.CreateLunAsync(lun);
        var wwpns = made.Select(adapter => adapter.Client.Active).ToArray();
        await rig.ZoneAsync($"{name}-zone", wwpns);
        await rig.MaskAsync(lun, wwpns);
        var definition = new LparDefinition(
            partition, [], new WorkloadDefinition(
                LunAddress.Encode(SanRig.Lun.Value), 64, 300, partition.Id.Value, TimeSpan.FromMilliseconds(200)),
            registers ? [.. EveryEvent] : [])
        {
            FcSlots = [.. made.Select(adapter => adapter.Client.Pair.ClientSlot)],
        };
        var started = await rig.System.CecActor.Ask<LparStarted>(new StartLpar(definition), TestLimits.Answer);
        return new NpivLpar(
            rig, partition, lun, medium, [.. made.Select(adapter => adapter.Client)], [.. made.Select(adapter => adapter.Server)],
            started.Lpar);
    }

    public Task<GuestReport> AskAsync(object message) => Actor.Ask<GuestReport>(message, TestLimits.Answer);

    public Task<GuestReport> ReportAsync() => AskAsync(GetGuestReport.Instance);

    public async Task<PartitionDispatch> DispatchAsync() =>
        (await Rig.PhypAsync<DispatchReport>(GetDispatchReport.Instance)).Partitions.Single(one => one.Client == Partition.Id);

    public async Task WritesMoreAsync(long count)
    {
        var before = (await ReportAsync()).Writes;
        await Eventually.ReachAsync($"{Partition.Name}: {count} more writes", ReportAsync, report => report.Writes >= before + count);
    }

    /// <summary>Every block is what was acknowledged, as the client reads it.</summary>
    public async Task VerifyAsync()
    {
        var report = await AskAsync(VerifyEveryBlock.Instance);
        Assert.Empty(report.FirstContradictions);
        Assert.Equal((0L, 0L, ""), (report.Contradictions, report.IoErrors, report.Dump));
        Assert.True(report.Reads >= 64, $"{report.Reads} blocks were read");
    }

    public Task<PartitionDispatch> FrozenAsync() => Eventually.ReachAsync(
        $"{Partition.Name} is frozen", DispatchAsync, report => report.State == DispatchState.Frozen);

    /// <summary>It runs again, wrote nothing while it was frozen, and everything is as it was acknowledged.</summary>
    public async Task GoesOnAsync(GuestReport before)
    {
        var running = await Eventually.ReachAsync(
            $"{Partition.Name} goes on", DispatchAsync, report => report.State == DispatchState.Running);
        Assert.Equal(0, running.SentWhileFrozen);
        await Eventually.ReachAsync($"{Partition.Name} writes", ReportAsync, report => report.Writes >= before.Writes + 20);
        await VerifyAsync();
    }
}
