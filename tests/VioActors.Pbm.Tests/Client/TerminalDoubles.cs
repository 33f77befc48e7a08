using VioActors.Pbm.Client;

namespace VioActors.Pbm.Tests.Client;

/// <summary>Ctrl+C at the test's hand.</summary>
internal sealed class ManualInterrupts : IInterrupts
{
    private Action _onInterrupt = () => { };

    public IDisposable Capture(Action onInterrupt)
    {
        _onInterrupt = onInterrupt;
        return new NoInterrupts();
    }

    internal void Interrupt() => _onInterrupt();
}

/// <summary>Completes a task once a text has been written.</summary>
internal sealed class SignallingWriter(string awaited) : StringWriter
{
    private readonly TaskCompletionSource _seen = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal Task Seen => _seen.Task;

    public override async Task WriteAsync(string? value)
    {
        await base.WriteAsync(value);
        Look();
    }

    public override async Task WriteLineAsync(string? value)
    {
        await base.WriteLineAsync(value);
        Look();
    }

    private void Look()
    {
        if (ToString().Contains(awaited, StringComparison.Ordinal))
        {
            _seen.TrySetResult();
        }
    }
}

/// <summary>A terminal at which nobody types, until the test ends.</summary>
internal sealed class NeverReader : TextReader
{
    private readonly ManualResetEventSlim _ended = new();

    public override string? ReadLine()
    {
        _ended.Wait();
        return null;
    }

    protected override void Dispose(bool disposing) => _ended.Set();
}
