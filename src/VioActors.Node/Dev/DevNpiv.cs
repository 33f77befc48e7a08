using System.Globalization;
using VioActors.Actors.Phyp;
using VioActors.Actors.Settings;
using VioActors.Domain.Cec;
using VioActors.Domain.Npiv;
using VioActors.Domain.Values;

namespace VioActors.Node.Dev;

/// <summary>The Fibre Channel side of the machine that the dev role plays. Thread-safe.</summary>
internal static class DevNpiv
{
    private const int FabricCount = 2;
    private const int StoragePortNumber = 255;

    /// <summary>Which WWPNs the machine has given; kept beside the database.</summary>
    /// <param name="isOnlyMachine">The prefix of the settings is this machine's; several machines have each their own.</param>
    /// <exception cref="SettingsException">The file is damaged.</exception>
    public static IWwpnLedger LedgerOf(VioActorsSettings settings, string folder, CecId cec, bool isOnlyMachine)
    {
        var prefix = isOnlyMachine && settings.Npiv.WwpnPrefix.Length > 0
            ? WwpnPrefix.Parse(settings.Npiv.WwpnPrefix)
            : WwpnPrefix.Of(cec);
        try
        {
            return WwpnLedgerFile.Open(Path.Combine(folder, $"wwpn-{cec.Serial}.txt"), prefix);
        }
        catch (IOException damaged)
        {
            throw new SettingsException([damaged.Message]);
        }
    }

    /// <summary>
    /// Two fabrics of one switch each, as usual: even ports of every VIOS are cabled to the first, odd ones to the second, and the storage
    /// has a port in each.
    /// </summary>
    public static DefineFabric FabricOf(CecHardware hardware, IReadOnlyDictionary<VioUuid, string> vioses)
    {
        var switches = Enumerable.Range(0, FabricCount).Select(number => new FcSwitch(
            SanName.Parse($"sw{number}"), SanName.Parse($"fabric{(char)('A' + number)}"), number + 1)).ToList();
        var used = new int[FabricCount];
        var attachments = new List<FcAttachment>();
        foreach (var adapter in hardware.Adapters.Where(adapter => adapter.Kind == PhysicalAdapterKind.FibreChannel))
        {
            var at = adapter.Name.Number % FabricCount;
            if (!Wwpn.TryParse(adapter.Identity, out var port, out _) || used[at] == StoragePortNumber
                || attachments.Exists(attachment => attachment.Port == port))
                continue;
            var owner = adapter.Owner is { } vios && vioses.TryGetValue(vios, out var name) ? $"{name} {adapter.Name}" : adapter.Location;
            attachments.Add(new FcAttachment(port, switches[at].Name, used[at]++, FcPortRole.Host, owner));
        }

        attachments.AddRange(switches.Select((known, number) => new FcAttachment(
            Wwpn.Parse(string.Create(CultureInfo.InvariantCulture, $"500507680000000{number + 1}")), known.Name, StoragePortNumber,
            FcPortRole.Storage, "storage0")));
        return new DefineFabric([.. switches], [.. attachments]);
    }
}
