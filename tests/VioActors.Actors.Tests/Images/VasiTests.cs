using Akka.Actor;
using Akka.TestKit.Xunit2;
using VioActors.Actors.Memory;
using VioActors.Actors.Tests.Fixtures;
using VioActors.Actors.Vios.Cke.Relay;
using VioActors.Domain.Common;
using VioActors.Domain.Memory;
using VioActors.Domain.Values;

namespace VioActors.Actors.Tests.Images;

/// <summary>Shared memory pools of several hypervisors at the VASI devices of one paging VIOS (OSI-1).</summary>
public sealed class VasiTests : TestKit
{
    public VasiTests()
        : base(TestConfigurations.Actors)
    {
    }

    [Fact]
    [Trait("Req", "OSI-1")]
    public void A_device_serves_several_pools_and_the_next_pool_gets_another_device()
    {
        var db = CreateTestProbe();
        var relay = new IoRelay(() => true, TimeSpan.FromSeconds(60), TimeProvider.System);
        var origin = new PagingOrigin(new VioUuid(new Guid(1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9)), ViosFiles.Cec, db.Ref, db.Ref, relay);
        var service = Sys.ActorOf(Props.Create(() => new PagingServiceActor(origin)));
        var lu = LuUdid.From(new Guid(1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 8));
        for (var pool = 0; pool <= PagingLimits.PoolsPerDeviceMax; pool++)
        {
            service.Tell(new ReadPages($"pool{pool}", lu, 0, 1), TestActor);
            db.ExpectMsg<Domain.LogicalUnits.GetLu>();
            db.Reply(new Rejected(RejectionCode.NotFound, "there is no such LU"));
            Assert.True(ExpectMsg<PagingFailed>().Lasting);
        }

        service.Tell(new ReadPages("pool3", lu, 0, PagingLimits.PagesMax + 1), TestActor);
        Assert.True(ExpectMsg<PagingFailed>().Lasting);
        service.Tell(new GetVasiFigures("pool0"), TestActor);
        var pools = ExpectMsg<VasiFigures>().Pools;
        Assert.Equal(PagingLimits.PoolsPerDeviceMax, pools.Count(pool => pool.Device == "vasi0"));
        Assert.Equal("pool16", Assert.Single(pools, pool => pool.Device == "vasi1").Pool);
        Assert.All(pools, pool => Assert.Equal(1, pool.Failures));
    }
}
