using Akka.Dispatch;

namespace Akka.TestKit;

/// <summary>
/// Runs actors on the thread that sends to them: when <c>Tell</c> returns the message has been handled, unless another thread is
/// running the actor just then. Thread-safe.
/// </summary>
public class CallingThreadDispatcher : MessageDispatcher
{
    /// <summary>The path of its configuration.</summary>
    public static new readonly string Id = "akka.test.calling-thread-dispatcher";

    /// <summary>A dispatcher made by <paramref name="configurator"/>.</summary>
    public CallingThreadDispatcher(MessageDispatcherConfigurator configurator)
        : base(configurator)
    {
    }

    /// <inheritdoc />
    protected override void ExecuteTask(IRunnable run) => OutsideOfTest(run.Run);

    /// <summary>
    /// Runs <paramref name="action"/> as an actor does: asynchronous handlers must not go on in the context of the test.
    /// </summary>
    internal static void OutsideOfTest(Action action)
    {
        var context = SynchronizationContext.Current;
        if (context is null)
        {
            action();
            return;
        }

        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            action();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }
}
