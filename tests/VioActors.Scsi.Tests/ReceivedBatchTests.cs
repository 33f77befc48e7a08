using VioActors.Scsi.Transport;

namespace VioActors.Scsi.Tests;

public sealed class ReceivedBatchTests
{
    [Fact]
    public void OnAReceiversThread_WhatIsHeld_GoesOutOnceAtTheEnd()
    {
        var (first, second) = (new Sender(), new Sender());
        RunOnOwnThread(() =>
        {
            ReceivedBatch.OwnThread();
            Assert.False(ReceivedBatch.TryHold(first));
            ReceivedBatch.Begin();
            Assert.True(ReceivedBatch.TryHold(first) && ReceivedBatch.TryHold(second) && ReceivedBatch.TryHold(first));
            Assert.Equal((0, 0), (first.Count, second.Count));
            ReceivedBatch.End();
            Assert.Equal((1, 1), (first.Count, second.Count));
            Assert.False(ReceivedBatch.TryHold(first));
            ReceivedBatch.End();
        });
        Assert.Equal((1, 1), (first.Count, second.Count));
    }

    [Fact]
    [Trait("Req", "RED-2")]
    public async Task OfAThreadThatHangs_WhatIsHeldGoesOut_AndItHoldsNothingAnyMore()
    {
        var (first, second) = (new Sender(), new Sender());
        using var hangs = new ManualResetEventSlim();
        using var isGivenUp = new ManualResetEventSlim();
        ReceivedBatch? batch = null;
        var running = Task.Factory.StartNew(() => RunOnOwnThread(() =>
        {
            batch = ReceivedBatch.OwnThread();
            ReceivedBatch.Begin();
            Assert.True(ReceivedBatch.TryHold(first));
            hangs.Set();
            isGivenUp.Wait();
            Assert.False(ReceivedBatch.TryHold(second));
            ReceivedBatch.End();
        }), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        hangs.Wait();
        batch!.GiveUp();
        Assert.Equal((1, 0), (first.Count, second.Count));
        isGivenUp.Set();
        await running;
        Assert.Equal(0, second.Count);
    }

    [Fact]
    public void OnAnyOtherThread_NothingIsHeld() => RunOnOwnThread(() =>
    {
        ReceivedBatch.Begin();
        Assert.False(ReceivedBatch.TryHold(new Sender()));
    });

    private static void RunOnOwnThread(Action test)
    {
        Exception? failure = null;
        var thread = new Thread(() => failure = Record.Exception(test));
        thread.Start();
        thread.Join();
        Assert.Null(failure);
    }

    private sealed class Sender : IHeldSender
    {
        public int Count { get; private set; }

        public void SendHeld()
        {
            // What is answered now is not held any more.
            Assert.False(ReceivedBatch.TryHold(this));
            Count++;
        }
    }
}
