using System.Reflection;
using System.Runtime.ExceptionServices;

namespace Akka.Actor;

/// <summary>Makes instances by a constructor that takes the arguments of the props.</summary>
internal sealed class ConstructorProducer : IIndirectActorProducer
{
    private const BindingFlags Constructors = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    private readonly object[] _arguments;
    private ConstructorInvoker? _invoker;

    public ConstructorProducer(Type type, object[] arguments)
    {
        ActorType = type;
        _arguments = arguments;
    }

    public Type ActorType { get; }

    public ActorBase Produce()
    {
        try
        {
            // Activator resolves overloads and optional nulls; what it chose once is good for all instances of the props.
            if (_arguments.Length == 0 || Array.IndexOf(_arguments, null) >= 0)
                return (ActorBase)Activator.CreateInstance(ActorType, Constructors, null, _arguments, null)!;
            _invoker ??= Choose();
            return _invoker is null
                ? (ActorBase)Activator.CreateInstance(ActorType, Constructors, null, _arguments, null)!
                : (ActorBase)_invoker.Invoke(new Span<object?>(_arguments));
        }
        catch (TargetInvocationException error)
        {
            ExceptionDispatchInfo.Throw(error.InnerException!);
            throw;
        }
    }

    public void Release(ActorBase actor)
    {
    }

    private ConstructorInvoker? Choose()
    {
        var fitting = ActorType.GetConstructors(Constructors).Where(Fits).ToArray();
        return fitting.Length == 1 ? ConstructorInvoker.Create(fitting[0]) : null;
    }

    private bool Fits(ConstructorInfo constructor)
    {
        var parameters = constructor.GetParameters();
        return parameters.Length == _arguments.Length
            && parameters.Zip(_arguments).All(pair => pair.First.ParameterType.IsInstanceOfType(pair.Second));
    }
}

/// <summary>Makes instances by a function.</summary>
internal sealed class FactoryProducer : IIndirectActorProducer
{
    private readonly Func<ActorBase> _factory;

    public FactoryProducer(Type type, Func<ActorBase> factory)
    {
        ActorType = type;
        _factory = factory;
    }

    public Type ActorType { get; }

    public ActorBase Produce() => _factory();

    public void Release(ActorBase actor)
    {
    }
}
