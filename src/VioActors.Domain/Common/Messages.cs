namespace VioActors.Domain.Common;

/// <summary>
/// Everything that an aggregate receives, stores or answers, and so may cross a node or a journal: each has a schema and a manifest.
/// </summary>
public interface IDomainMessage;

/// <summary>Asks for a change. A repeat is safe: it is answered as the first was, or with <see cref="NoOp"/>.</summary>
public interface ICommand : IDomainMessage;

/// <summary>
/// What an effect of the aggregate came to: sent by its actor to itself. Commands that wait are decided again after it.
/// </summary>
public interface ICompletion : ICommand;

/// <summary>Asks for data; changes nothing.</summary>
public interface IQuery : IDomainMessage;

/// <summary>What happened. Stored; its schema stays readable for ever.</summary>
public interface IEvent : IDomainMessage;

/// <summary>Answer to a command or a query.</summary>
public interface IReply : IDomainMessage;

/// <summary>State of an aggregate as stored to shorten its recovery.</summary>
public interface ISnapshot : IDomainMessage;

/// <summary>
/// Work outside of the aggregate that a decision calls for; carried out after its events are stored. Never stored itself.
/// </summary>
public interface IEffect;
