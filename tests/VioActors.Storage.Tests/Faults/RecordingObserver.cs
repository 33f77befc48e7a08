using System.Collections.Concurrent;
using VioActors.Storage.Paths;

namespace VioActors.Storage.Tests.Faults;

public sealed class RecordingObserver : IStoragePathObserver
{
    public ConcurrentQueue<PathTransition> Transitions { get; } = new();

    public ConcurrentQueue<PathIoFailure> Failures { get; } = new();

    public void OnTransition(StoragePath path, PathTransition transition) => Transitions.Enqueue(transition);

    public void OnIoFailure(StoragePath path, PathIoFailure failure) => Failures.Enqueue(failure);
}
