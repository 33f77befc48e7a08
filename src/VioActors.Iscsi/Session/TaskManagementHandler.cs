using VioActors.Iscsi.Pdu;
using VioActors.Iscsi.Portal;
using VioActors.Scsi.Transport;

namespace VioActors.Iscsi.Session;

/// <summary>
/// Task Management Function Request (RFC 7143 clauses 11.5, 11.6). The function runs beside the receive loop; its response is queued
/// after it has taken
/// effect, so behind every answer that went before it.
/// </summary>
internal sealed class TaskManagementHandler(RequestContext context, SessionLink link)
{
    /// <summary>Functions at a time; an initiator has a handful.</summary>
    private const int RunningMax = 32;

    private int _running;

    public async ValueTask<Next> HandleAsync()
    {
        var request = Read();
        var arrival = context.Order.Arrive(request.CmdSn, request.IsImmediate);
        if (arrival == CommandArrival.Drop)
        {
            return await context.DropAsync().ConfigureAwait(false);
        }
        if (request.Tag == BasicHeader.NoTag)
        {
            return await context.RejectAsync(RejectReason.InvalidPduField).ConfigureAwait(false);
        }
        if (link.Tasks.Contains(request.Tag))
        {
            return await context.RejectAsync(RejectReason.TaskInProgress).ConfigureAwait(false);
        }
        if (Volatile.Read(ref _running) >= RunningMax)
        {
            return await context.RejectAsync(RejectReason.LongOperationReject).ConfigureAwait(false);
        }
        var next = await context.SkipAsync().ConfigureAwait(false);
        if (TryPlugGap(request))
        {
            request = request with { FindsNothing = true };
        }
        Interlocked.Increment(ref _running);
        context.Deliver(
            request.CmdSn, request.IsImmediate, () => _ = RunAsync(request), () => Interlocked.Decrement(ref _running));
        return next;
    }

    /// <summary>
    /// ABORT TASK for a command that never arrived: its number counts as received from now on, so that those behind it go on (clause
    /// 11.5.1).
    /// </summary>
    private bool TryPlugGap(in Request request)
    {
        if (request.Function != TaskManagementFunction.AbortTask || link.Tasks.Contains(request.ReferencedTag)
            || (int)(request.RefCmdSn - request.CmdSn) >= 0)
        {
            return false;
        }
        return context.Order.Arrive(request.RefCmdSn, immediate: false) != CommandArrival.Drop
            && context.Deliver(request.RefCmdSn, immediate: false, static () => { });
    }

    private Request Read()
    {
        var pdu = new TaskManagementRequestPdu(context.Reader.Header);
        return new Request(
            pdu.Function, pdu.LunField, pdu.InitiatorTaskTag, pdu.ReferencedTaskTag, pdu.CmdSn, pdu.RefCmdSn,
            new BasicHeader(context.Reader.Header).Immediate);
    }

    private async Task RunAsync(Request request)
    {
        var response = TaskManagementResponse.FunctionRejected;
        try
        {
            await WaitForTasksAsync(request).ConfigureAwait(false);
            response = await ManageAsync(request).ConfigureAwait(false);
            if (!ConcernsMany(request.Function))
            {
                await link.Session.PingOthersAsync(context.Connection).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            Interlocked.Decrement(ref _running);
            return; // The connection is at its end: nobody is there for the answer.
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            context.Connection.Report($"task management function {request.Function} failed: {e.Message}");
        }
        var pdu = new ControlPdu(Opcode.TaskManagementResponse);
        _ = new TaskManagementResponsePdu(pdu.Header) { InitiatorTaskTag = request.Tag, Response = response };
        if (ConcernsMany(request.Function))
        {
            await link.Session.SendFencedAsync(context.Connection, () => context.Sender.Enqueue(pdu)).ConfigureAwait(false);
        }
        else
        {
            context.Sender.Enqueue(pdu);
        }
        Interlocked.Decrement(ref _running);
    }

    private static bool ConcernsMany(TaskManagementFunction function) => function is TaskManagementFunction.AbortTaskSet
        or TaskManagementFunction.ClearTaskSet or TaskManagementFunction.LogicalUnitReset or TaskManagementFunction.TargetWarmReset
        or TaskManagementFunction.TargetColdReset or TaskManagementFunction.ClearAca;

    /// <summary>
    /// An immediate function for many tasks concerns those whose commands are still under way on other connections too (clause 4.2.3.3).
    /// On the same connection they came before it, or not at all.
    /// </summary>
    private async ValueTask WaitForTasksAsync(Request request)
    {
        var ofMany = request.Function is TaskManagementFunction.AbortTaskSet or TaskManagementFunction.ClearTaskSet
            or TaskManagementFunction.LogicalUnitReset;
        if (request.IsImmediate && ofMany && link.Session.Connections.Length > 1)
        {
            await context.Order.WhenDeliveredAsync(request.CmdSn, context.Connection)
                .WaitAsync(context.Connection.Ended).ConfigureAwait(false);
        }
    }

    private async ValueTask<TaskManagementResponse> ManageAsync(Request request)
    {
        if (request.Function is < TaskManagementFunction.AbortTask or > TaskManagementFunction.TaskReassign)
        {
            return TaskManagementResponse.FunctionRejected;
        }
        if (request.Function == TaskManagementFunction.TaskReassign)
        {
            return TaskManagementResponse.ReassignmentNotSupported; // Needs ErrorRecoveryLevel 2 (clause 11.6.1).
        }
        if (request.FindsNothing)
        {
            return TaskManagementResponse.FunctionComplete;
        }
        var response = await link.Nexus.ManageAsync(
            request.Function, request.LunField, request.ReferencedTag, context.Connection.Ended).ConfigureAwait(false);
        if (request.Function == TaskManagementFunction.AbortTask)
        {
            return AbortHere(request.ReferencedTag) ? TaskManagementResponse.FunctionComplete : response;
        }
        if (response == TaskManagementResponse.FunctionComplete)
        {
            AbortHere(request);
        }
        return response;
    }

    /// <summary>Ends a task that the target does not know any more, or not yet, but whose answer could still go out.</summary>
    private bool AbortHere(uint tag)
    {
        link.Session.Observe();
        try
        {
            if (link.Tasks.Find(tag) is not { } task)
            {
                return false;
            }
            task.DropHeldAnswer();
            task.Abandon();
            return true;
        }
        finally
        {
            link.Session.EndObserving();
        }
    }

    private void AbortHere(Request request)
    {
        var everyLun = request.Function is TaskManagementFunction.TargetWarmReset or TaskManagementFunction.TargetColdReset;
        link.Session.Observe();
        foreach (var task in link.Tasks.All())
        {
            if (everyLun || task.LunField == request.LunField)
            {
                task.DropHeldAnswer();
            }
        }
        link.Session.EndObserving();
    }

    private readonly record struct Request(
        TaskManagementFunction Function, ulong LunField, uint Tag, uint ReferencedTag, uint CmdSn, uint RefCmdSn,
        bool IsImmediate, bool FindsNothing = false);
}
