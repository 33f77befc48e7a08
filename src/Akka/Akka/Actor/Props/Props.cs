using System.Linq.Expressions;
using Akka.Routing;

namespace Akka.Actor;

/// <summary>The recipe of an actor. Immutable and thread-safe; every <c>With…</c> returns a changed copy.</summary>
public partial class Props
{
    /// <summary>No actor: lookups that need props for nothing.</summary>
    public static readonly Props None = new(typeof(EmptyActor));

    private static readonly object[] NoArguments = [];

    private readonly IIndirectActorProducer _producer;

    /// <summary>Props of an actor that does nothing.</summary>
    protected Props()
        : this(typeof(EmptyActor))
    {
    }

    /// <summary>A copy.</summary>
    protected Props(Props copy)
    {
        _producer = copy._producer;
        Type = copy.Type;
        Arguments = copy.Arguments;
        Deploy = copy.Deploy;
        SupervisorStrategy = copy.SupervisorStrategy;
    }

    /// <summary>Props of <paramref name="type"/>, made by the constructor that takes <paramref name="args"/>.</summary>
    public Props(Type type, object[] args)
        : this(new ConstructorProducer(CheckType(type), args ?? NoArguments), type, args ?? NoArguments, Deploy.None, null)
    {
    }

    /// <summary>Props of <paramref name="type"/>, made without arguments.</summary>
    public Props(Type type)
        : this(type, NoArguments)
    {
    }

    /// <summary>As above, with the strategy for the children.</summary>
    public Props(Type type, SupervisorStrategy supervisorStrategy, IEnumerable<object> args)
        : this(type, supervisorStrategy, args.ToArray())
    {
    }

    /// <summary>As above, with the strategy for the children.</summary>
    public Props(Type type, SupervisorStrategy supervisorStrategy, params object[] args)
        : this(new ConstructorProducer(CheckType(type), args), type, args, Deploy.None, supervisorStrategy)
    {
    }

    /// <summary>As above, with a deployment.</summary>
    public Props(Deploy deploy, Type type, IEnumerable<object> args)
        : this(deploy, type, args.ToArray())
    {
    }

    /// <summary>As above, with a deployment.</summary>
    public Props(Deploy deploy, Type type, params object[] args)
        : this(new ConstructorProducer(CheckType(type), args), type, args, deploy, null)
    {
    }

    private Props(IIndirectActorProducer producer, Type type, object[] args, Deploy deploy, SupervisorStrategy? strategy)
    {
        _producer = producer;
        Type = type;
        Arguments = args;
        Deploy = deploy;
        SupervisorStrategy = strategy!;
    }

    /// <summary>Props of an actor that handles nothing.</summary>
    public static Props Empty { get; } = new(typeof(EmptyActor));

    /// <summary>The type of the actor.</summary>
    public Type Type { get; }

    /// <summary>The dispatcher it asks for; <see cref="Deploy.NoDispatcherGiven"/> when none.</summary>
    public string Dispatcher => Deploy.Dispatcher;

    /// <summary>The mailbox it asks for; <see cref="Deploy.NoMailboxGiven"/> when none.</summary>
    public string Mailbox => Deploy.Mailbox;

    /// <summary>The name of <see cref="Type"/>.</summary>
    public string TypeName => Type.AssemblyQualifiedName!;

    /// <summary>The router, <see cref="NoRouter"/> when none.</summary>
    public RouterConfig RouterConfig => Deploy.RouterConfig;

    /// <summary>Where and how it is deployed.</summary>
    public Deploy Deploy { get; protected set; }

    /// <summary>The strategy for its children, which replaces that of the class; <c>null</c> for that of the class.</summary>
    public SupervisorStrategy SupervisorStrategy { get; protected set; }

    /// <summary>The arguments of the constructor.</summary>
    public object[] Arguments { get; }

    /// <summary>Props from <c>() =&gt; new TActor(…)</c>. Throws <see cref="ArgumentException"/> for another expression.</summary>
    public static Props Create<TActor>(Expression<Func<TActor>> factory, SupervisorStrategy? supervisorStrategy = null)
        where TActor : ActorBase
    {
        if (factory.Body is not NewExpression construction)
        {
            if (factory.Body is UnaryExpression { Operand: NewExpression operand })
                construction = operand;
            else
                throw new ArgumentException("The create function must be a 'new T (args)' expression.", nameof(factory));
        }

        return new Props(construction.Type, supervisorStrategy!, ExpressionArguments.Of(construction));
    }

    /// <summary>Props of <typeparamref name="TActor"/>, made by the constructor that takes <paramref name="args"/>.</summary>
    public static Props Create<TActor>(params object[] args)
        where TActor : ActorBase => new(typeof(TActor), args);

    /// <summary>Props of <typeparamref name="TActor"/> with the strategy for its children.</summary>
    public static Props Create<TActor>(SupervisorStrategy supervisorStrategy)
        where TActor : ActorBase, new() => new(typeof(TActor), supervisorStrategy);

    /// <summary>Props of <paramref name="type"/>, made by the constructor that takes <paramref name="args"/>.</summary>
    public static Props Create(Type type, params object[] args) =>
        type is null ? throw new ArgumentNullException(nameof(type),
            "Props must be instantiated with an actor type.") : new Props(type, args);

    /// <summary>Props of actors that <paramref name="producer"/> makes.</summary>
    public static Props CreateBy(IIndirectActorProducer producer, params object[] args) =>
        new(producer, producer.ActorType, args, Deploy.None, null);

    /// <summary>Props of actors that <paramref name="factory"/> makes, each time anew.</summary>
    internal static Props CreateBy<TActor>(Func<TActor> factory)
        where TActor : ActorBase =>
        new(new FactoryProducer(typeof(TActor), factory), typeof(TActor), NoArguments, Deploy.None, null);

    private static Type CheckType(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return typeof(ActorBase).IsAssignableFrom(type) || typeof(IIndirectActorProducer).IsAssignableFrom(type)
            ? type
            : throw new ArgumentException($"Cannot make props of [{type}]: it is not an actor.", nameof(type));
    }

    private sealed class EmptyActor : UntypedActor
    {
        protected override void OnReceive(object message) => Unhandled(message);
    }
}
