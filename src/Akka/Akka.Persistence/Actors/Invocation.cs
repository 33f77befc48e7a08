namespace Akka.Persistence;

/// <summary>A handler that waits for its event; <paramref name="Stashing"/>: commands wait until it has run.</summary>
internal readonly record struct Invocation(Action<object> Handler, bool Stashing);
