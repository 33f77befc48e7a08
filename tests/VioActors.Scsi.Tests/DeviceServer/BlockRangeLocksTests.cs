using VioActors.Scsi.DeviceServer;

namespace VioActors.Scsi.Tests.DeviceServer;

/// <summary>Range locks: who waits for whom.</summary>
public sealed class BlockRangeLocksTests
{
    private readonly BlockRangeLocks _locks = new();

    [Theory]
    [InlineData(0, 8, false, 4, 8, false, true)]
    [InlineData(0, 8, true, 8, 8, true, true)] // they touch, they do not overlap
    [InlineData(0, 8, true, 7, 1, false, false)]
    [InlineData(0, 8, false, 7, 1, true, false)]
    [InlineData(4, 1, true, 0, 8, true, false)]
    public void Overlap(long lba, long count, bool exclusive, long lba2, long count2, bool exclusive2, bool together)
    {
        var first = _locks.HoldAsync(lba, count, exclusive, CancellationToken.None);
        var second = _locks.HoldAsync(lba2, count2, exclusive2, CancellationToken.None);
        Assert.True(first.IsCompletedSuccessfully);
        Assert.Equal(together, second.IsCompleted);
    }

    [Fact]
    public async Task Releasing_lets_the_next_in()
    {
        var first = await _locks.HoldAsync(0, 8, true, CancellationToken.None);
        var second = _locks.HoldAsync(0, 8, true, CancellationToken.None).AsTask();
        var third = _locks.HoldAsync(0, 8, false, CancellationToken.None).AsTask();
        first!.Dispose();
        (await second)!.Dispose();
        (await third)!.Dispose();
        Assert.True(_locks.HoldAsync(0, 8, true, CancellationToken.None).IsCompleted);
    }

    [Fact]
    public async Task A_reader_does_not_overtake_a_waiting_writer()
    {
        var reader = await _locks.HoldAsync(0, 8, false, CancellationToken.None);
        var writer = _locks.HoldAsync(0, 8, true, CancellationToken.None).AsTask();
        var late = _locks.HoldAsync(0, 8, false, CancellationToken.None).AsTask();
        Assert.False(late.IsCompleted);
        reader!.Dispose();
        (await writer)!.Dispose();
        await late;
    }

    [Fact]
    public async Task Cancelling_a_waiter_frees_those_behind_it()
    {
        using var abort = new CancellationTokenSource();
        using var reader = await _locks.HoldAsync(0, 8, false, CancellationToken.None);
        var writer = _locks.HoldAsync(0, 8, true, abort.Token).AsTask();
        var late = _locks.HoldAsync(0, 8, false, CancellationToken.None).AsTask();
        await abort.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writer);
        await late;
    }

    [Fact]
    public async Task Disposing_twice_releases_once()
    {
        var first = await _locks.HoldAsync(0, 8, true, CancellationToken.None);
        first!.Dispose();
        var second = await _locks.HoldAsync(0, 8, true, CancellationToken.None);
        first!.Dispose();
        Assert.False(_locks.HoldAsync(0, 8, true, CancellationToken.None).IsCompleted);
        second!.Dispose();
    }
}
