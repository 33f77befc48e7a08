using VioActors.Domain.Values;

namespace VioActors.Actors.Phyp.Freezing;

/// <summary>
/// Partitions that waited for the same VIOS go on together: what those that run already write would take the processors from the looks at
/// the disks of those that stand still (NPV-7). None waits for longer than <see cref="WaveLimit"/>, nor for disks that do not answer.
/// </summary>
internal sealed partial class FreezerActor
{
    /// <summary>From the first partition that could go on until all that can do.</summary>
    private static readonly TimeSpan WaveLimit = TimeSpan.FromMilliseconds(250);

    /// <summary>When no more disks have answered for so long, the others are not waited for.</summary>
    private static readonly TimeSpan WavePause = TimeSpan.FromMilliseconds(100);

    /// <summary>Partitions whose VIOS is back, and whose disks have not answered since.</summary>
    private readonly HashSet<PartitionId> _looked = [];

    /// <summary>Its disks answer, and it has its memory.</summary>
    private void Join(DispatchedLpar lpar)
    {
        (lpar.IsReady, lpar.Detail) = (true, "its disks answer");
        _looked.Remove(lpar.Client);
        if (_looked.Count == 0)
        {
            EndWave();
            return;
        }

        Timers.StartSingleTimer(nameof(WavePause), WaveOver.Instance, WavePause);
        if (!Timers.IsTimerActive(nameof(WaveLimit)))
            Timers.StartSingleTimer(nameof(WaveLimit), WaveOver.Instance, WaveLimit);
    }

    /// <summary>Nobody waits for this one any more.</summary>
    private void NoteLooked(PartitionId client)
    {
        if (_looked.Remove(client) && _looked.Count == 0)
            EndWave();
    }

    /// <summary>Those that were about to go on through a VIOS that is lost look for another way.</summary>
    private void Withdraw(PartitionId vios)
    {
        foreach (var lpar in _lpars.Values.Where(lpar => lpar.Pending?.Clean?.Vios == vios))
        {
            (lpar.Pending, lpar.IsReady) = (null, false);
            Probe(lpar.Client);
        }
    }

    private void EndWave()
    {
        Timers.Cancel(nameof(WavePause));
        Timers.Cancel(nameof(WaveLimit));
        _looked.Clear();
        foreach (var lpar in _lpars.Values.Where(lpar => lpar.IsReady).ToList())
            LetGo(lpar);
        AnswerReady();
    }

    private sealed record WaveOver
    {
        public static WaveOver Instance { get; } = new();
    }
}
