using VioActors.Iscsi.Pdu;
using VioActors.Iscsi.Portal;
using VioActors.Iscsi.Text;

namespace VioActors.Iscsi.Login;

/// <summary>
/// Drives the login of one connection: reads login requests, joins text that spans PDUs, and answers with what
/// <see cref="LoginConversation"/> decides.
/// Bounded in requests, text and, by the connection's timer, in time.
/// </summary>
internal sealed class LoginPhase(IscsiConnection connection, LoginConversation conversation)
{
    /// <summary>Longest data segment before anything is negotiated (RFC 7143 clause 13.12).</summary>
    private const int DataSizeBytesMax = 8192;

    /// <summary>An honest login takes fewer than ten requests.</summary>
    private const int RequestCountMax = 64;

    private readonly MemoryStream _text = new();

    /// <summary>The outcome, or null when the login failed: the connection is to be closed.</summary>
    public async Task<LoginOutcome?> RunAsync(CancellationToken cancellation)
    {
        for (var count = 0; count < RequestCountMax; count++)
        {
            if (!await connection.Receiver.FillAsync(BasicHeader.SizeBytes).ConfigureAwait(false) || !TryReadHeader(out var dataSize))
            {
                return null;
            }
            var all = BasicHeader.SizeBytes + dataSize + BasicHeader.PaddingSizeBytes(dataSize);
            if (!await connection.Receiver.FillAsync(all).ConfigureAwait(false))
            {
                return null;
            }
            var request = LoginRequest.Read(connection.Receiver.Buffered);
            _text.Write(connection.Receiver.Buffered.Slice(BasicHeader.SizeBytes, dataSize));
            connection.Receiver.Consume(all);
            if (count == 0)
            {
                connection.Window.Start(request.CmdSn);
                connection.ConnectionId = request.ConnectionId;
            }
            var reply = await AnswerAsync(request, cancellation).ConfigureAwait(false);
            if (reply.Outcome is { } outcome)
            {
                connection.LoggedIn(outcome.Parameters);
            }
            Send(request, reply);
            if (!reply.Status.IsSuccess || reply.Outcome is not null)
            {
                return reply.Outcome;
            }
        }
        return null;
    }

    private bool TryReadHeader(out int dataSizeBytes)
    {
        var header = new BasicHeader(connection.Receiver.Buffered);
        dataSizeBytes = header.DataSizeBytes;
        if (header.Opcode != Opcode.LoginRequest)
        {
            return false; // Nothing but a login is answered here (clause 6.3).
        }
        if (header.AhsSizeBytes == 0 && dataSizeBytes <= DataSizeBytesMax)
        {
            return true;
        }
        Send(LoginRequest.Read(connection.Receiver.Buffered), LoginReply.Refused(LoginStatus.InitiatorError));
        return false;
    }

    private async ValueTask<LoginReply> AnswerAsync(LoginRequest request, CancellationToken cancellation)
    {
        if (_text.Length > KeyText.SizeBytesMax)
        {
            return LoginReply.Refused(LoginStatus.InitiatorError);
        }
        if (request.Continue)
        {
            // Text goes on: T must be 0, and the answer is empty (clause 11.12.2).
            return request.Transit ? LoginReply.Refused(LoginStatus.InitiatorError) : LoginReply.Empty;
        }
        var valid = KeyText.TryParse(_text.GetBuffer().AsSpan(0, (int)_text.Length), out var keys);
        _text.SetLength(0);
        if (!valid)
        {
            return LoginReply.Refused(LoginStatus.InitiatorError);
        }
        try
        {
            return await conversation.StepAsync(request, keys, cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            connection.Report($"login failed: {e.Message}");
            return LoginReply.Refused(LoginStatus.TargetError);
        }
    }

    private void Send(in LoginRequest request, LoginReply reply)
    {
        var text = KeyText.Write(reply.Answers);
        if (text.Length > DataSizeBytesMax)
        {
            (reply, text) = (LoginReply.Refused(LoginStatus.InitiatorError), []);
        }
        var pdu = new ControlPdu(Opcode.LoginResponse, final: false) { Data = text, IsPlain = true };
        _ = new LoginResponsePdu(pdu.Header)
        {
            Tsih = reply.Outcome?.Session.Tsih ?? request.Tsih,
            Isid = request.Isid,
            InitiatorTaskTag = request.InitiatorTaskTag,
            CurrentStage = request.CurrentStage,
            NextStage = reply.Transit ? request.NextStage : 0,
            Transit = reply.Transit,
            StatusClass = reply.Status.Class,
            StatusDetail = reply.Status.Detail,
        };
        connection.Sender.Enqueue(pdu);
    }
}
