using VioActors.Iscsi.Tests.Initiator;
using VioActors.Scsi.Transport;

namespace VioActors.Iscsi.Tests.Portal;

/// <summary>When the thread of a connection looks for the next request, and when it sleeps at once.</summary>
[Trait("Req", "IO-3")]
public class ReceivePollingTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMicroseconds(50);

    private readonly ManualTime _time = new();

    [Fact]
    public void A_look_ends_with_its_time_and_also_when_the_clock_stands_still()
    {
        var polling = new ReceivePolling(Limit, new PollingSlots(1), _time);

        Assert.True(polling.TryBegin());
        Assert.True(polling.GoesOn());
        _time.Advance(Limit);
        Assert.False(polling.GoesOn());
        polling.End(found: true);

        Assert.True(polling.TryBegin());
        var tries = 1;
        while (polling.GoesOn())
        {
            tries++;
        }
        Assert.Equal(ReceivePolling.TryCountMax, tries);
    }

    [Fact]
    public void Each_look_in_vain_doubles_the_receives_without_one_and_each_that_finds_halves_them()
    {
        var polling = new ReceivePolling(Limit, new PollingSlots(1), _time);
        var vain = Enumerable.Range(0, 11).Select(_ => ReceivesUntilLook(polling, found: false)).ToList();
        var found = Enumerable.Range(0, 10).Select(_ => ReceivesUntilLook(polling, found: true)).ToList();

        Assert.Equal([0, 1, 2, 4, 8, 16, 32, 64, 128, 256, ReceivePolling.PauseMax], vain);
        Assert.Equal([256, 128, 64, 32, 16, 8, 4, 2, 1, 0], found);
    }

    [Fact]
    public void No_more_look_at_once_than_there_are_slots()
    {
        var slots = new PollingSlots(2);
        var receivers = Enumerable.Range(0, 3).Select(_ => new ReceivePolling(Limit, slots, _time)).ToList();

        Assert.Equal([true, true, false], receivers.Select(receiver => receiver.TryBegin()));
        receivers[0].End(found: true);

        Assert.True(receivers[2].TryBegin());
        Assert.False(receivers[0].TryBegin());
    }

    [Fact]
    public void Without_time_or_slots_nobody_looks()
    {
        Assert.False(new ReceivePolling(TimeSpan.Zero, new PollingSlots(1), _time).TryBegin());
        Assert.False(new ReceivePolling(Limit, new PollingSlots(0), _time).TryBegin());
    }

    /// <summary>Receives that sleep at once before the next one that looks, which ends as said.</summary>
    private static int ReceivesUntilLook(ReceivePolling polling, bool found)
    {
        var slept = 0;
        while (!polling.TryBegin())
        {
            slept++;
        }
        polling.End(found);
        return slept;
    }
}
