using System.Net;
using System.Security.Cryptography;
using VioActors.Iscsi.Portal;
using VioActors.Iscsi.Tests.Doubles;

namespace VioActors.Iscsi.Tests.Initiator;

/// <summary>A live portal on a free port with one target, whose LUN 1 is a RAM disk, and a clock that stands still.</summary>
internal sealed class TestPortal : IAsyncDisposable
{
    /// <summary>For tests that move the clock on while something else goes on: the machine may be slow meanwhile.</summary>
    public static readonly IscsiPortalOptions Patient = new() { LoginTimeout = TimeSpan.FromHours(1), NopInterval = TimeSpan.FromHours(1) };

    private readonly RandomNumberGenerator _random = RandomNumberGenerator.Create();

    public TestPortal(IscsiPortalOptions? options = null, int queueDepth = 128)
    {
        Target = new DiskTargetPort(TargetName, (1, Disk)) { QueueDepthMax = queueDepth, StartsClean = true };
        Directory = new TestDirectory(Target);
        Portal = new IscsiPortal(Directory, options ?? new IscsiPortalOptions(), Time, _random, Lines.Enqueue);
        Portal.Start(new IPEndPoint(IPAddress.Loopback, 0));
        Directory.Portals.Add(new IscsiPortalAddress("127.0.0.1", EndPoint.Port, 1));
    }

    public string TargetName => "iqn.2025-01.org.example:disk";

    public RamDisk Disk { get; } = new(16 * 2048);

    public DiskTargetPort Target { get; }

    public TestDirectory Directory { get; }

    public ManualTime Time { get; } = new();

    public IscsiPortal Portal { get; }

    /// <summary>The portal's log.</summary>
    public System.Collections.Concurrent.ConcurrentQueue<string> Lines { get; } = new();

    public IPEndPoint EndPoint => Portal.BoundEndPoint!;

    /// <summary>Makes tasks wait until the returned source is completed.</summary>
    public TaskCompletionSource HoldTasks(byte opcode)
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Target.Hook = task => task.Cdb.Span[0] != opcode ? null : WaitAsync();
        return gate;

        async ValueTask<Scsi.Transport.ScsiResponse> WaitAsync()
        {
            await gate.Task;
            return Scsi.Transport.ScsiResponse.Good();
        }
    }

    /// <summary>Completes with the next nexus that is closed.</summary>
    public Task<DiskNexus> NextClosed()
    {
        var closed = new TaskCompletionSource<DiskNexus>(TaskCreationOptions.RunContinuationsAsynchronously);
        Target.NexusClosed += nexus => closed.TrySetResult(nexus);
        return closed.Task.WaitAsync(TimeSpan.FromMinutes(2));
    }

    /// <summary>Moves the portal's clock on, a step at a time, until what is waited for has happened.</summary>
    public async Task AdvanceUntilAsync(Func<bool> happened, TimeSpan step)
    {
        using var polls = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (!happened())
        {
            Time.Advance(step);
            await polls.WaitForNextTickAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        var stopped = Portal.StopAsync();
        await AdvanceUntilAsync(() => stopped.IsCompleted, TimeSpan.FromSeconds(10));
        await stopped;
        _random.Dispose();
    }
}
