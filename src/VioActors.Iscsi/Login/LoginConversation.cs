using System.Security.Cryptography;
using VioActors.Iscsi.Portal;
using VioActors.Iscsi.Session;
using VioActors.Iscsi.Text;
using VioActors.Scsi.Transport;

namespace VioActors.Iscsi.Login;

/// <summary>
/// The decisions of a login (RFC 7143 clause 6.3): stages, who is who, security, operational keys, and at the end the session that it
/// begins or joins. Each connection proves its initiator anew. One for each connection; used by its receive loop.
/// </summary>
internal sealed class LoginConversation(
    IscsiConnection connection, IIscsiTargetDirectory directory, SessionRegistry registry, IscsiPortalOptions options,
    RandomNumberGenerator random, TimeProvider time)
{
    private static readonly TimeSpan LostLimit = TimeSpan.FromSeconds(5);

    private readonly LoginIdentity _identity = new();
    private OperationalNegotiation? _operational;
    private SecurityNegotiation? _security;
    private ITargetPort? _target;
    private IscsiSession? _joined;
    private LoginStage _stage;
    private LoginRequest _first;
    private bool _declared;

    private bool IsDiscovery => _identity.IsDiscovery;

    /// <summary>Takes the complete key text of one step.</summary>
    public async ValueTask<LoginReply> StepAsync(
        LoginRequest request, List<KeyValuePair<string, string>> keys, CancellationToken cancellation)
    {
        var answers = new List<KeyValuePair<string, string>>();
        var status = CheckHeader(request);
        if (status.IsSuccess && _operational is null)
        {
            status = await BeginAsync(request, keys, answers, cancellation).ConfigureAwait(false);
        }
        if (status.IsSuccess)
        {
            status = Negotiate(keys, answers);
        }
        if (!status.IsSuccess)
        {
            ReportRefusal(status);
            return new LoginReply(status, false, answers);
        }
        if (!request.Transit || !_security!.IsDone)
        {
            return new LoginReply(LoginStatus.Success, false, answers);
        }
        if (request.NextStage != LoginStage.FullFeaturePhase)
        {
            _stage = request.NextStage;
            return new LoginReply(LoginStatus.Success, true, answers);
        }
        return await FinishAsync(answers, cancellation).ConfigureAwait(false);
    }

    private void ReportRefusal(LoginStatus status)
    {
        if (status == LoginStatus.AuthenticationFailure)
        {
            connection.Report(
                $"login of {_identity.InitiatorName} to {_identity.TargetName ?? "discovery"} refused: authentication failed, "
                    + $"{_security?.Problem}");
        }
    }

    private LoginStatus CheckHeader(in LoginRequest request)
    {
        if (_operational is null)
        {
            _first = request;
            _stage = request.CurrentStage;
        }
        if (request.VersionMin > 0)
        {
            return LoginStatus.UnsupportedVersion; // This is version 0, the only one (clause 11.12.4).
        }
        var sameLogin = request.Isid == _first.Isid && request.Tsih == _first.Tsih && request.ConnectionId == _first.ConnectionId;
        var validStage = request.CurrentStage == _stage && _stage is LoginStage.SecurityNegotiation or LoginStage.OperationalNegotiation;
        var validNext = !request.Transit
            || (request.NextStage > _stage && request.NextStage is LoginStage.OperationalNegotiation or LoginStage.FullFeaturePhase);
        return sameLogin && validStage && validNext ? LoginStatus.Success : LoginStatus.InitiatorError;
    }

    private async ValueTask<LoginStatus> BeginAsync(
        LoginRequest request, List<KeyValuePair<string, string>> keys, List<KeyValuePair<string, string>> answers,
        CancellationToken cancellation)
    {
        var status = _identity.Read(keys);
        if (!status.IsSuccess)
        {
            return status;
        }
        var identity = new SessionIdentity(_identity.InitiatorName, request.Isid, _identity.TargetName);
        if (request.Tsih != 0)
        {
            // One more connection for a session, or one in place of another (clause 6.3.1): of the same initiator port and target only.
            _joined = registry.Find(request.Tsih, identity);
            status = _joined?.MayJoin(request.ConnectionId) ?? LoginStatus.SessionDoesNotExist;
            if (!status.IsSuccess)
            {
                return status;
            }
        }
        else if (!IsDiscovery)
        {
            var found = await directory.FindAsync(_identity.InitiatorName, _identity.TargetName!, cancellation).ConfigureAwait(false);
            if (found.MovedTo is { } elsewhere)
            {
                answers.Add(new("TargetAddress", elsewhere.HostAndPort));
                return LoginStatus.TargetMovedTemporarily;
            }
            if (found.Port is null)
            {
                return LoginStatus.NotFound;
            }
            _target = found.Port;
        }
        if (!IsDiscovery)
        {
            answers.Add(new("TargetPortalGroupTag", options.PortalGroupTag.ToString())); // Clause 13.9: in the first answer.
        }
        var chap = await directory.FindChapAsync(_identity.InitiatorName, _identity.TargetName, cancellation).ConfigureAwait(false);
        _security = new SecurityNegotiation(chap, random);
        _operational = new OperationalNegotiation(options.Negotiation, IsDiscovery, _joined?.Parameters);
        return LoginStatus.Success;
    }

    private LoginStatus Negotiate(List<KeyValuePair<string, string>> keys, List<KeyValuePair<string, string>> answers)
    {
        if (_stage == LoginStage.OperationalNegotiation && !_security!.IsDone)
        {
            return LoginStatus.AuthenticationFailure; // The initiator skipped the proof that it owes.
        }
        var security = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in keys.OrderBy(static k => OperationalNegotiation.DependsOnOthers(k.Key)))
        {
            if (SecurityNegotiation.Owns(key))
            {
                if (_stage != LoginStage.SecurityNegotiation || !security.TryAdd(key, value))
                {
                    return LoginStatus.InitiatorError;
                }
            }
            else if (LoginIdentity.Owns(key))
            {
                if (!_identity.Accepts(key, value))
                {
                    return LoginStatus.InitiatorError;
                }
            }
            else if (!_operational!.TryOffer(key, value, out var answer))
            {
                return LoginStatus.InitiatorError;
            }
            else if (answer is not null)
            {
                answers.Add(new(key, answer));
            }
        }
        if (_stage == LoginStage.OperationalNegotiation && !_declared)
        {
            _declared = true;
            answers.Add(new("MaxRecvDataSegmentLength", options.Negotiation.MaxRecvDataSegmentLength.ToString()));
        }
        return security.Count > 0 || _stage == LoginStage.SecurityNegotiation ? _security!.Step(security, answers) : LoginStatus.Success;
    }

    private async ValueTask<LoginReply> FinishAsync(List<KeyValuePair<string, string>> answers, CancellationToken cancellation)
    {
        if (_operational!.IsDigestMissing)
        {
            return LoginReply.Refused(LoginStatus.InitiatorError);
        }
        var parameters = _operational.Result(_declared);
        var (status, session) = _joined is { } joined
            ? (await JoinAsync(joined, cancellation).ConfigureAwait(false), joined)
            : await BeginSessionAsync(parameters, cancellation).ConfigureAwait(false);
        return status.IsSuccess
            ? new LoginReply(LoginStatus.Success, true, answers, new LoginOutcome(session!, parameters))
            : LoginReply.Refused(status);
    }

    private async ValueTask<LoginStatus> JoinAsync(IscsiSession session, CancellationToken cancellation)
    {
        var status = session.Join(connection, out var replaced);
        if (!status.IsSuccess)
        {
            return status;
        }
        connection.Adopt(session);
        if (replaced is not null)
        {
            // Connection reinstatement (clause 6.3.4): the old one's tasks end without further notice, before the new one begins.
            await replaced.EndAsync("replaced by a new login of the same connection").WaitAsync(cancellation).ConfigureAwait(false);
        }
        return LoginStatus.Success;
    }

    private async ValueTask<(LoginStatus Status, IscsiSession? Session)> BeginSessionAsync(
        SessionParameters parameters, CancellationToken cancellation)
    {
        var identity = new SessionIdentity(_identity.InitiatorName, _first.Isid, _identity.TargetName);
        var (session, older) = registry.Add(identity, connection);
        if (session is null)
        {
            return (LoginStatus.OutOfResources, null);
        }
        connection.Adopt(session);
        foreach (var replaced in older)
        {
            // Session reinstatement (clause 6.3.5): the older session ends before the new one begins.
            await replaced.EndAsync("replaced by a new login of the same initiator port").WaitAsync(cancellation).ConfigureAwait(false);
        }
        await AwaitLostAsync(identity, cancellation).ConfigureAwait(false);
        var status = IsDiscovery ? LoginStatus.Success : await MakeNexusAsync(session, cancellation).ConfigureAwait(false);
        if (status.IsSuccess)
        {
            session.Open(parameters);
        }
        return (status, session);
    }

    /// <summary>
    /// An initiator that has closed a connection and comes back under another ISID finds nothing that the lost nexus held (SAM-5 clause
    /// 6.3.4): the receive loop, which may not have run since, ends that one first. One that hangs keeps nobody out for long.
    /// </summary>
    private async ValueTask AwaitLostAsync(SessionIdentity identity, CancellationToken cancellation)
    {
        var lost = IsDiscovery ? [] : registry.FindLost(identity);
        if (lost.Length == 0)
        {
            return;
        }
        await Task.WhenAll(lost.Select(static session => session.NexusClosed))
            .WaitAsync(LostLimit, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellation.ThrowIfCancellationRequested();
    }

    private async ValueTask<LoginStatus> MakeNexusAsync(IscsiSession session, CancellationToken cancellation)
    {
        var memory = registry.TakeMemory();
        if (memory == 0)
        {
            return LoginStatus.OutOfResources;
        }
        session.GrantedMemory(memory);
        var initiator = new InitiatorPort(_identity.InitiatorName, _first.Isid, connection.PeerAddress);
        var login = await _target!.LoginAsync(initiator, session, cancellation).ConfigureAwait(false);
        if (login.Nexus is not null)
        {
            session.GrantedNexus(login.Nexus);
            return LoginStatus.Success;
        }
        connection.Report($"login of {_identity.InitiatorName} to {_identity.TargetName} refused: {login.Reason}");
        return login.Refusal switch
        {
            LoginRefusal.NotAuthorized => LoginStatus.AuthorizationFailure,
            LoginRefusal.OutOfResources => LoginStatus.OutOfResources,
            _ => LoginStatus.ServiceUnavailable,
        };
    }
}
