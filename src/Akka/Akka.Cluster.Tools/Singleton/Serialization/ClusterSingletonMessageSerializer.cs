using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Serialization;

namespace Akka.Cluster.Tools.Singleton.Serialization;

/// <summary>Writes what managers of singletons tell each other: a manifest and no bytes. Thread-safe.</summary>
public sealed class ClusterSingletonMessageSerializer : SerializerWithStringManifest
{
    private const string HandOverToMeManifest = "A";
    private const string HandOverInProgressManifest = "B";
    private const string HandOverDoneManifest = "C";
    private const string TakeOverFromMeManifest = "D";

    /// <summary>The serializer of <paramref name="system"/>.</summary>
    public ClusterSingletonMessageSerializer(ExtendedActorSystem system)
        : base(system)
    {
    }

    /// <inheritdoc />
    public override int Identifier => 14;

    /// <inheritdoc />
    public override byte[] ToBinary(object obj) => obj is IClusterSingletonMessage ? [] : throw Unknown(obj);

    /// <inheritdoc />
    public override object FromBinary(byte[] bytes, string manifest) => manifest switch
    {
        HandOverToMeManifest => HandOverToMe.Instance,
        HandOverInProgressManifest => HandOverInProgress.Instance,
        HandOverDoneManifest => HandOverDone.Instance,
        TakeOverFromMeManifest => TakeOverFromMe.Instance,
        _ => throw new SerializationException($"Cannot read a message between singleton managers: manifest [{manifest}] is unknown."),
    };

    /// <inheritdoc />
    public override string Manifest(object o) => o switch
    {
        HandOverToMe => HandOverToMeManifest,
        HandOverInProgress => HandOverInProgressManifest,
        HandOverDone => HandOverDoneManifest,
        TakeOverFromMe => TakeOverFromMeManifest,
        _ => throw Unknown(o),
    };

    private static SerializationException Unknown(object message) =>
        new($"Cannot write a [{message.GetType()}]: it is no message between singleton managers.");
}
