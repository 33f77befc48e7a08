using Akka.Actor;
using VioActors.Actors.Phyp.Machines;

namespace VioActors.Actors.Lpar.Qemu;

/// <summary>
/// A machine that was active when its CEC ended, and whose QEMU ended too, or cannot be taken over: it boots again when a VIOS serves its
/// disks. A start that fails is tried again after a pause, each twice as long as the one before, until it has run or somebody activates it
/// or shuts it down.
/// </summary>
internal sealed partial class QemuLparActor
{
    private static readonly TimeSpan PathInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PathLimit = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan StartPauseFirst = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan StartPauseLongest = TimeSpan.FromMinutes(1);

    private bool _isRestoring;
    private int _failedStarts;

    private void ReceiveRestoring()
    {
        Receive<LookForPath>(_ => _phyp.Ask<MachinePathFound>(new FindMachinePath(_machine.Client), PathLimit)
            .PipeTo(Self, failure: cause => new MachinePathFound(null, 0, [], cause.Message)));
        Receive<MachinePathFound>(found =>
        {
            if (!_isRestoring || !_running.IsNobody())
                return;
            if (found.Luns.Count == 0)
            {
                _detail = $"it was active and is to boot, but {found.Detail}";
                Timers.StartSingleTimer(nameof(LookForPath), LookForPath.Instance, PathInterval);
                return;
            }

            Activate(null);
        });
    }

    private void BeginRestoring()
    {
        (_isRestoring, _failedStarts) = (true, 0);
        if (_running.IsNobody())
            Self.Tell(LookForPath.Instance);
    }

    /// <summary>It stays noted as active meanwhile: the next start of its CEC tries too.</summary>
    private void RestoreLater()
    {
        var doubled = StartPauseFirst * Math.Pow(2, Math.Min(_failedStarts++, 16));
        var pause = doubled < StartPauseLongest ? doubled : StartPauseLongest;
        _detail = $"it was active and is to boot, but did not start, {_failedStarts} times by now; tried again after "
            + $"{pause.TotalSeconds:0} s: {_detail}";
        Timers.StartSingleTimer(nameof(LookForPath), LookForPath.Instance, pause);
    }

    private void EndRestoring()
    {
        _isRestoring = false;
        Timers.Cancel(nameof(LookForPath));
    }

    private sealed record LookForPath
    {
        public static LookForPath Instance { get; } = new();
    }
}
