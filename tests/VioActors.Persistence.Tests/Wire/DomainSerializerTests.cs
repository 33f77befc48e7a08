using Akka.Actor;
using VioActors.Domain.Common;
using VioActors.Domain.Pool;
using VioActors.Domain.Values;
using VioActors.Persistence.Wire;

namespace VioActors.Persistence.Tests.Wire;

public class DomainSerializerTests
{
    [Fact]
    public async Task The_engine_writes_every_message_of_the_domain_with_it()
    {
        var system = ActorSystem.Create("serialization", DomainSerializer.DefaultConfiguration);
        try
        {
            var message = new GetLuExtents(PoolName.Parse("pool0"), LuUdid.From(new Guid(1, 2, 3, new byte[8])));

            var serializer = system.Serialization.FindSerializerFor(message);
            var bytes = system.Serialization.Serialize(message);
            var back = system.Serialization.Deserialize(bytes, DomainSerializer.SerializerId, "pool.GetLuExtents.1");

            Assert.IsType<DomainSerializer>(serializer);
            Assert.Equal(message, back);
            Assert.IsType<DomainSerializer>(system.Serialization.FindSerializerFor(new NoOp("x")));
        }
        finally
        {
            await system.Terminate();
        }
    }
}
