using VioActors.Actors.Vios.Transport;

namespace VioActors.Actors.Tests.Fixtures;

/// <summary>A transport that listens nowhere; gives the test the directory of targets.</summary>
internal sealed class FakeTransport : IViosTransport
{
    private volatile TargetDirectory? _directory;

    /// <summary>Null before the VIOS has started its transport.</summary>
    public TargetDirectory? Directory => _directory;

    public bool IsStopped { get; private set; }

    /// <summary>When set, the address is in use.</summary>
    public string? Problem { get; init; }

    /// <summary>When set, it has started when this has ended.</summary>
    public Task Starting { get; init; } = Task.CompletedTask;

    public async ValueTask<IReadOnlyList<string>> StartAsync(TargetDirectory directory, CancellationToken cancellation)
    {
        if (Problem is { } problem)
            throw new IOException(problem);
        _directory = directory;
        await Starting.ConfigureAwait(false);
        return ["192.0.2.1:3260"];
    }

    public ValueTask StopAsync(string reason)
    {
        IsStopped = true;
        return default;
    }

    public ValueTask DisposeAsync() => default;
}
