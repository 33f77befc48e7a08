using System.Data.Common;

namespace Akka.Persistence.Sql.Db;

/// <summary>A transaction that holds the right to write; disposing of it without a commit takes everything back.</summary>
internal abstract class WriteTransaction : IAsyncDisposable
{
    public abstract Task CommitAsync();

    public abstract ValueTask DisposeAsync();
}

/// <summary>A transaction of the driver.</summary>
internal sealed class DriverTransaction(DbTransaction transaction) : WriteTransaction
{
    public override Task CommitAsync() => transaction.CommitAsync();

    public override ValueTask DisposeAsync() => transaction.DisposeAsync();
}
