using System.Globalization;
using Akka.Actor;
using VioActors.Actors.Aggregates;
using VioActors.Actors.Tests.Aggregates;
using VioActors.Domain.Clients;
using VioActors.Domain.Values;
using static VioActors.Actors.Tests.Aggregates.Things;

namespace VioActors.Actors.Tests.Clients;

/// <summary>Ten thousand logins at one moment (ID-3).</summary>
public sealed class ManyLoginsTests
{
    private const int CecCount = 50;
    private const int ClientsOfCec = 50;
    private const int ViosCount = 4;
    private const int LoginCount = CecCount * ClientsOfCec * ViosCount;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    [Fact]
    [Trait("Req", "ID-2")]
    [Trait("Req", "ID-3")]
    public async Task Ten_thousand_logins_through_four_VIOSes_give_every_id_once_and_a_returning_client_its_own()
    {
        await using var world = World.Start();
        var db = world.Start(Props.Create(() => new ViosDbActor(world, TimeProvider.System)));
        var logins = Logins().ToList();
        Assert.Equal(10_000, logins.Count);

        var first = await Task.WhenAll(logins.Select(login => db.Ask<ClientIdentified>(login, Patience)));

        Assert.Equal(LoginCount, first.Select(answer => answer.AdapterId).Distinct().Count());
        var byClient = logins.Zip(first).GroupBy(pair => pair.First.Client).ToList();
        Assert.Equal(CecCount * ClientsOfCec, byClient.Count);
        Assert.All(byClient, client => Assert.Single(client.Select(pair => pair.Second.ClientId).Distinct()));
        Assert.Equal(byClient.Count, first.Select(answer => answer.ClientId).Distinct().Count());

        var again = await Task.WhenAll(logins.Select(login => db.Ask<ClientIdentified>(login, Patience)));

        Assert.Equal(
            first.Select(answer => (answer.ClientId, answer.AdapterId)), again.Select(answer => (answer.ClientId, answer.AdapterId)));
        Assert.All(again, answer => Assert.True(answer.Returning));
    }

    /// <summary>Every client through every VIOS, so that no two that follow one another are of one client or one VIOS.</summary>
    private static IEnumerable<LoginClient> Logins() =>
        from vios in Enumerable.Range(1, ViosCount)
        from client in Enumerable.Range(1, ClientsOfCec)
        from cec in Enumerable.Range(1, CecCount)
        select new LoginClient(
            ClientKey.OfLpar(
                CecId.Parse($"9009.42A.{cec.ToString("D7", CultureInfo.InvariantCulture)}"), new PartitionId(client + ViosCount)),
            "", new NexusKey(ViosId(1 + ((vios + client) % ViosCount)), AdapterName.Parse($"vhost{client}"), new SlotNumber(2)));
}
