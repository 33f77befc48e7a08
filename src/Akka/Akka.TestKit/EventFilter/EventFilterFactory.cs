using System.Text.RegularExpressions;
using Akka.Actor;
using Akka.Event;
using Akka.TestKit.Internal;

namespace Akka.TestKit;

/// <summary>
/// Expectations on the log of a system. Texts are compared by the first that is given: the whole <c>message</c>, its <c>start</c>, what it
/// <c>contains</c>; <c>source</c> is the path of the actor that logs. Needs <see cref="TestEventListener"/> in <c>akka.loggers</c>.
/// </summary>
public class EventFilterFactory
{
    private readonly TestKitBase _testkit;
    private readonly ActorSystem _system;
    private readonly IReadOnlyList<EventFilterBase> _filters;

    /// <summary>On the log of the system of <paramref name="testkit"/>.</summary>
    public EventFilterFactory(TestKitBase testkit)
        : this(testkit, testkit.Sys)
    {
    }

    /// <summary>On the log of <paramref name="system"/>.</summary>
    public EventFilterFactory(TestKitBase testkit, ActorSystem system)
        : this(testkit, system, [])
    {
    }

    /// <summary>As above, together with <paramref name="filters"/>.</summary>
    public EventFilterFactory(TestKitBase testkit, ActorSystem actorSystem, IReadOnlyList<EventFilterBase> filters)
    {
        _testkit = testkit;
        _system = actorSystem;
        _filters = filters;
    }

    /// <summary>Errors about a <typeparamref name="TException"/> with a text that matches.</summary>
    public IEventFilterApplier Exception<TException>(Regex pattern, string? source = null)
        where TException : Exception => Exception(typeof(TException), pattern, source);

    /// <summary>Errors about an exception with a text that matches.</summary>
    public IEventFilterApplier Exception(Type exceptionType, Regex pattern, string? source = null, bool checkInnerExceptions = false) =>
        Exception(exceptionType, StringMatcher.Matches(pattern), source, checkInnerExceptions);

    /// <summary>Errors about a <typeparamref name="TException"/>.</summary>
    public IEventFilterApplier Exception<TException>(
        string? message = null, string? start = null, string? contains = null, string? source = null)
        where TException : Exception => Exception(typeof(TException), message, start, contains, source);

    /// <summary>Errors about an exception.</summary>
    public IEventFilterApplier Exception(
        Type exceptionType,
        string? message = null,
        string? start = null,
        string? contains = null,
        string? source = null,
        bool checkInnerExceptions = false) =>
        Exception(exceptionType, CreateMessageMatcher(message, start, contains), source, checkInnerExceptions);

    /// <summary>Entries that <paramref name="predicate"/> takes.</summary>
    public IEventFilterApplier Custom(Predicate<LogEvent> predicate) => CreateApplier(new CustomEventFilter(predicate), _system);

    /// <summary>Entries of class <typeparamref name="TLogEvent"/> that <paramref name="predicate"/> takes.</summary>
    public IEventFilterApplier Custom<TLogEvent>(Predicate<TLogEvent> predicate)
        where TLogEvent : LogEvent => Custom(logEvent => logEvent is TLogEvent typed && predicate(typed));

    /// <summary>Entries of a level.</summary>
    public IEventFilterApplier ForLogLevel(
        LogLevel logLevel, string? message = null, string? start = null, string? contains = null, string? source = null) =>
        Level(logLevel, CreateMessageMatcher(message, start, contains), source);

    /// <summary>Entries of a level with a text that matches.</summary>
    public IEventFilterApplier ForLogLevel(LogLevel logLevel, Regex pattern, string? source = null) =>
        Level(logLevel, StringMatcher.Matches(pattern), source);

    /// <summary>All dead letters.</summary>
    public IEventFilterApplier DeadLetter() => DeadLetters("any", null, static _ => true);

