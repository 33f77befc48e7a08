namespace VioActors.Storage.Paths;

/// <summary>One I/O that failed on the medium while the path stayed up. Immutable.</summary>
public sealed record PathIoFailure(int PvIndex, StorageResult Result, string Detail);

/// <summary>
/// Told of a path's failures, on the thread that noticed. Implementations do not block and do not throw (an actor is told). A path being up
/// again is told too.
/// </summary>
public interface IStoragePathObserver
{
    /// <summary>The first of its volumes is reached again, or the last one is not any more.</summary>
    void OnTransition(StoragePath path, PathTransition transition);

    /// <summary>One volume is lost or back on this path; told before what that means for the path as a whole.</summary>
    void OnVolumeTransition(StoragePath path, int pvIndex, PathTransition transition);

    /// <summary>A volume was added or taken off.</summary>
    void OnVolumesChanged(StoragePath path);

    void OnIoFailure(StoragePath path, PathIoFailure failure);
}
