using VioActors.Actors.Vios.Cke.Relay;

namespace VioActors.Actors.Tests.Vios.Cke;

/// <summary>What may be on its way to a peer, and whose turn it is.</summary>
public sealed class FairWindowTests
{
    private static readonly UInt128 Greedy = 1;
    private static readonly UInt128 Modest = 2;

    [Fact]
    public async Task WithinItsBoundsNobodyWaits_BeyondThemEverybodyDoes()
    {
        var window = new FairWindow(2, 100);
        await window.EnterAsync(Greedy, 40, default);
        Assert.False(window.EnterAsync(Greedy, 61, default).IsCompleted);
        var behind = window.EnterAsync(Modest, 1, default);
        Assert.False(behind.IsCompleted);
        window.Leave(40);
        await behind;
    }

    [Fact]
    public async Task OneLargerThanTheWindowIsAdmittedAlone()
    {
        var window = new FairWindow(4, 100);
        await window.EnterAsync(Greedy, 1, default);
        var large = window.EnterAsync(Greedy, 500, default);
        Assert.False(large.IsCompleted);
        window.Leave(1);
        await large;
        Assert.False(window.EnterAsync(Modest, 1, default).IsCompleted);
    }

    [Fact]
    public async Task AClientWithALongQueueDoesNotDelayOneWithAShortOne()
    {
        var window = new FairWindow(1, 1000);
        await window.EnterAsync(Greedy, 1, default);
        var order = new List<UInt128>();
        var waits = new List<Task>();
        for (var request = 0; request < 8; request++)
            waits.Add(PassAsync(Greedy));
        waits.Add(PassAsync(Modest));
        waits.Add(PassAsync(Modest));
        window.Leave(1);
        await Task.WhenAll(waits);
        Assert.Equal([Greedy, Modest, Greedy, Modest, Greedy, Greedy, Greedy, Greedy, Greedy, Greedy], order);

        async Task PassAsync(UInt128 client)
        {
            await window.EnterAsync(client, 1, default);
            order.Add(client);
            window.Leave(1);
        }
    }

    [Fact]
    public async Task WhoGivesUpGetsNoPlace_AndTheNextGetsIt()
    {
        var window = new FairWindow(1, 1000);
        await window.EnterAsync(Greedy, 1, default);
        using var patience = new CancellationTokenSource();
        var first = window.EnterAsync(Greedy, 1, patience.Token).AsTask();
        var second = window.EnterAsync(Greedy, 1, default).AsTask();
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        window.Leave(1);
        await second;
        window.Leave(1);
        Assert.True(window.EnterAsync(Modest, 1000, default).IsCompletedSuccessfully);
    }
}
