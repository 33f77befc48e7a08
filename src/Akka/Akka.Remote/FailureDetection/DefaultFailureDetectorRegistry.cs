using System.Collections.Concurrent;

namespace Akka.Remote;

/// <summary>Makes a detector when a source's first heartbeat comes. Thread-safe.</summary>
public class DefaultFailureDetectorRegistry<T> : IFailureDetectorRegistry<T>
    where T : notnull
{
    private readonly Func<FailureDetector> _factory;
    private readonly ConcurrentDictionary<T, Lazy<FailureDetector>> _detectors = new();

    /// <summary>A registry of detectors made by <paramref name="factory"/>.</summary>
    public DefaultFailureDetectorRegistry(Func<FailureDetector> factory)
    {
        _factory = factory;
    }

    /// <inheritdoc />
    public bool IsAvailable(T resource) => GetFailureDetector(resource)?.IsAvailable ?? true;

    /// <inheritdoc />
    public bool IsMonitoring(T resource) => GetFailureDetector(resource)?.IsMonitoring ?? false;

    /// <inheritdoc />
    public void Heartbeat(T resource) =>
        _detectors.GetOrAdd(resource, static (_, factory) => new Lazy<FailureDetector>(factory), _factory).Value.HeartBeat();

    /// <inheritdoc />
    public void Remove(T resource) => _detectors.TryRemove(resource, out _);

    /// <inheritdoc />
    public void Reset() => _detectors.Clear();

    /// <summary>The detector of a source, or <c>null</c>.</summary>
    internal FailureDetector? GetFailureDetector(T resource) =>
        _detectors.TryGetValue(resource, out var detector) ? detector.Value : null;
}
