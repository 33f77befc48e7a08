namespace VioActors.Pbm.Client;

/// <summary>Where Ctrl+C comes from.</summary>
internal interface IInterrupts
{
    /// <summary>While the returned object lives, Ctrl+C calls <paramref name="onInterrupt"/>; a second one ends the process as
    /// usual.</summary>
    IDisposable Capture(Action onInterrupt);
}

/// <summary>No terminal, no Ctrl+C.</summary>
internal sealed class NoInterrupts : IInterrupts, IDisposable
{
    public IDisposable Capture(Action onInterrupt) => this;

    public void Dispose()
    {
    }
}

/// <summary>Ctrl+C of the process's console. Thread-safe.</summary>
internal sealed class ConsoleInterrupts : IInterrupts
{
    public IDisposable Capture(Action onInterrupt) => new Capturing(onInterrupt);

    private sealed class Capturing : IDisposable
    {
        private readonly Action _onInterrupt;
        private int _count;

        internal Capturing(Action onInterrupt)
        {
            _onInterrupt = onInterrupt;
            Console.CancelKeyPress += OnKey;
        }

        public void Dispose() => Console.CancelKeyPress -= OnKey;

        private void OnKey(object? sender, ConsoleCancelEventArgs key)
        {
            if (Interlocked.Increment(ref _count) == 1)
            {
                key.Cancel = true;
                _onInterrupt();
            }
        }
    }
}
