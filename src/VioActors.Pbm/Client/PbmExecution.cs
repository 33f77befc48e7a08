using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Petabridge.Cmd.Protocol;

namespace VioActors.Pbm.Client;

/// <summary>
/// One command on its way. Read its lines once, to the end; then <see cref="Outcome"/> is known. Lines that are not read hold up the
/// whole connection
/// after a while, so a command that is no longer of interest is cancelled, or its reading left. <see cref="Cancel"/> may be called
/// from any thread.
/// </summary>
public sealed class PbmExecution
{
    private const int FramesMax = 64;
    private readonly Channel<OutputFrame> _frames =
        Channel.CreateBounded<OutputFrame>(new BoundedChannelOptions(FramesMax) { SingleReader = true });
    private readonly Action<PbmExecution> _cancel;
    private readonly Action<PbmExecution> _leave;

    internal PbmExecution(uint id, Action<PbmExecution> cancel, Action<PbmExecution> leave)
    {
        Id = id;
        _cancel = cancel;
        _leave = leave;
    }

    /// <summary><see cref="PbmOutcome.Running"/> until the last line has been read.</summary>
    public PbmOutcome Outcome { get; private set; }

    internal uint Id { get; }

    /// <summary>Asks the host to stop the command; its lines then end. No effect when it has ended.</summary>
    public void Cancel() => _cancel(this);

    /// <summary>The output as it comes. Leaving the loop before the end cancels the command.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled; the command is then cancelled, too.</exception>
    /// <exception cref="InvalidOperationException">The lines have been read before.</exception>
    public async IAsyncEnumerable<PbmLine> ReadLinesAsync([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        if (Outcome != PbmOutcome.Running)
        {
            throw new InvalidOperationException("The output of a command can be read once.");
        }

        var lines = new LineAssembler();
        try
        {
            await foreach (var frame in _frames.Reader.ReadAllAsync(cancellation).ConfigureAwait(false))
            {
                foreach (var line in lines.Accept(frame))
                {
                    yield return line;
                }

                if (frame.Flags.HasFlag(OutputFlags.Final))
                {
                    Outcome = OutcomeOf(frame.Flags);
                    yield break;
                }
            }

            Outcome = PbmOutcome.ConnectionLost;
        }
        finally
        {
            if (Outcome == PbmOutcome.Running)
            {
                Outcome = PbmOutcome.Cancelled;
                _cancel(this);
            }

            _leave(this);
            _frames.Writer.TryComplete();
        }
    }

    /// <summary>A command that never left the client.</summary>
    internal static PbmExecution Refused(string reason) => Ended(OutputFlags.Final | OutputFlags.Error, reason);

    /// <summary>What the client answers itself.</summary>
    internal static PbmExecution Answered(string text) => Ended(OutputFlags.Final, text);

    /// <summary>Waits while the reader is behind; frames for a reader that has left are dropped.</summary>
    internal async ValueTask AcceptAsync(OutputFrame frame)
    {
        try
        {
            await _frames.Writer.WriteAsync(frame).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            // The reader has left the loop: nobody wants the rest.
        }
    }

    internal void ConnectionLost() => _frames.Writer.TryComplete();

    private static PbmExecution Ended(OutputFlags flags, string text)
    {
        var ended = new PbmExecution(0, static _ => { }, static _ => { });
        ended._frames.Writer.TryWrite(new OutputFrame(0, flags, text));
        return ended;
    }

    private static PbmOutcome OutcomeOf(OutputFlags flags) =>
        flags.HasFlag(OutputFlags.Cancelled) ? PbmOutcome.Cancelled
        : flags.HasFlag(OutputFlags.Error) ? PbmOutcome.Failed
        : PbmOutcome.Succeeded;
}
