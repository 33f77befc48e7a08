using System.Collections.Immutable;
using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Configuration;
using Akka.Serialization;

namespace Akka.Tests.Serialization;

public sealed class SerializationSpec : IDisposable
{
    private readonly ActorSystem _system = ActorSystem.Create("serialization", ConfigurationFactory.ParseString("""
        akka.stdout-loglevel = OFF
        akka.loglevel = OFF
        akka.actor {
          serializers.words = "Akka.Tests.Serialization.SerializationSpec+WordSerializer, Akka.Tests"
          serialization-bindings {
            "Akka.Tests.Serialization.SerializationSpec+IBound, Akka.Tests" = json
            "Akka.Tests.Serialization.SerializationSpec+Word, Akka.Tests" = words
          }
          serialization-settings.json.types = ["Akka.Tests.Serialization.SerializationSpec+Listed, Akka.Tests"]
        }
        """));

    public interface IBound;

    [Fact]
    public void A_record_bound_through_its_interface_round_trips()
    {
        var sent = new Order(7, "disk", ImmutableList.Create(new Line("a", 1), new Line("b", null)), TimeSpan.FromSeconds(3));

        var read = RoundTrip(sent);

        Assert.Equal(sent.Id, read.Id);
        Assert.Equal(sent.Lines, read.Lines);
        Assert.Equal(sent.After, read.After);
    }

    [Fact]
    public void A_listed_type_round_trips_with_values_of_open_types()
    {
        var read = RoundTrip(new Listed(5L, new Order(1, "x", [], TimeSpan.Zero), new InvalidOperationException("no")));

        Assert.Equal(5L, read.Any);
        Assert.Equal("x", Assert.IsType<Order>(read.Bound).Name);
        Assert.Equal("no", Assert.IsType<InvalidOperationException>(read.Cause).Message);
    }

    [Fact]
    public void A_reference_to_an_actor_is_found_again()
    {
        var actor = _system.ActorOf(Props.Empty, "somebody");

        var read = RoundTrip(new WithActor(actor));

        Assert.Equal(actor, read.Actor);
    }

    [Fact]
    public void A_type_that_was_not_registered_is_refused_when_written()
    {
        var error = Assert.Throws<SerializationException>(() => _system.Serialization.Serialize(new Unknown(1)));

        Assert.Contains("not registered", error.Message);
    }

    [Theory]
    [InlineData("System.Diagnostics.Process, System.Diagnostics.Process")]
    [InlineData("Akka.Tests.Serialization.SerializationSpec+Unknown, Akka.Tests")]
    [InlineData("")]
    public void A_manifest_that_was_not_registered_is_refused_when_read(string manifest)
    {
        Assert.Throws<SerializationException>(
            () => _system.Serialization.Deserialize("{}"u8.ToArray(), JsonObjectSerializer.JsonIdentifier, manifest));
    }

