namespace VioActors.Actors.Vios.Transport;

/// <summary>A way by which initiators outside of the CEC reach the adapters of one VIOS: its iSCSI portal. Implementations are
/// thread-safe.</summary>
public interface IViosTransport : IAsyncDisposable
{
    /// <summary>Begins to accept logins for the targets of the directory. Gives the addresses that it listens on,
    /// <c>host:port</c>.</summary>
    /// <exception cref="IOException">The address cannot be listened on; the message says which and why.</exception>
    ValueTask<IReadOnlyList<string>> StartAsync(TargetDirectory directory, CancellationToken cancellation);

    /// <summary>Ends every session in an orderly way and stops to listen. Idempotent.</summary>
    ValueTask StopAsync(string reason);
}
