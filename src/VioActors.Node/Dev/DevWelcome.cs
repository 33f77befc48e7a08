using VioActors.Actors.Vios;

namespace VioActors.Node.Dev;

/// <summary>What a started system tells its operator: who is there, the URL of every LU through every portal, and what to try.</summary>
internal static class DevWelcome
{
    public static async Task WriteAsync(DevSystem system, TextWriter output)
    {
        var reports = new List<ViosReport>();
        foreach (var name in system.Settings.ViosNames)
            reports.Add(await system.ReportOfAsync(name).ConfigureAwait(false));
        foreach (var vios in reports)
            await output.WriteLineAsync(
                $"VIOS {vios.Name}  {vios.Drc}  uuid {vios.Vios}  registered in cluster {system.Settings.ClusterName}").ConfigureAwait(
                false);
        var urls = UrlsOf(system, reports).ToList();
        foreach (var (lu, vios, url) in urls)
            await output.WriteLineAsync($"{lu,-8} {vios,-8} {url}").ConfigureAwait(false);
        await output.WriteLineAsync($"Portal of the CEC at {system.PortalAddress}: sends initiators to a VIOS that serves them")
            .ConfigureAwait(false);
        await output.WriteLineAsync($"pbm listens on {system.PbmAddress}").ConfigureAwait(false);
        if (system.Management is { } management)
        {
            await output.WriteLineAsync($"VIOS API at {management.Address}, administrator's token in {management.AdminTokenPath}")
                .ConfigureAwait(false);
            await output.WriteLineAsync($"Web console at {management.Console}").ConfigureAwait(false);
        }

        await WriteHintsAsync(system, urls, output).ConfigureAwait(false);
        await output.WriteLineAsync("Ready. Ctrl+C stops in order; everything is kept.").ConfigureAwait(false);
        await output.FlushAsync().ConfigureAwait(false);
    }

    /// <summary>LU, VIOS and URL, one for each mapping that initiators reach.</summary>
    public static IEnumerable<(string Lu, string Vios, string Url)> UrlsOf(DevSystem system, IReadOnlyList<ViosReport> reports)
    {
        foreach (var lu in system.Settings.LogicalUnits)
        {
            foreach (var vios in reports)
            {
                var device = vios.Devices?.Devices.FirstOrDefault(device => device.LuName.Value == lu.Name);
                if (device is not null && vios.Portals.Count > 0)
                    yield return (lu.Name, vios.Name, $"iscsi://{vios.Portals[0]}/{system.TargetNameOf(lu.Client)}/{device.Lun}");
            }
        }
    }

    private static async Task WriteHintsAsync(DevSystem system, List<(string Lu, string Vios, string Url)> urls, TextWriter output)
    {
        if (urls.Count == 0)
            return;
        await output.WriteLineAsync("Try:").ConfigureAwait(false);
        await output.WriteLineAsync($"  qemu-io -f raw -c 'write -P 0x5a 0 1M' -c flush {urls[0].Url}").ConfigureAwait(false);
        await output.WriteLineAsync($"  qemu-io -f raw -c 'read -P 0x5a 0 1M' {urls[Math.Min(1, urls.Count - 1)].Url}").ConfigureAwait(
            false);
        await output.WriteLineAsync($"  dotnet run --project src/VioActors.Node -- pbm {system.PbmAddress} vios list").ConfigureAwait(
            false);
    }
}
