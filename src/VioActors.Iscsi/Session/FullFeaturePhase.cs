using VioActors.Iscsi.Pdu;
using VioActors.Iscsi.Portal;
using VioActors.Iscsi.Portal.Wires;
using VioActors.Iscsi.Text;

namespace VioActors.Iscsi.Session;

/// <summary>What the receive loop does after a PDU.</summary>
internal enum Next
{
    Continue,

    /// <summary>The connection is at its end: closed, logged out, or its peer cannot be understood any more.</summary>
    End,
}

/// <summary>The receive loop of a connection after its login: one PDU after the other to whoever handles its kind.</summary>
internal sealed class FullFeaturePhase
{
    private readonly IscsiConnection _connection;
    private readonly SessionLink? _link;
    private readonly ConnectionThread? _thread;
    private readonly RequestContext _context;
    private readonly ScsiCommandHandler? _commands;
    private readonly DataOutHandler? _dataOut;
    private readonly TaskManagementHandler? _taskManagement;
    private readonly NopOutHandler _nopOut;
    private readonly LogoutHandler _logout;
    private readonly TextHandler _text;

    public FullFeaturePhase(IscsiConnection connection, IscsiSession session, SessionParameters parameters, IIscsiTargetDirectory directory)
    {
        (_connection, _thread) = (connection, connection.OwnThread);
        var reader = new PduReader(connection.Receiver, parameters.HeaderDigest, parameters.DataDigest);
        _context = new RequestContext(connection, reader, session.Order, parameters);
        _link = session.LinkOf(connection, parameters);
        if (_link is not null)
        {
            _commands = new ScsiCommandHandler(_context, _link);
            _dataOut = new DataOutHandler(_context, _link);
            _taskManagement = new TaskManagementHandler(_context, _link);
        }
        _nopOut = new NopOutHandler(_context);
        _logout = new LogoutHandler(_context, session);
        _text = new TextHandler(_context, new SendTargets(directory, session.Identity.InitiatorName, session.Identity.TargetName));
    }

    /// <summary>Runs to the end of the connection; returns why it ended, or null when its peer just closed it.</summary>
    public async Task<string?> RunAsync()
    {
        _connection.Sender.Cork();
        try
        {
            for (; ; )
            {
                var read = await _context.Reader.NextAsync().ConfigureAwait(false);
                if (read != ReadOutcome.Ok)
                {
                    // ErrorRecoveryLevel 0: a header that cannot be trusted ends the session (RFC 7143 clause 7.7).
                    return read == ReadOutcome.DigestError ? "header digest error" : _context.EndReason;
                }
                _connection.Counters.PduReceived();
                if (_thread is not null)
                {
                    await _thread.SwitchTo();
                }
                if (await DispatchAsync().ConfigureAwait(false) == Next.End || _context.IsOver)
                {
                    return _context.EndReason;
                }
                if (_thread is not null)
                {
                    await _thread.FinishWork();
                    if (_context.IsOver)
                    {
                        return _context.EndReason; // A logout that waited for what was executed.
                    }
                }
                if (_connection.Sender.IsOverLimit)
                {
                    await WaitForRoomAsync().ConfigureAwait(false);
                }
            }
        }
        finally
        {
            _connection.Sender.Uncork();
            _context.Order.Remove(_connection);
        }
    }

    private async Task WaitForRoomAsync()
    {
        await _connection.Sender.RoomAsync().ConfigureAwait(false);
        _connection.Sender.Cork();
    }

    private ValueTask<Next> DispatchAsync()
    {
        var reader = _context.Reader;
        if (reader.DataSizeBytes > _context.Parameters.TargetRecvSegmentLengthMax)
        {
            return _context.BreakAsync("a data segment longer than MaxRecvDataSegmentLength");
        }
        var opcode = new BasicHeader(reader.Header).Opcode;
        if (_link is null && opcode is not (Opcode.TextRequest or Opcode.LogoutRequest))
        {
            // A discovery session takes SendTargets and logout only (clause 4.3).
            return _context.RejectAsync(RejectReason.ProtocolError);
        }
        return opcode switch
        {
            Opcode.ScsiCommand => _commands!.HandleAsync(),
            Opcode.DataOut => _dataOut!.HandleAsync(),
            Opcode.TaskManagementRequest => _taskManagement!.HandleAsync(),
            Opcode.NopOut => _nopOut.HandleAsync(),
            Opcode.TextRequest => _text.HandleAsync(),
            Opcode.LogoutRequest => _logout.HandleAsync(),
            // Recovery within a connection needs ErrorRecoveryLevel 1 (clause 11.16).
            Opcode.SnackRequest => _context.RejectAsync(RejectReason.SnackReject),
            Opcode.LoginRequest => _context.BreakAsync("a login request after the login"),
            _ => _context.RejectAsync(RejectReason.CommandNotSupported),
        };
    }
}
