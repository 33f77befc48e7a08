using Akka.Actor;
using VioActors.Actors.Vios.Backup;
using VioActors.Domain.Backup;
using VioActors.Domain.Common;
using VioActors.Domain.Devices;
using VioActors.Domain.Restore;
using VioActors.Domain.Vios;
using VioActors.Node.Dev;

namespace VioActors.Node.Demo;

/// <summary>The part of the tour that backs a VIOS up and restores it.</summary>
internal sealed partial class DemoTour
{
    private const string RestoredVios = "vios2";

    private async Task BackUpAndRestoreAsync(DevSystem system)
    {
        var vios = system.Vioses[RestoredVios];
        var before = await ConfigurationAsync(vios).ConfigureAwait(false);
        BackupMade? made = null;
        await display.StepAsync($"Backing {RestoredVios} up", async voice =>
        {
            made = await AskBackupAsync<BackupMade>(vios, new MakeBackup("tour", BackupPlaceKind.Repository)).ConfigureAwait(false);
            voice.Tell($"{made.File}: {made.DeviceCount} devices in {made.SizeBytes} bytes, signed by the cluster");
        }).ConfigureAwait(false);
        RestoreReport? report = null;
        await display.StepAsync($"Taking a client's disk away on {RestoredVios}, changing an adapter, then restoring", async voice =>
        {
            var lu = await SpoilAsync(system, before.Header.Vios).ConfigureAwait(false);
            voice.Tell($"{lu} is unmapped, its server adapter is gone, fcs0 has other settings");
            report = await AskBackupAsync<RestoreReport>(
                vios, new RestoreBackup(made!.File, RestoreOptions.Default, UseLastKnownTable: false)).ConfigureAwait(false);
            voice.Tell($"{report.End}: {report.Deployed.Count} devices deployed, {report.NotDeployed.Count} not");
        }).ConfigureAwait(false);
        var after = await ConfigurationAsync(vios).ConfigureAwait(false);
        Note(
            "A restored VIOS has the configuration that was backed up",
            $"{after.Devices.Count} devices compared, {report!.NotDeployed.Count} not deployed",
            report.End == RestoreEnd.Restored && after == before);
    }

    private static async Task<string> SpoilAsync(DevSystem system, Domain.Values.VioUuid vios)
    {
        var devices = (await system.ViosDb.Ask<ViosDevicesFound>(new GetViosDevices(vios), StepLimit).ConfigureAwait(false)).Devices;
        var lu = system.Settings.LogicalUnits[^1].Name;
        var device = devices.Devices.First(mapped => mapped.LuName.Value == lu);
        IDomainMessage[] commands =
        [
            new UnmapLu(vios, device.Name, null),
            new RemoveServerAdapter(vios, device.Adapter, null),
            new SetDeviceAttributes(
                vios, DeviceKind.FcAdapter, DeviceName.Parse("fcs0"), [new DeviceAttribute("num_cmd_elems", "2048")]),
        ];
        foreach (var command in commands)
            await system.ViosDb.Ask<object>(command, StepLimit).ConfigureAwait(false);
        return lu;
    }

    private static async Task<BackupDocument> ConfigurationAsync(IActorRef vios) =>
        (await AskBackupAsync<BackupViewed>(vios, new ViewBackup(null)).ConfigureAwait(false)).Document.WithoutMomentary();

    private static async Task<T> AskBackupAsync<T>(IActorRef vios, IBackupRequest request) =>
        await vios.Ask<object>(request, StepLimit).ConfigureAwait(false) switch
        {
            T expected => expected,
            Rejected rejected => throw new DevStartException($"{RestoredVios} refused: {rejected.Reason}"),
            var other => throw new DevStartException($"{RestoredVios} answered with {other.GetType().Name}."),
        };
}
