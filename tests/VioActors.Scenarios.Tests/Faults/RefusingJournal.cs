using System.Collections.Immutable;
using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence;
using Akka.Persistence.Sql.Journal;
using VioActors.Scenarios.Tests.Initiators;

namespace VioActors.Scenarios.Tests.Faults;

/// <summary>The journal of the product over a database that is read all the time, and written while the test allows it.</summary>
public sealed class RefusingJournal(Config config) : SqlWriteJournal(config)
{
    public const string Reason = "database or disk is full";

    private const string Plugin = "akka.persistence.journal.sql";

    private volatile string? _refused;

    /// <summary>Setting with which a system uses it.</summary>
    public static string Setting { get; } = $"{Plugin}.class = \"{typeof(RefusingJournal).AssemblyQualifiedName}\"";

    /// <summary>From now on writes of these are refused.</summary>
    /// <param name="prefix">How their names begin; empty: all; null: none.</param>
    public static Task RefuseAsync(ActorSystem system, string? prefix)
    {
        var journal = global::Akka.Persistence.Persistence.Instance.Apply(system).JournalFor(Plugin);
        return journal.Ask<RefuseWrites>(new RefuseWrites(prefix), TestLimits.Answer);
    }

    protected override Task<IImmutableList<Exception>?> WriteMessagesAsync(IEnumerable<AtomicWrite> messages)
    {
        var writes = messages.ToList();
        return _refused is { } prefix && writes.Exists(write => write.PersistenceId.StartsWith(prefix, StringComparison.Ordinal))
            ? Task.FromException<IImmutableList<Exception>?>(new IOException(Reason))
            : base.WriteMessagesAsync(writes);
    }

    protected override bool ReceivePluginInternal(object message)
    {
        if (message is not RefuseWrites refuse)
            return base.ReceivePluginInternal(message);
        _refused = refuse.Prefix;
        Sender.Tell(refuse);
        return true;
    }

    private sealed record RefuseWrites(string? Prefix) : INoSerializationVerificationNeeded;
}
