using Akka.Actor;
using VioActors.Domain.Npiv;
using VioActors.Storage.Devices;

namespace VioActors.Actors.San;

/// <summary>The LUNs whose media are open. Not thread-safe: belongs to <see cref="SanActor"/>; media are opened beside it.</summary>
/// <param name="told">Called on any thread with what came of opening one.</param>
internal sealed class SanStorage(TimeProvider time, Action<UnitOpened> told) : IDisposable
{
    private readonly Dictionary<SanLun, SanUnit> _units = [];
    private readonly Dictionary<SanLun, string> _problems = [];
    private readonly HashSet<SanLun> _opening = [];
    private HashSet<SanLun> _wanted = [];

    public SanUnit? Find(SanLun lun) => _units.GetValueOrDefault(lun);

    /// <summary>What keeps LUNs from being used, by name.</summary>
    public IReadOnlyDictionary<SanName, string> Problems() => _wanted.ToDictionary(
        lun => lun.Name, lun => _units.ContainsKey(lun) ? "" : _problems.GetValueOrDefault(lun, "it is being opened"));

    /// <summary>Closes what is not among these, and begins to open what is not open.</summary>
    public void Open(IEnumerable<SanLun> luns)
    {
        _wanted = [.. luns];
        foreach (var lun in _units.Keys.Where(lun => !_wanted.Contains(lun)).ToList())
        {
            _units.Remove(lun, out var unit);
            unit!.Dispose();
        }

        foreach (var lun in _wanted.Where(lun => !_units.ContainsKey(lun) && _opening.Add(lun)))
            _ = OpenAsync(lun);
    }

    /// <summary>Takes a LUN that was opened. Gives what is wrong; null when nothing is.</summary>
    public string? Adopt(UnitOpened opened)
    {
        _opening.Remove(opened.Lun);
        if (opened.Device is not { } device)
        {
            _problems[opened.Lun] = opened.Problem;
            return opened.Problem;
        }

        _problems.Remove(opened.Lun);
        if (_wanted.Contains(opened.Lun))
            _units[opened.Lun] = new SanUnit(opened.Lun, device);
        else
            device.Dispose();
        return null;
    }

    public void Dispose()
    {
        foreach (var unit in _units.Values)
            unit.Dispose();
        _units.Clear();
    }

    // Whatever comes of it is told: a LUN of which nothing is heard would be opened for ever. A medium may take long to open.
    private async Task OpenAsync(SanLun lun)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            told(new UnitOpened(lun, await SanMedia.OpenAsync(lun, time, CancellationToken.None).ConfigureAwait(false), ""));
        }
        catch (Exception cause)
        {
            told(new UnitOpened(lun, null, cause.Message));
        }
    }
}

/// <summary>What came of opening the medium of a LUN.</summary>
internal sealed record UnitOpened(SanLun Lun, IVolumeDevice? Device, string Problem) : INoSerializationVerificationNeeded;
