using Akka.Actor;
using VioActors.Domain.Common;
using VioActors.Domain.Memory;
using VioActors.Domain.Values;

namespace VioActors.Actors.Memory;

/// <summary>What came of a paging request.</summary>
/// <param name="Doubt">A VIOS that was told to do it, did not answer, and may do it still; null: none.</param>
internal sealed record PagingOutcome(IReply Reply, PartitionId? Doubt);

/// <summary>
/// The way of a hypervisor to its paging devices: through the first paging VIOS while it serves, else through the second (OSI-1). A request
/// ends with an answer or with a failure that every VIOS would give; while no VIOS can do it, it waits. Thread-safe.
/// </summary>
internal sealed class PagingPath(TimeProvider time, TimeSpan answerLimit)
{
    private static readonly TimeSpan PauseBetweenTries = TimeSpan.FromMilliseconds(50);

    private readonly Lock _sync = new();
    private readonly Dictionary<PartitionId, Server> _servers = [];
    private readonly HashSet<PartitionId> _suspects = [];
    private PartitionId? _first;
    private PartitionId? _second;
    private PartitionId? _last;
    private long _takeOvers;

    /// <summary>Through which it would page now; null: none serves.</summary>
    public PartitionId? Current => Choose()?.Vios;

    /// <summary>How often requests went to another VIOS than the one before.</summary>
    public long TakeOvers => Interlocked.Read(ref _takeOvers);

    public void Use(PartitionId first, PartitionId? second)
    {
        lock (_sync)
            (_first, _second) = (first, second);
    }

    /// <summary>That VIOS serves. True: it is another life of it than before, whose unanswered writes will never come.</summary>
    public bool Serves(PartitionId vios, IActorRef actor)
    {
        lock (_sync)
        {
            _suspects.Remove(vios);
            var isNew = !_servers.TryGetValue(vios, out var former) || !former.Actor.Equals(actor);
            if (isNew)
                _servers[vios] = new Server(vios, actor, new CancellationTokenSource());
            return isNew;
        }
    }

    public void Ended(PartitionId vios)
    {
        Server? server;
        lock (_sync)
            _servers.Remove(vios, out server);

        // What it was asked goes to the other one at once.
        server?.Gone.Cancel();
    }

    /// <summary>A VIOS that failed is tried again.</summary>
    public void Reconsider()
    {
        lock (_sync)
            _suspects.Clear();
    }

    public async Task<PagingOutcome> RunAsync(IPagingRequest request, CancellationToken cancellation)
    {
        PartitionId? doubt = null;
        using var pause = new PeriodicTimer(PauseBetweenTries, time);
        while (true)
        {
            if (Choose() is not { } server)
            {
                await pause.WaitForNextTickAsync(cancellation).ConfigureAwait(false);
                continue;
            }

            Note(server.Vios);
            var reply = await AskAsync(server, request, cancellation).ConfigureAwait(false);
            switch (reply)
            {
                case null:
                    doubt = request is WritePages or CopyPages ? server.Vios : doubt;
                    break;
                case PagingFailed { Lasting: false } or Rejected:
                    break;
                case IReply answer:
                    return new PagingOutcome(answer, doubt);
            }

            if (Suspect(server.Vios))
                await pause.WaitForNextTickAsync(cancellation).ConfigureAwait(false);
        }
    }

    private async Task<object?> AskAsync(Server server, IPagingRequest request, CancellationToken cancellation)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(server.Gone.Token, cancellation);
        try
        {
            return await server.Actor.Ask<object>(request, answerLimit, either.Token).ConfigureAwait(false);
        }
        catch (Exception cause) when (cause is AskTimeoutException or OperationCanceledException)
        {
            cancellation.ThrowIfCancellationRequested();
            return null;
        }
    }

    private Server? Choose()
    {
        lock (_sync)
        {
            return Find(_first) ?? Find(_second);

            Server? Find(PartitionId? vios) =>
                vios is { } id && !_suspects.Contains(id) && _servers.TryGetValue(id, out var server) ? server : null;
        }
    }

    private void Note(PartitionId vios)
    {
        lock (_sync)
        {
            if (_last is { } last && last != vios)
                _takeOvers++;
            _last = vios;
        }
    }

    /// <summary>True when there is nobody else to ask now.</summary>
    private bool Suspect(PartitionId vios)
    {
        lock (_sync)
        {
            _suspects.Add(vios);
            if (Choose() is not null)
                return false;
            _suspects.Clear();
            return true;
        }
    }

    private sealed record Server(PartitionId Vios, IActorRef Actor, CancellationTokenSource Gone);
}
