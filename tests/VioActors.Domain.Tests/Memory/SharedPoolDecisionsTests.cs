using VioActors.Domain.Common;
using VioActors.Domain.Memory;
using VioActors.Domain.Values;

namespace VioActors.Domain.Tests.Memory;

[Trait("Req", "OSI-1")]
public sealed class SharedPoolDecisionsTests
{
    private static readonly PartitionId Client = new(5);
    private static readonly LuUdid Small = LuUdid.From(new Guid(1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1));
    private static readonly LuUdid Large = LuUdid.From(new Guid(1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2));

    [Fact]
    public void A_partition_gets_the_smallest_device_that_holds_it_and_gives_it_back()
    {
        var state = After(SharedPoolState.Empty, Pool(64), new AddPagingDevice(Large, Mib(100)), new AddPagingDevice(Small, Mib(32)),
            Share(16, 128, 1));
        Assert.Equal(Client, state.Devices[Small].Client);
        Assert.Equal(RejectionCode.InUse, Refusal(state, new RemovePagingDevice(Small)));
        state = After(state, new UnshareMemory(Client), new RemovePagingDevice(Small));
        Assert.Equal([Large], state.Devices.Keys);
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        var state = After(SharedPoolState.Empty, Pool(64), new AddPagingDevice(Small, Mib(32)));
        Assert.Equal(RejectionCode.WrongStatus, Refusal(SharedPoolState.Empty, Share(1, 1, 1)));
        Assert.Equal(RejectionCode.Invalid, Refusal(state, Share(1, 256, 1)));
        Assert.Equal(RejectionCode.Invalid, Refusal(state, Share(1, 1, 2)));
        Assert.Equal(RejectionCode.Invalid, Refusal(state, Share(60, 1, 40)));
        Assert.Equal(RejectionCode.NotFound, Refusal(state, Share(20, 1, 1)));
        Assert.Equal(RejectionCode.Invalid, Refusal(state, new DefineMemoryPool(new MemoryPoolDefinition(Mib(64), new(1), new(1)))));
        Assert.Equal(RejectionCode.Invalid, Refusal(state, new DefineMemoryPool(new MemoryPoolDefinition(new(4096), new(1), null))));
        Assert.Equal(RejectionCode.Invalid, Refusal(state, new AddPagingDevice(Large, new ByteSize(4096))));
        state = After(state, Share(16, 1, 1));
        Assert.Equal(RejectionCode.Invalid, Refusal(state, Share(8, 1, 1)));
    }

    private static ByteSize Mib(int count) => ByteSize.FromMebibytes(count);

    private static DefineMemoryPool Pool(int mebibytes) => new(new MemoryPoolDefinition(Mib(mebibytes), new PartitionId(1),
        new PartitionId(2)));

    private static ShareMemory Share(int mebibytes, int weight, int entitled) =>
        new(new MemoryShare(Client, Mib(mebibytes), weight, Mib(entitled)));

    private static RejectionCode Refusal(SharedPoolState state, ISharedPoolMessage message) =>
        Assert.IsType<Rejected>(SharedPoolDecisions.Decide(state, message).Reply).Code;

    private static SharedPoolState After(SharedPoolState state, params ISharedPoolMessage[] messages)
    {
        foreach (var message in messages)
        {
            var decision = SharedPoolDecisions.Decide(state, message);
            Assert.IsType<Ok>(decision.Reply);
            Assert.IsType<NoOp>(SharedPoolDecisions.Decide(decision.Events.Aggregate(state, (now, e) => now.Apply(e)), message).Reply);
            state = decision.Events.Aggregate(state, (now, e) => now.Apply(e));
        }

        return state;
    }
}
