using System.Collections.Concurrent;

namespace VioActors.Iscsi.Tests.Doubles;

/// <summary>Blocks of a disk of which each call hangs as one in the kernel does: in its thread, until it is let go. Thread-safe.</summary>
internal sealed class HangingBlocks : IDisposable
{
    private readonly ManualResetEventSlim _gate = new();
    private readonly ConcurrentDictionary<long, TaskCompletionSource> _hanging = new();
    private readonly long _first;

    /// <param name="disk">Whose they are.</param>
    /// <param name="first">This block and all behind it.</param>
    public HangingBlocks(RamDisk disk, long first)
    {
        _first = first;
        disk.Touched = Touch;
    }

    /// <summary>Completes when a call at that block hangs.</summary>
    public Task Hangs(long block) => Of(block).Task.WaitAsync(TimeSpan.FromMinutes(2));

    public void LetGo() => _gate.Set();

    /// <summary>After the portal has ended.</summary>
    public void Dispose() => _gate.Set();

    private void Touch(long block)
    {
        if (block >= _first)
        {
            Of(block).TrySetResult();
            _gate.Wait();
        }
    }

    private TaskCompletionSource Of(long block) =>
        _hanging.GetOrAdd(block, static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
}
