namespace Akka.TestKit;

/// <summary>A condition on messages of one type, for expectations of several messages. Immutable.</summary>
public class PredicateInfo
{
    /// <summary>A condition on messages of <paramref name="type"/>.</summary>
    public PredicateInfo(Delegate funcDelegate, Type type)
    {
        FuncDelegate = funcDelegate;
        Type = type;
    }

    /// <summary>Takes a message, returns a bool.</summary>
    public Delegate FuncDelegate { get; }

    /// <summary>The type of the messages.</summary>
    public Type Type { get; }

    /// <summary>A condition on messages of type <typeparamref name="T"/>.</summary>
    public static PredicateInfo Create<T>(Predicate<T> predicate) => new(predicate, typeof(T));

    internal bool Matches(object message) => Type.IsInstanceOfType(message) && (bool)FuncDelegate.DynamicInvoke(message)!;
}