    [Fact]
    public void A_type_name_inside_the_bytes_is_refused_unless_registered()
    {
        var bytes = """{"Any":{"$type":"System.IO.FileInfo, System.Runtime","$value":{}},"Bound":null,"Cause":null}"""u8.ToArray();
        var manifest = Akka.Serialization.Serialization.ManifestFor(
            _system.Serialization.FindSerializerForType(typeof(Listed)), new Listed("", null, null));

        Assert.Throws<SerializationException>(
            () => _system.Serialization.Deserialize(bytes, JsonObjectSerializer.JsonIdentifier, manifest));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[1]")]
    [InlineData("{\"Id\":\"x\"}")]
    public void Bytes_that_are_no_such_object_are_refused(string json)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(json);

        Assert.Throws<SerializationException>(() => _system.Serialization.Deserialize(
            bytes, JsonObjectSerializer.JsonIdentifier, "Akka.Tests.Serialization.SerializationSpec+Order, Akka.Tests"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Damaged_bytes_are_an_object_or_refused(int seed)
    {
        var sent = new Listed(new Order(7, "disk", [new Line("a", 1)], TimeSpan.FromSeconds(3)), null, new TimeoutException("late"));
        var serializer = (SerializerWithStringManifest)_system.Serialization.FindSerializerFor(sent);
        var bytes = _system.Serialization.Serialize(sent);
        var random = new Random(seed);
        var refused = 0;
        for (var i = 0; i < 1000; i++)
        {
            var damaged = bytes.ToArray();
            for (var n = random.Next(1, 4); n > 0; n--)
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            var length = random.Next(4) == 0 ? random.Next(damaged.Length) : damaged.Length;
            try
            {
                var read = _system.Serialization.Deserialize(damaged[..length], serializer.Identifier, serializer.Manifest(sent));
                Assert.IsType<Listed>(read);
            }
            catch (SerializationException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 500, 1000);
    }

    [Fact]
    public void A_constructor_that_refuses_its_arguments_refuses_the_bytes()
    {
        var manifest = "Akka.Tests.Serialization.SerializationSpec+Checked, Akka.Tests";
        Assert.Equal(5, RoundTrip(new Checked(5)).Value);

        Assert.Throws<SerializationException>(
            () => _system.Serialization.Deserialize("{\"Value\":-1}"u8.ToArray(), JsonObjectSerializer.JsonIdentifier, manifest));
    }

    [Fact]
    public void Json_that_is_too_deep_is_refused()
    {
        var nested = new Listed(new Listed("end", null, null), null, null);
        for (var i = 0; i < 200; i++)
            nested = new Listed(nested, null, null);

        Assert.Throws<SerializationException>(() => _system.Serialization.Serialize(nested));
    }

    [Theory]
    [InlineData("text", "S")]
    [InlineData(42, "I")]
    [InlineData(42L, "L")]
    public void Primitives_have_short_manifests(object value, string manifest)
    {
        var serializer = _system.Serialization.FindSerializerFor(value);

        Assert.Equal(17, serializer.Identifier);
        Assert.Equal(manifest, Akka.Serialization.Serialization.ManifestFor(serializer, value));
        Assert.Equal(value, _system.Serialization.Deserialize(serializer.ToBinary(value), 17, manifest));
    }

    [Fact]
    public void A_byte_array_passes_through()
    {
        byte[] bytes = [1, 2, 3];

        Assert.Same(bytes, _system.Serialization.Serialize(bytes));
        Assert.Equal(4, _system.Serialization.FindSerializerFor(bytes).Identifier);
    }

    [Fact]
    public void Null_has_a_serializer()
    {
        var serializer = _system.Serialization.FindSerializerFor(null!);

        Assert.Equal(0, serializer.Identifier);
        Assert.Empty(serializer.ToBinary(null!));
    }

    [Fact]
    public void The_nearest_binding_wins()
    {
        Assert.IsType<WordSerializer>(_system.Serialization.FindSerializerFor(new Word("a")));
        Assert.IsType<JsonObjectSerializer>(_system.Serialization.FindSerializerFor(new Order(1, "", [], TimeSpan.Zero)));
    }

    [Fact]
    public void A_string_manifest_is_passed_to_its_serializer()
    {
        var bytes = _system.Serialization.Serialize(new Word("hello"));

        Assert.Equal(new Word("hello"), _system.Serialization.Deserialize(bytes, 777, "w"));
        Assert.Throws<SerializationException>(() => _system.Serialization.Deserialize(bytes, 777, "x"));
    }

    [Fact]
    public void An_unknown_identifier_is_refused()
    {
        var error = Assert.Throws<SerializationException>(() => _system.Serialization.Deserialize([], 12345, "x"));

        Assert.Contains("12345", error.Message);
    }

    [Fact]
    public void Two_serializers_cannot_share_an_identifier()
    {
        Assert.Throws<ArgumentException>(
            () => _system.Serialization.AddSerializer("other", new OtherWithSameIdentifier((ExtendedActorSystem)_system)));
    }

    public void Dispose() => _system.Dispose();

    private T RoundTrip<T>(T value)
        where T : notnull
    {
        var serializer = _system.Serialization.FindSerializerFor(value);
        var manifest = Akka.Serialization.Serialization.ManifestFor(serializer, value);
        return (T)_system.Serialization.Deserialize(_system.Serialization.Serialize(value), serializer.Identifier, manifest);
    }

    public sealed record Line(string Name, int? Count);

    public sealed record Order(int Id, string Name, ImmutableList<Line> Lines, TimeSpan After) : IBound
    {
        public Order Itself => this;
    }

    public sealed record Listed(object Any, IBound? Bound, Exception? Cause);

    public sealed record WithActor(IActorRef Actor) : IBound;

    public sealed record Unknown(int Value);

    public sealed class Checked : IBound
    {
        public Checked(int value) => Value = value >= 0 ? value : throw new OverflowException("negative");

        public int Value { get; }
    }

    public sealed record Word(string Text);

    public sealed class WordSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
    {
        public override int Identifier => 777;

        public override byte[] ToBinary(object obj) => System.Text.Encoding.UTF8.GetBytes(((Word)obj).Text);

        public override object FromBinary(byte[] bytes, string manifest) =>
            manifest == "w" ? new Word(System.Text.Encoding.UTF8.GetString(bytes)) : throw new SerializationException(manifest);

        public override string Manifest(object o) => "w";
    }

    private sealed class OtherWithSameIdentifier(ExtendedActorSystem system) : Serializer(system)
    {
        public override int Identifier => 777;

        public override bool IncludeManifest => false;

        public override byte[] ToBinary(object obj) => [];

        public override object FromBinary(byte[] bytes, Type type) => new();
    }
}
