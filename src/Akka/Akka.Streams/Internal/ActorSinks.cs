using Akka.Actor;

namespace Akka.Streams.Internal;

/// <summary>What an actor at the end of a stream is told.</summary>
internal sealed record AckProtocol(
    IActorRef Target, object Init, object Ack, object Complete, Func<Exception, object>? Failure);

/// <summary>Streams that end in actors.</summary>
internal static class ActorSinks
{
    public static NotUsed Tell<T>(
        StreamRun run, IAsyncEnumerable<T> elements, IActorRef target, object complete, Func<Exception, object> failure)
    {
        var driven = run.Drive(async token =>
        {
            await foreach (var element in elements.WithCancellation(token).ConfigureAwait(false))
                target.Tell(element!);
            return Done.Instance;
        });
        _ = ReportAsync(driven, target, complete, failure);
        return NotUsed.Instance;
    }

    public static NotUsed TellWithAck<T>(StreamRun run, IAsyncEnumerable<T> elements, AckProtocol protocol)
    {
        var stopped = new CancellationTokenSource();
        var driven = run.Drive(async token =>
        {
            using var end = CancellationTokenSource.CreateLinkedTokenSource(token, stopped.Token);
            if (!await AcknowledgedAsync(protocol, protocol.Init, end.Token).ConfigureAwait(false))
                return false;
            await foreach (var element in elements.WithCancellation(end.Token).ConfigureAwait(false))
            {
                if (!await AcknowledgedAsync(protocol, element!, end.Token).ConfigureAwait(false))
                    return false;
            }

            return true;
        });
        _ = WatchAsync(protocol.Target, driven, stopped);
        _ = ReportAckedAsync(driven, protocol, stopped.Token);
        return NotUsed.Instance;
    }

    private static async Task<bool> AcknowledgedAsync(AckProtocol protocol, object message, CancellationToken token) =>
        Equals(await protocol.Target.Ask<object>(message, token).ConfigureAwait(false), protocol.Ack);

    private static async Task WatchAsync(IActorRef target, Task driven, CancellationTokenSource stopped)
    {
        if (await Task.WhenAny(target.WatchAsync(), driven).ConfigureAwait(false) != driven)
            await stopped.CancelAsync().ConfigureAwait(false);
    }

    private static async Task ReportAckedAsync(Task<bool> driven, AckProtocol protocol, CancellationToken stopped)
    {
        try
        {
            if (await driven.ConfigureAwait(false))
                protocol.Target.Tell(protocol.Complete);
        }
        catch (Exception e) when (!stopped.IsCancellationRequested)
        {
            protocol.Target.Tell(protocol.Failure?.Invoke(e) ?? new Status.Failure(e));
        }
        catch (OperationCanceledException)
        {
            // The actor has stopped: there is nobody to tell.
        }
    }

    private static async Task ReportAsync(Task driven, IActorRef target, object complete, Func<Exception, object> failure)
    {
        try
        {
            await driven.ConfigureAwait(false);
            target.Tell(complete);
        }
        catch (Exception e)
        {
            target.Tell(failure(e));
        }
    }
}
