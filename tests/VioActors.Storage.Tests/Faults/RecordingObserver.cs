using System.Collections.Concurrent;
using VioActors.Storage.Paths;

namespace VioActors.Storage.Tests.Faults;

public sealed class RecordingObserver : IStoragePathObserver
{
    public ConcurrentQueue<PathTransition> Transitions { get; } = new();

    public ConcurrentQueue<(int PvIndex, PathTransition Transition)> OfVolumes { get; } = new();

    public int VolumesChangedCount { get; private set; }

    public ConcurrentQueue<PathIoFailure> Failures { get; } = new();

    public void OnTransition(StoragePath path, PathTransition transition) => Transitions.Enqueue(transition);

    public void OnVolumeTransition(StoragePath path, int pvIndex, PathTransition transition) => OfVolumes.Enqueue((pvIndex, transition));

    public void OnVolumesChanged(StoragePath path) => VolumesChangedCount++;

    public void OnIoFailure(StoragePath path, PathIoFailure failure) => Failures.Enqueue(failure);
}
