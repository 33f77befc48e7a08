using Akka.Actor;
using VioActors.Actors.Aggregates;
using VioActors.Actors.Clients;
using VioActors.Domain.Clients;
using VioActors.Domain.Common;

namespace VioActors.Actors.Tests.Aggregates;

public sealed class FencingTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("fencing").FullName;

    [Fact]
    [Trait("Req", "ID-3")]
    public async Task Of_two_instances_of_one_aggregate_only_one_can_store_and_the_other_never_answers()
    {
        await using var first = World.Start(Path.Combine(_directory, "vios.db"));
        await using var second = World.Start(Path.Combine(_directory, "vios.db"));
        var one = first.Start(IdentityRegistryActor.Props(AggregateSettings.Default));
        var other = second.Start(IdentityRegistryActor.Props(AggregateSettings.Default));

        // Refused, so nothing is stored; but both have recovered, and from the same journal, when they answer.
        await first.Ask<Rejected>(one, new ReserveIdentities(0));
        await second.Ask<Rejected>(other, new ReserveIdentities(0));
        var watch = other.WatchAsync();
        var before = await first.Ask<IdentitiesReserved>(one, new ReserveIdentities(8));

        // The other does not know of that: it would give the same numbers.
        var stale = other.Ask<object>(new ReserveIdentities(8), TimeSpan.FromMinutes(3));
        await watch;

        Assert.False(stale.IsCompletedSuccessfully);
        var after = await first.Ask<IdentitiesReserved>(one, new ReserveIdentities(8));
        var made = second.Start(IdentityRegistryActor.Props(AggregateSettings.Default));
        var recovered = await first.Ask<IdentitiesReserved>(made, new ReserveIdentities(8));
        Assert.Equal([1L, 9L, 17L], new[] { before.First, after.First, recovered.First });
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);
}