    /// <summary>Dead letters of type <typeparamref name="TMessage"/>; <paramref name="source"/> is the path of the recipient.</summary>
    public IEventFilterApplier DeadLetter<TMessage>(string? source = null) => DeadLetter(typeof(TMessage), source);

    /// <summary>As above, that fit.</summary>
    public IEventFilterApplier DeadLetter<TMessage>(Func<TMessage, bool> isMatch, string? source = null) =>
        DeadLetter(typeof(TMessage), message => isMatch((TMessage)message), source);

    /// <summary>Dead letters of a type.</summary>
    public IEventFilterApplier DeadLetter(Type type, string? source = null) =>
        DeadLetters(type.Name, source, letter => type.IsInstanceOfType(letter.Message));

    /// <summary>As above, that fit.</summary>
    public IEventFilterApplier DeadLetter(Type type, Func<object, bool> isMatch, string? source = null) =>
        DeadLetters(type.Name, source, letter => type.IsInstanceOfType(letter.Message) && isMatch(letter.Message));

    /// <summary>Errors.</summary>
    public IEventFilterApplier Error(string? message = null, string? start = null, string? contains = null, string? source = null) =>
        ForLogLevel(LogLevel.ErrorLevel, message, start, contains, source);

    /// <summary>Errors with a text that matches.</summary>
    public IEventFilterApplier Error(Regex pattern, string? source = null) => ForLogLevel(LogLevel.ErrorLevel, pattern, source);

    /// <summary>Warnings.</summary>
    public IEventFilterApplier Warning(string? message = null, string? start = null, string? contains = null, string? source = null) =>
        ForLogLevel(LogLevel.WarningLevel, message, start, contains, source);

    /// <summary>Warnings with a text that matches.</summary>
    public IEventFilterApplier Warning(Regex pattern, string? source = null) => ForLogLevel(LogLevel.WarningLevel, pattern, source);

    /// <summary>Info entries.</summary>
    public IEventFilterApplier Info(string? message = null, string? start = null, string? contains = null, string? source = null) =>
        ForLogLevel(LogLevel.InfoLevel, message, start, contains, source);

    /// <summary>Info entries with a text that matches.</summary>
    public IEventFilterApplier Info(Regex pattern, string? source = null) => ForLogLevel(LogLevel.InfoLevel, pattern, source);

    /// <summary>Debug entries.</summary>
    public IEventFilterApplier Debug(string? message = null, string? start = null, string? contains = null, string? source = null) =>
        ForLogLevel(LogLevel.DebugLevel, message, start, contains, source);

    /// <summary>Debug entries with a text that matches.</summary>
    public IEventFilterApplier Debug(Regex pattern, string? source = null) => ForLogLevel(LogLevel.DebugLevel, pattern, source);

    /// <summary>A condition by the first of the three that is given.</summary>
    protected static IStringMatcher CreateMessageMatcher(string? message, string? start, string? contains) =>
        StringMatcher.Of(message, start, contains);

    /// <summary>Expectations by <paramref name="filter"/>, together with those before <c>And</c>.</summary>
    protected IEventFilterApplier CreateApplier(EventFilterBase filter, ActorSystem system) =>
        new EventFilterApplier(_testkit, system, [.. _filters, filter]);

    private IEventFilterApplier Exception(Type exceptionType, IStringMatcher message, string? source, bool checkInnerExceptions) =>
        CreateApplier(new ExceptionFilter(exceptionType, message, StringMatcher.Source(source), checkInnerExceptions), _system);

    private IEventFilterApplier Level(LogLevel level, IStringMatcher message, string? source) =>
        CreateApplier(new LogLevelFilter(level, message, StringMatcher.Source(source)), _system);

    private IEventFilterApplier DeadLetters(string kind, string? source, Predicate<DeadLetter> isMatch) =>
        CreateApplier(new DeadLettersFilter(kind, StringMatcher.Source(source), isMatch), _system);
}
