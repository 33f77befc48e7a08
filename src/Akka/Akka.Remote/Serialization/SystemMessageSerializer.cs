using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Dispatch.SysMsg;
using Akka.Remote.Wire;
using Akka.Serialization;

namespace Akka.Remote.Serialization;

/// <summary>The system messages that concern actors of other systems. Thread-safe.</summary>
public sealed class SystemMessageSerializer : SerializerWithStringManifest
{
    private const string WatchManifest = "W";
    private const string UnwatchManifest = "UW";
    private const string NotificationManifest = "DWN";
    private const string TerminateManifest = "T";
    private const string SuspendManifest = "S";
    private const string ResumeManifest = "RS";
    private const string RecreateManifest = "R";

    /// <summary>A serializer of <paramref name="system"/>.</summary>
    public SystemMessageSerializer(ExtendedActorSystem system)
        : base(system)
    {
    }

    /// <inheritdoc />
    public override int Identifier => 22;

    /// <inheritdoc />
    public override string Manifest(object o) => o switch
    {
        Watch => WatchManifest,
        Unwatch => UnwatchManifest,
        DeathWatchNotification => NotificationManifest,
        Terminate => TerminateManifest,
        Suspend => SuspendManifest,
        Resume => ResumeManifest,
        Recreate => RecreateManifest,
        _ => throw new SerializationException($"A [{o?.GetType()}] does not leave its system."),
    };

    /// <inheritdoc />
    public override byte[] ToBinary(object obj) => (obj switch
    {
        Watch watch => Pair(watch.Watchee, watch.Watcher),
        Unwatch unwatch => Pair(unwatch.Watchee, unwatch.Watcher),
        DeathWatchNotification gone => new WireMessage()
            .Text(1, PathOf(gone.Actor)).Flag(3, gone.ExistenceConfirmed).Flag(4, gone.AddressTerminated),
        Recreate recreate => new WireMessage().Message(5, ExceptionText.Write(recreate.Cause)),
        Resume { CausedByFailure: { } cause } => new WireMessage().Message(5, ExceptionText.Write(cause)),
        Terminate or Suspend or Resume => new WireMessage(),
        _ => throw new SerializationException($"A [{obj?.GetType()}] does not leave its system."),
    }).ToArray();

    /// <inheritdoc />
    public override object FromBinary(byte[] bytes, string manifest)
    {
        string first = "", second = "";
        bool existence = false, address = false;
        Exception? cause = null;
        var reader = new WireReader(bytes);
        for (var field = reader.NextField(); field != 0; field = reader.NextField())
        {
            switch (field)
            {
                case 1:
                    first = reader.Text();
                    break;
                case 2:
                    second = reader.Text();
                    break;
                case 3:
                    existence = reader.Flag();
                    break;
                case 4:
                    address = reader.Flag();
                    break;
                case 5:
                    cause = ExceptionText.Read(reader.Bytes());
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return manifest switch
        {
            WatchManifest => new Watch(Reference(first), Reference(second)),
            UnwatchManifest => new Unwatch(Reference(first), Reference(second)),
            NotificationManifest => new DeathWatchNotification(Reference(first), existence, address),
            TerminateManifest => new Terminate(),
            SuspendManifest => new Suspend(),
            ResumeManifest => new Resume(cause),
            RecreateManifest => new Recreate(cause ?? new IllegalStateException("A restart without a reason.")),
            _ => throw new SerializationException($"There is no system message with manifest [{manifest}]."),
        };
    }

    private static WireMessage Pair(IActorRef watchee, IActorRef watcher) =>
        new WireMessage().Text(1, PathOf(watchee)).Text(2, PathOf(watcher));

    private static string PathOf(IActorRef reference) => Akka.Serialization.Serialization.SerializedActorPath(reference);

    private IInternalActorRef Reference(string path) => path.Length > 0
        ? (IInternalActorRef)system.Provider.ResolveActorRef(path)
        : throw new SerializationException("A system message without an actor.");
}
