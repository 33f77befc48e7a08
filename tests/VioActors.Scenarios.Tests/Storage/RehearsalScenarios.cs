using VioActors.Domain.LogicalUnits;
using VioActors.Node.Rehearsal;

namespace VioActors.Scenarios.Tests.Storage;

/// <summary>What a process compiles before its first snapshot.</summary>
[Trait("Req", "STO-3")]
public sealed class RehearsalScenarios
{
    [Fact]
    public void Given_AProcessThatHasJustStarted_When_ASnapshotIsRehearsed_Then_EveryStepOfItIsDecidedAndWrittenDown()
    {
        var rehearsal = new SnapshotRehearsal();

        rehearsal.Run();

        var state = rehearsal.State;
        Assert.Equal((LuStatus.Ready, 3L, 0L), (state.Status, state.Past.Shared.Count, state.Map.Count));
        Assert.Equal(["first"], state.Past.Taken.Select(taken => taken.Name.Value));
        Assert.Equal((null, true, 0), (state.Past.Pause, state.Past.Copying.IsEmpty, state.Scsi.Returning.Count));
        Assert.Equal((LuStatus.Ready, 3L), (rehearsal.Clone.Status, rehearsal.Clone.Past.Shared.Count));
        Assert.Empty(state.Past.Loans);
        Assert.InRange(rehearsal.EventCount, 20, 40);
    }
}
