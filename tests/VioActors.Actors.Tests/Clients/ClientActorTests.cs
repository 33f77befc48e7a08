using VioActors.Actors.Tests.Aggregates;
using VioActors.Domain.Clients;
using VioActors.Domain.Values;
using static VioActors.Actors.Tests.Aggregates.Things;

namespace VioActors.Actors.Tests.Clients;

public sealed class ClientActorTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("client-actor").FullName;

    [Fact]
    [Trait("Req", "ID-3")]
    public async Task A_thousand_clients_that_log_in_at_once_through_two_VIOSes_get_unique_pairs()
    {
        await using var world = World.Start();

        var logins = await Task.WhenAll(Enumerable.Range(0, 2000).Select(async number =>
            (Client: number % 1000, Reply: await world.Ask<ClientIdentified>(Login(1 + (number % 1000), 1 + (number / 1000))))));

        Assert.Equal(2000, logins.Select(login => login.Reply.AdapterId).Distinct().Count());
        Assert.Equal(1000, logins.Select(login => login.Reply.ClientId).Distinct().Count());
        Assert.All(logins.GroupBy(login => login.Client), group => Assert.Single(group.Select(login => login.Reply.ClientId).Distinct()));
    }

    [Fact]
    [Trait("Req", "ID-2")]
    public async Task A_client_that_returns_after_a_restart_keeps_its_ids()
    {
        var path = Path.Combine(_directory, "vios.db");
        ClientIdentified first;
        await using (var world = World.Start(path))
        {
            first = await world.Ask<ClientIdentified>(Login(5, 1));
        }

        await using var again = World.Start(path);
        var back = await again.Ask<ClientIdentified>(Login(5, 1));
        var other = await again.Ask<ClientIdentified>(Login(6, 1));

        Assert.Equal(first with { Returning = true }, back);
        Assert.NotEqual(first.ClientId, other.ClientId);
        Assert.NotEqual(first.AdapterId, other.AdapterId);
        var row = (await again.Ask<ClientFound>(new GetClient(Client(5)))).Client;
        Assert.Equal(first.AdapterId, Assert.Single(row.Adapters).AdapterId);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private static ClientKey Client(int number) => ClientKey.OfLpar(CecA, new PartitionId(number));

    private static LoginClient Login(int client, int vios) =>
        new(Client(client), $"lpar{client}", new NexusKey(ViosId(vios), AdapterName.Parse("vhost0"), new SlotNumber(2)));
}
