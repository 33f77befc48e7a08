using Akka.Event;
using VioActors.Api.Messages;
using VioActors.Management.Requests;
using VioActors.Management.Security;

namespace VioActors.Management.Commands;

/// <summary>Commands in the audit log (MGT-3): the intent on the medium before one runs, its result afterwards. Thread-safe.</summary>
internal sealed class CommandAudit(AuditLog audit, TimeProvider time, ILoggingAdapter log)
{
    /// <summary>Completes when it is on the medium.</summary>
    /// <param name="line">Without secrets.</param>
    /// <exception cref="RequestRefusedException">It cannot be stored: the command is not to be run.</exception>
    public async Task IntendAsync(Caller caller, string line, string result, CancellationToken cancellation)
    {
        try
        {
            await audit.WriteAsync(EntryOf(caller, line, result), durable: true, cancellation).ConfigureAwait(false);
        }
        catch (IOException cause)
        {
            throw new RequestRefusedException(
                VioFaultCode.AuditUnavailable, null, null, cause.Message,
                "Nothing was run. Make room on the disk of the node or restore the folder of the audit log.");
        }
    }

    /// <summary>Completes when it is in the file. Never throws: the intent is on record.</summary>
    public async Task EndAsync(Caller caller, string line, string result)
    {
        try
        {
            await audit.WriteAsync(EntryOf(caller, line, result), durable: false, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception cause)
        {
            log.Error(cause, "The result {0} of a command of {1} is not in the audit log", result, caller.Name);
        }
    }

    private AuditEntry EntryOf(Caller caller, string line, string result) =>
        new(time.GetUtcNow(), caller.Name, caller.Address, $"pbm {line}", result);
}
