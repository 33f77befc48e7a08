using System.Data.Common;

namespace Akka.Cluster.Sql;

/// <summary>What differs between databases. Thread-safe.</summary>
internal abstract class MembershipDialect : IAsyncDisposable
{
    public const string SchemaTable = "akka_membership_schema";
    public const string ClusterTable = "akka_membership_cluster";
    public const string MemberTable = "akka_membership_member";

    /// <summary>Names the database in messages, without secrets.</summary>
    public abstract string Description { get; }

    /// <summary>An expression: milliseconds since 1970 by the database's clock, at the moment of its evaluation.</summary>
    public abstract string Now { get; }

    /// <summary>What comes behind a SELECT whose rows nobody may change until the end of the transaction.</summary>
    public abstract string ForUpdate { get; }

    /// <summary>A statement that tells listeners of the cluster @cluster about a change; empty when there is none.</summary>
    public abstract string Notify { get; }

    /// <summary>A query for the number of tables with the name @name.</summary>
    public abstract string TableExists { get; }

    /// <summary>The greater of two numbers.</summary>
    public abstract string Greatest { get; }

    /// <summary>An open connection; the caller disposes of it.</summary>
    public abstract Task<DbConnection> OpenAsync(CancellationToken cancel);

    /// <summary>Begins a transaction that alone may write, or locks what it reads <see cref="ForUpdate"/>.</summary>
    public abstract Task<IMembershipTransaction> BeginWriteAsync(DbConnection connection, CancellationToken cancel);

    /// <summary>As above, so that two processes do not make the same tables.</summary>
    public abstract Task<IMembershipTransaction> BeginDefinitionAsync(DbConnection connection, CancellationToken cancel);

    /// <summary>A table's name with the schema.</summary>
    public abstract string Table(string name);

    /// <summary>Calls <paramref name="changed"/> when another process notifies; nothing where there are no notifications.</summary>
    public abstract void Listen(Action changed);

    public abstract ValueTask DisposeAsync();
}

/// <summary>Disposing without a commit takes everything back.</summary>
internal interface IMembershipTransaction : IAsyncDisposable
{
    Task CommitAsync(CancellationToken cancel);
}
