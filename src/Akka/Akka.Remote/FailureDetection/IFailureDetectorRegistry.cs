namespace Akka.Remote;

/// <summary>One failure detector for each source of heartbeats. Implementations are thread-safe.</summary>
public interface IFailureDetectorRegistry<in T>
    where T : notnull
{
    /// <summary>Whether the source is believed to be alive; true for an unknown one.</summary>
    bool IsAvailable(T resource);

    /// <summary>Whether a heartbeat of the source has come.</summary>
    bool IsMonitoring(T resource);

    /// <summary>A heartbeat of the source has come; an unknown one is added.</summary>
    void Heartbeat(T resource);

    /// <summary>Forgets the source.</summary>
    void Remove(T resource);

    /// <summary>Forgets all sources.</summary>
    void Reset();
}
