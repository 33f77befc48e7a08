namespace VioActors.Storage.Paths;

/// <summary>One I/O that failed on the medium while the path stayed up. Immutable.</summary>
public sealed record PathIoFailure(int PvIndex, StorageResult Result, string Detail);

/// <summary>
/// Told of a path's failures, on the thread that noticed. Implementations do not block and do not throw (an actor is told). A path being up
/// again is told too.
/// </summary>
public interface IStoragePathObserver
{
    void OnTransition(StoragePath path, PathTransition transition);

    void OnIoFailure(StoragePath path, PathIoFailure failure);
}
