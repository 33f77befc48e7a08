using System.Globalization;
using VioActors.Domain.Npiv;

namespace VioActors.Actors.Phyp;

/// <summary>A ledger in a file of its own, a line for each prefix: <c>c0507601a2b3 14</c>. Thread-safe.</summary>
public sealed class WwpnLedgerFile : IWwpnLedger
{
    private readonly Lock _gate = new();
    private readonly string _path;
    private readonly WwpnPrefix _prefix;
    private readonly Dictionary<string, int> _floors;

    private WwpnLedgerFile(string path, WwpnPrefix prefix, Dictionary<string, int> floors) =>
        (_path, _prefix, _floors) = (path, prefix, floors);

    public WwpnSource Source
    {
        get
        {
            lock (_gate)
                return new WwpnSource(_prefix, _floors.GetValueOrDefault(_prefix.ToString()));
        }
    }

    /// <summary>Reads the file; one that is not there is that of a machine which has given none.</summary>
    /// <exception cref="IOException">It is damaged; the message names it.</exception>
    public static WwpnLedgerFile Open(string path, WwpnPrefix prefix)
    {
        var floors = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var line in File.Exists(path) ? File.ReadLines(path) : [])
        {
            var parts = line.Split(' ');
            if (parts.Length != 2 || !WwpnPrefix.TryParse(parts[0], out var known, out _)
                || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var floor)
                || floor > WwpnPrefix.NumberCount)
            {
                throw new IOException(
                    $"Reading {path}: it is damaged. It tells which WWPNs were given; restore it from a backup, or set another "
                        + "vio-actors.npiv.wwpn-prefix and delete it.");
            }

            floors[known.ToString()] = floor;
        }

        return new WwpnLedgerFile(path, prefix, floors);
    }

    /// <summary>Written whole beside its place and then renamed, so that a crash leaves the old file or the new one.</summary>
    public void Raise(int floor)
    {
        lock (_gate)
        {
            var key = _prefix.ToString();
            if (_floors.GetValueOrDefault(key) >= floor)
                return;
            _floors[key] = floor;
            var temporary = _path + ".new";
            using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write))
            {
                using (var writer = new StreamWriter(stream, leaveOpen: true))
                {
                    foreach (var (prefix, given) in _floors.OrderBy(known => known.Key, StringComparer.Ordinal))
                        writer.Write(string.Create(CultureInfo.InvariantCulture, $"{prefix} {given}\n"));
                }

                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, _path, overwrite: true);
        }
    }
}
