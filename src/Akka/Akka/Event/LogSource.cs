using Akka.Actor;

namespace Akka.Event;

/// <summary>Who logs: a text for people and a class. Immutable and thread-safe.</summary>
public readonly struct LogSource
{
    private LogSource(string source, Type type)
    {
        Source = source;
        Type = type;
    }

    /// <summary>The text.</summary>
    public string Source { get; }

    /// <summary>The class.</summary>
    public Type Type { get; }

    /// <summary>
    /// The source of <paramref name="o"/>: the path of an actor, the address of a system, the text of a string, else the name of its
    /// class.
    /// </summary>
    public static LogSource Create(object o) => o switch
    {
        IActorContext context => new(context.Self.Path.ToString(), context.Props?.Type ?? typeof(ActorBase)),
        IActorRef actor => new(actor.Path.ToString(), typeof(ActorBase)),
        string text => new(text, typeof(string)),
        ActorSystem system => new($"ActorSystem({system.Name})", typeof(ActorSystem)),
        Type type => new(Logging.SimpleName(type), type),
        null => throw new ArgumentNullException(nameof(o)),
        _ => new(Logging.SimpleName(o), o.GetType()),
    };

    /// <summary>As above, with the address of <paramref name="system"/> where the text does not tell the system.</summary>
    public static LogSource Create(object o, ActorSystem system)
    {
        var source = Create(o);
        return o is IActorContext or IActorRef or ActorSystem ? source : new($"{source.Source}({system})", source.Type);
    }

    /// <summary>The source of <paramref name="o"/>, with <paramref name="logClass"/> as its class.</summary>
    public static LogSource Create(object o, Type logClass) => new(Create(o).Source, logClass);

    /// <inheritdoc />
    public override string ToString() => $"LogSource({Source})";
}
