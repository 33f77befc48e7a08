using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using VioActors.Actors.Memory;
using VioActors.Actors.Phyp.Freezing;
using VioActors.Actors.Tests.Fixtures;
using VioActors.Domain.Common;
using VioActors.Domain.Memory;
using VioActors.Domain.Values;
using VioActors.Scenarios.Tests.Initiators;

namespace VioActors.Actors.Tests.Images;

/// <summary>Whoever asks for pages is answered, also when they cannot be looked for. The test plays the paging VIOS.</summary>
public sealed class PageAskersTests : TestKit
{
    private const int PageCount = 4;
    private const string Image = "a";
    private static readonly LuUdid Lu = LuUdid.From(new Guid(1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1));

    private readonly TestProbe _vios;
    private readonly IActorRef _memory;
    private MemoryAttached _attached = null!;
    private MemorySegment _segment = null!;

    public PageAskersTests()
        : base(TestConfigurations.Actors)
    {
        _vios = CreateTestProbe();
        var kept = new KeptPool(TimeProvider.System, TestLimits.Answer);
        _memory = Sys.ActorOf(Props.Create(() => new SharedMemoryActor(ViosFiles.Cec, kept)));
        _memory.Tell(new ViosServes(new PartitionId(1), _vios.Ref));
    }

    [Fact]
    [Trait("Req", "OSI-1")]
    public async Task A_page_of_an_image_that_has_left_the_pool_is_refused_as_often_as_it_is_asked_for()
    {
        await PrepareAsync();
        await AskAsync<Ok>(new CloseHiddenMemory(_attached.Memory.Id));
        await AskAsync<Ok>(new CloseLayer(Image));

        for (var time = 0; time < 2; time++)
        {
            var refused = await AskAsync<Rejected>(new SegmentWanted(_segment, 0, 1, ForWriting: false));
            Assert.Contains("not in the pool", refused.Reason, StringComparison.Ordinal);
        }
    }

    [Fact]
    [Trait("Req", "OSI-1")]
    public async Task Who_waits_for_a_page_beside_one_who_wants_what_there_is_not_is_answered_and_so_is_that_one()
    {
        await PrepareAsync();
        var beyond = CreateTestProbe();
        _memory.Tell(new SegmentWanted(_segment, 0, PageCount + 1, ForWriting: false), beyond);
        _memory.Tell(new SegmentWanted(_segment, 0, 1, ForWriting: false), TestActor);

        var read = _vios.ExpectMsg<ReadPages>();
        Assert.Equal(PageCount, read.Count);
        _vios.Reply(new PagesRead(new PageBytes(new byte[PageCount << MemoryPage.Shift])));

        ExpectMsg<SegmentReady>();
        beyond.ExpectMsg<SegmentReady>();
    }

    /// <summary>An image of zeros, and one that runs on it.</summary>
    private async Task PrepareAsync()
    {
        await AskAsync<Ok>(new DefineMemoryPool(new MemoryPoolDefinition(ByteSize.Parse("4M"), new PartitionId(1), null)));
        var checksums = Enumerable.Repeat(MemoryPage.Checksum(new byte[MemoryPage.SizeBytes]), PageCount).ToArray();
        var layer = await Eventually.ReachAsync(
            "the image is in it", () => _memory.Ask<object>(new OpenLayer(Image, Lu, 0, checksums), TestLimits.Answer),
            answer => answer is LayerOpened);
        _attached = await AskAsync<MemoryAttached>(new OpenHiddenMemory(PageCount, Lu, PageCount));
        _segment = _attached.Pool.Prepare(_attached.Memory, ((LayerOpened)layer).Layer, isShared: true);
    }

    private async Task<T> AskAsync<T>(object message) =>
        Assert.IsType<T>(await _memory.Ask<object>(message, TestLimits.Answer));
}
