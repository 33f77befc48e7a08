namespace Akka.Actor;

/// <summary>
/// Sends the outcome of a task to an actor: the value, or <see cref="Status.Failure"/>. A cancelled task is a failure. The task
/// that is returned completes when the message was sent and never fails.
/// </summary>
public static class PipeToSupport
{
    /// <summary>Sends the outcome of <paramref name="taskToPipe"/> to <paramref name="recipient"/>.</summary>
    public static Task PipeTo<T>(
        this Task<T> taskToPipe,
        ICanTell recipient,
        IActorRef? sender = null,
        Func<T, object>? success = null,
        Func<Exception, object>? failure = null) =>
        PipeTo(taskToPipe, recipient, false, sender, success, failure);

    /// <summary>As above.</summary>
    public static Task PipeTo<T>(
        this ValueTask<T> taskToPipe,
        ICanTell recipient,
        IActorRef? sender = null,
        Func<T, object>? success = null,
        Func<Exception, object>? failure = null) =>
        PipeTo(taskToPipe.AsTask(), recipient, false, sender, success, failure);

    /// <summary>As above; <paramref name="useConfigureAwait"/> sends from the context of the caller.</summary>
    public static async Task PipeTo<T>(
        this Task<T> taskToPipe,
        ICanTell recipient,
        bool useConfigureAwait,
        IActorRef? sender = null,
        Func<T, object>? success = null,
        Func<Exception, object>? failure = null)
    {
        sender ??= ActorRefs.NoSender;
        try
        {
            var result = await taskToPipe.ConfigureAwait(useConfigureAwait);
            recipient.Tell(success is null ? result! : success(result), sender!);
        }
        catch (Exception error)
        {
            recipient.Tell(failure is null ? new Status.Failure(error) : failure(error), sender!);
        }
    }

    /// <summary>As above.</summary>
    public static Task PipeTo<T>(
        this ValueTask<T> taskToPipe,
        ICanTell recipient,
        bool useConfigureAwait,
        IActorRef? sender = null,
        Func<T, object>? success = null,
        Func<Exception, object>? failure = null) =>
        PipeTo(taskToPipe.AsTask(), recipient, useConfigureAwait, sender, success, failure);

    /// <summary>Sends <paramref name="success"/>, if given, or the failure of <paramref name="taskToPipe"/>.</summary>
    public static Task PipeTo(
        this Task taskToPipe,
        ICanTell recipient,
        IActorRef? sender = null,
        Func<object>? success = null,
        Func<Exception, object>? failure = null) =>
        PipeTo(taskToPipe, recipient, false, sender, success, failure);

    /// <summary>As above.</summary>
    public static Task PipeTo(
        this ValueTask taskToPipe,
        ICanTell recipient,
        IActorRef? sender = null,
        Func<object>? success = null,
        Func<Exception, object>? failure = null) =>
        PipeTo(taskToPipe.AsTask(), recipient, false, sender, success, failure);

    /// <summary>As above; <paramref name="useConfigureAwait"/> sends from the context of the caller.</summary>
    public static async Task PipeTo(
        this Task taskToPipe,
        ICanTell recipient,
        bool useConfigureAwait,
        IActorRef? sender = null,
        Func<object>? success = null,
        Func<Exception, object>? failure = null)
    {
        sender ??= ActorRefs.NoSender;
        try
        {
            await taskToPipe.ConfigureAwait(useConfigureAwait);
            if (success is not null)
                recipient.Tell(success(), sender!);
        }
        catch (Exception error)
        {
            recipient.Tell(failure is null ? new Status.Failure(error) : failure(error), sender!);
        }
    }

    /// <summary>As above.</summary>
    public static Task PipeTo(
        this ValueTask taskToPipe,
        ICanTell recipient,
        bool useConfigureAwait,
        IActorRef? sender = null,
        Func<object>? success = null,
        Func<Exception, object>? failure = null) =>
        PipeTo(taskToPipe.AsTask(), recipient, useConfigureAwait, sender, success, failure);
}
