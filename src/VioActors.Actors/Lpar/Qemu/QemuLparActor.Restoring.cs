using Akka.Actor;
using VioActors.Actors.Phyp.Machines;

namespace VioActors.Actors.Lpar.Qemu;

/// <summary>
/// A machine that was active when its CEC ended, and whose QEMU ended too: it boots again when a VIOS serves its disks.
/// </summary>
internal sealed partial class QemuLparActor
{
    private static readonly TimeSpan PathInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PathLimit = TimeSpan.FromSeconds(30);

    private bool _isRestoring;

    private void ReceiveRestoring()
    {
        Receive<LookForPath>(_ => _phyp.Ask<MachinePathFound>(new FindMachinePath(_machine.Client), PathLimit)
            .PipeTo(Self, failure: cause => new MachinePathFound(null, 0, [], cause.Message)));
        Receive<MachinePathFound>(found =>
        {
            if (!_isRestoring)
                return;
            if (found.Luns.Count == 0)
            {
                _detail = $"it was active and is to boot, but {found.Detail}";
                Timers.StartSingleTimer(nameof(LookForPath), LookForPath.Instance, PathInterval);
                return;
            }

            EndRestoring();
            Activate(null);
        });
    }

    private void BeginRestoring()
    {
        _isRestoring = true;
        Self.Tell(LookForPath.Instance);
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
