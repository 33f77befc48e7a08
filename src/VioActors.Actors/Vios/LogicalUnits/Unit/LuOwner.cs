using Akka.Actor;
using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits;
using VioActors.Domain.LogicalUnits.Scsi;
using VioActors.Domain.Values;

namespace VioActors.Actors.Vios.LogicalUnits.Unit;

/// <summary>
/// The LU aggregate as the SCSI state of this VIOS asks it. Thread-safe. Every request has a number that is never used again, and is
/// repeated with it until it is answered or the limit is over; the aggregate carries it out once (RED-3).
/// </summary>
/// <param name="grantLost">Called with an epoch that the aggregate knows no more.</param>
internal sealed class LuOwner(
    IActorRef viosDb, LuUdid lu, VioUuid vios, long incarnation, Action<long> grantLost, TimeProvider time)
{
    private const int CounterBits = 40;
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private static long _counter;
    private readonly CancellationTokenSource _closing = new();
    private long _epoch;

    public LuUdid Lu => lu;

    public VioUuid Vios => vios;

    /// <summary>Of the grant that is held now; 0 for none: what is asked waits for one.</summary>
    public long Epoch
    {
        get => Volatile.Read(ref _epoch);
        set => Volatile.Write(ref _epoch, value);
    }

    /// <summary>The attachment has ended: nothing is asked any more.</summary>
    public bool IsClosed => _closing.IsCancellationRequested;

    /// <summary>Ends everything that is being asked; what is asked later gets no answer.</summary>
    public void Close()
    {
        Epoch = 0;
        _closing.Cancel();
    }

    /// <summary>A number that no request of this VIOS has, or had in an earlier life.</summary>
    public long NextRequest() => (incarnation << CounterBits) | (Interlocked.Increment(ref _counter) & ((1L << CounterBits) - 1));

    /// <summary>Asks until there is an answer that decides; null when there was none within the limit.</summary>
    /// <param name="make">The message under the epoch of now.</param>
    public async Task<IReply?> AskAsync(Func<long, ILuMessage> make, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(Limit, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation, _closing.Token);
        try
        {
            while (true)
            {
                if (Epoch is var held and not 0 && await AskOnceAsync(make(held), stop.Token).ConfigureAwait(false) is { } reply)
                {
                    if (reply is not Rejected { Code: RejectionCode.StaleGrant })
                        return reply;
                    grantLost(held);
                }

                await Task.Delay(Pause, time, stop.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>Tells until it is confirmed, for as long as the limit is; null when nobody answered.</summary>
    public async Task<IReply?> TellAsync(ILuMessage message)
    {
        using var limit = new CancellationTokenSource(Limit, time);
        try
        {
            while (true)
            {
                if (await AskOnceAsync(message, limit.Token).ConfigureAwait(false) is (Ok or NoOp or Rejected) and var reply)
                    return reply;
                await Task.Delay(Pause, time, limit.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The aggregate ends what this VIOS left behind when it ends the VIOS's grant.
            return null;
        }
    }

    /// <summary>Gives the grant of an epoch up: what this VIOS holds of the unit ends with it.</summary>
    public void GiveUp(long epoch) => grantLost(epoch);

    /// <summary>Asks the VIOS DB something once; null when it did not answer.</summary>
    public Task<IReply?> FindAsync(IDomainMessage question, CancellationToken cancellation) => AskOnceAsync(question, cancellation);

    private async Task<IReply?> AskOnceAsync(IDomainMessage message, CancellationToken cancellation)
    {
        try
        {
            return await viosDb.Ask<object>(message, AnswerLimit, cancellation).ConfigureAwait(false) as IReply;
        }
        catch (AskTimeoutException)
        {
            return null;
        }
    }
}
