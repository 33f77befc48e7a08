using VioActors.Storage.Volumes;

namespace VioActors.Storage.Tests.Volumes;

[Trait("Req", "STO-10")]
public sealed class CallsHereTests
{
    private const long Start = 1_000_000_000;

    [Fact]
    public void Calls_go_elsewhere_while_one_hangs_and_for_a_while_after_it()
    {
        var calls = new CallsHere();
        Assert.True(calls.MayBegin(Start));
        var hanging = calls.Begin(Start);
        Assert.True(hanging);

        // Side by side with it another one ends: that does not hide the one that hangs.
        Assert.True(calls.MayBegin(Start + CallsHere.SlowTicks));
        var other = calls.Begin(Start + 10);
        Assert.False(other);
        calls.End(other, Start + 10, Start + 20);
        var later = Start + CallsHere.SlowTicks + 1;
        Assert.False(calls.MayBegin(later));
        Assert.False(calls.MayBegin(later + (100 * CallsHere.ElsewhereTicks)));

        var ended = later + (100 * CallsHere.ElsewhereTicks);
        calls.End(hanging, Start, ended);
        Assert.False(calls.MayBegin(ended + CallsHere.ElsewhereTicks - 1));
        Assert.True(calls.MayBegin(ended + CallsHere.ElsewhereTicks));
        Assert.True(calls.Begin(ended + CallsHere.ElsewhereTicks));
    }

    [Fact]
    public void A_quick_call_sends_nobody_elsewhere()
    {
        var calls = new CallsHere();
        calls.End(calls.Begin(Start), Start, Start + CallsHere.SlowTicks);

        Assert.True(calls.MayBegin(Start + CallsHere.SlowTicks));
    }
}
