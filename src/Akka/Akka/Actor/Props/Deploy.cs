using Akka.Configuration;
using Akka.Routing;

namespace Akka.Actor;

/// <summary>Where and how an actor is deployed. Immutable and thread-safe.</summary>
public class Deploy : IEquatable<Deploy>
{
    /// <summary>The stash has no limit of its own.</summary>
    public const int NoStashSize = -1;

    /// <summary>No dispatcher is asked for.</summary>
    public static readonly string NoDispatcherGiven = string.Empty;

    /// <summary>No mailbox is asked for.</summary>
    public static readonly string NoMailboxGiven = string.Empty;

    /// <summary>Nothing is said about the system.</summary>
    public static readonly Scope NoScopeGiven = new NoScope();

    /// <summary>On this system.</summary>
    public static readonly Deploy Local = new(Scope.Local);

    /// <summary>Nothing is said.</summary>
    public static readonly Deploy None = new();

    /// <summary>A deployment that says nothing.</summary>
    public Deploy()
        : this("", ConfigurationFactory.Empty, NoRouter.Instance, NoScopeGiven, NoDispatcherGiven)
    {
    }

    /// <summary>A deployment of the actor at <paramref name="path"/>.</summary>
    public Deploy(string path, Scope scope)
        : this(path, ConfigurationFactory.Empty, NoRouter.Instance, scope, NoDispatcherGiven)
    {
    }

    /// <summary>A deployment on a system.</summary>
    public Deploy(Scope scope)
        : this("", scope)
    {
    }

    /// <summary>A deployment with a router, on a system.</summary>
    public Deploy(RouterConfig routerConfig, Scope scope)
        : this("", ConfigurationFactory.Empty, routerConfig, scope, NoDispatcherGiven)
    {
    }

    /// <summary>A deployment with a router.</summary>
    public Deploy(RouterConfig routerConfig)
        : this(routerConfig, NoScopeGiven)
    {
    }

    /// <summary>A deployment.</summary>
    public Deploy(string path, Config config, RouterConfig routerConfig, Scope scope, string dispatcher)
        : this(path, config, routerConfig, scope, dispatcher, NoMailboxGiven)
    {
    }

    /// <summary>A deployment.</summary>
    public Deploy(string path, Config config, RouterConfig routerConfig, Scope scope, string dispatcher, string mailbox)
        : this(path, config, routerConfig, scope, dispatcher, mailbox, NoStashSize)
    {
    }

    /// <summary>A deployment.</summary>
    public Deploy(string path, Config config, RouterConfig routerConfig, Scope scope, string dispatcher, string mailbox, int stashCapacity)
    {
        Path = path;
        Config = config;
        RouterConfig = routerConfig;
        Scope = scope;
        Dispatcher = dispatcher ?? NoDispatcherGiven;
        Mailbox = mailbox ?? NoMailboxGiven;
        StashCapacity = stashCapacity;
    }

    /// <summary>The actor meant, without <c>/user</c>; empty when none in particular.</summary>
    public string Path { get; }

    /// <summary>Further settings.</summary>
    public Config Config { get; }

    /// <summary>The router.</summary>
    public RouterConfig RouterConfig { get; }

    /// <summary>The system.</summary>
    public Scope Scope { get; }

    /// <summary>The mailbox.</summary>
    public string Mailbox { get; }

    /// <summary>The dispatcher.</summary>
    public string Dispatcher { get; }

    /// <summary>Messages in the stash at most; <see cref="NoStashSize"/> when not said.</summary>
    public int StashCapacity { get; }

    /// <summary>This deployment, and <paramref name="other"/> where it says nothing.</summary>
    public virtual Deploy WithFallback(Deploy other) => new(
        Path.Length == 0 ? other.Path : Path,
        Config.IsEmpty ? other.Config : Config.WithFallback(other.Config),
        RouterConfig.WithFallback(other.RouterConfig),
        Scope.WithFallback(other.Scope),
        Dispatcher.Length == 0 ? other.Dispatcher : Dispatcher,
        Mailbox.Length == 0 ? other.Mailbox : Mailbox,
        StashCapacity == NoStashSize ? other.StashCapacity : StashCapacity);

    /// <summary>On another system.</summary>
    public virtual Deploy WithScope(Scope scope) => new(Path, Config, RouterConfig, scope, Dispatcher, Mailbox, StashCapacity);

    /// <summary>With another mailbox.</summary>
    public virtual Deploy WithMailbox(string mailbox) => new(Path, Config, RouterConfig, Scope, Dispatcher, mailbox, StashCapacity);

    /// <summary>With another dispatcher.</summary>
    public virtual Deploy WithDispatcher(string dispatcher) => new(Path, Config, RouterConfig, Scope, dispatcher, Mailbox, StashCapacity);

    /// <summary>With another router.</summary>
    public virtual Deploy WithRouterConfig(RouterConfig routerConfig) =>
        new(Path, Config, routerConfig, Scope, Dispatcher, Mailbox, StashCapacity);

    /// <summary>With another limit of the stash.</summary>
    public virtual Deploy WithStashCapacity(int stashSize) => new(Path, Config, RouterConfig, Scope, Dispatcher, Mailbox, stashSize);

    /// <inheritdoc />
    public bool Equals(Deploy? other) => ReferenceEquals(this, other)
        || (other is not null && Path == other.Path && Dispatcher == other.Dispatcher && Mailbox == other.Mailbox
            && StashCapacity == other.StashCapacity && Equals(RouterConfig, other.RouterConfig) && Equals(Scope, other.Scope));

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as Deploy);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Path, Dispatcher, Mailbox, StashCapacity);
}
