using Akka.Actor;
using Akka.Event;
using VioActors.Actors.Nexus;
using VioActors.Actors.San;
using VioActors.Domain.Common;
using VioActors.Domain.Npiv;
using VioActors.Domain.Phyp.Nexus;
using VioActors.Domain.Values;
using VioActors.Scsi.Transport;

namespace VioActors.Actors.Vios.Fc;

/// <summary>
/// One physical Fibre Channel port of a VIOS: logs in to its fabric, and lets virtual ports log in through it (NPV-1). One for each port,
/// made and supervised by <see cref="FcPortsActor"/>.
/// <code>
///   Linking (FLOGI, again after a pause) ──accepted──> InFabric ──link or login lost──> Linking
///                                                          └──SetFcLink down──> Unlinked ──up──> Linking
/// </code>
/// Guarantee: while it has no link, nobody is logged in through it. The fabric, not the port, knows who is. A client that comes before the
/// fabric has answered the first FLOGI waits for that, for a bounded time.
/// </summary>
internal sealed class FcPortActor : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(500);

    // A fabric that began anew does not know this port: FLOGI is safe to repeat.
    private static readonly TimeSpan ConfirmInterval = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan LinkLimit = TimeSpan.FromSeconds(8);

    /// <summary>Nobody waits for a fabric that has left so many FLOGIs without an answer.</summary>
    private const int UnansweredMax = 4;

    private readonly AdapterName _name;
    private readonly Wwpn _wwpn;
    private readonly IActorRef? _san;
    private readonly IActorRef? _links;
    private readonly int _virtualPortsMax;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private bool _linkUp = true;
    private FabricLogin? _login;
    private string _detail = "";
    private readonly List<(LogInThrough LogIn, IActorRef Asker)> _early = [];
    private int _unanswered;
    private bool _wasAnswered;

    public FcPortActor(AdapterName name, Wwpn wwpn, IActorRef? san, IActorRef? links, int virtualPortsMax)
    {
        (_name, _wwpn, _san, _links, _virtualPortsMax) = (name, wwpn, san, links, virtualPortsMax);
        Receive<TryLogin>(_ => TryLogIn());
        Receive<PortLoggedIn>(logged => Take(logged.Login));
        Receive<Rejected>(refused => Lose(refused.Reason));
        Receive<LogInThrough>(LogIn);
        Receive<SetFcLink>(SetLink);
        Receive<GetFcPort>(_ => Sender.Tell(Report()));
        Receive<IReply>(_ => { });
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart() => TryLogIn();

    private void TryLogIn()
    {
        if (!_linkUp)
            return;
        if (_san is null)
        {
            _detail = "no storage area network is cabled to this machine";
            return;
        }

        if (_unanswered++ == UnansweredMax)
            AnswerEarly();
        _san.Tell(new LogInPort(_wwpn));
        Timers.StartSingleTimer(nameof(TryLogin), TryLogin.Instance, _login is null ? RetryInterval : ConfirmInterval);
    }

    private void Take(FabricLogin login)
    {
        if (!_linkUp)
        {
            _san!.Tell(new LogOutPort(_wwpn, "its link is down"));
            return;
        }

        if (_login is null)
            _log.Info("{0} ({1}) is in fabric {2} as {3:x6}.", _name, _wwpn, login.Fabric, login.NPortId);
        (_login, _detail) = (login, "");
        Timers.StartSingleTimer(nameof(TryLogin), TryLogin.Instance, ConfirmInterval);
        AnswerEarly();
    }

    private void Lose(string reason)
    {
        if (_login is not null)
            _log.Warning("{0} ({1}) is in no fabric any more: {2}", _name, _wwpn, reason);
        (_login, _detail) = (null, reason);
        AnswerEarly();
    }

    /// <summary>The fabric has said whether this port is in it, or is not waited for any more.</summary>
    private void AnswerEarly()
    {
        (_wasAnswered, _unanswered) = (true, 0);
        foreach (var (logIn, asker) in _early)
            Self.Tell(logIn, asker);
        _early.Clear();
    }

    private void LogIn(LogInThrough logIn)
    {
        if (_san is not null && !_wasAnswered)
            _early.Add((logIn, Sender));
        else if (_login is null || _san is null)
            Sender.Tell(FcPortsActor.Refused($"{_name} is in no fabric{(_detail.Length == 0 ? "" : $": {_detail}")}"));
        else if (_links is null)
            _san.Tell(new LogInVirtualPort(_wwpn, logIn.Client, _virtualPortsMax, logIn.Sink), Sender);
        else
            LogInElsewhereAsync(_san, _links, logIn).PipeTo(Sender, failure: cause => FcPortsActor.Refused(cause.Message));
    }

    private async Task<VirtualPortAnswer> LogInElsewhereAsync(IActorRef san, IActorRef links, LogInThrough logIn)
    {
        var open = new OpenVirtualPort(_wwpn, logIn.Client, _virtualPortsMax, logIn.Sink is null);
        if (logIn.Sink is { } sink)
        {
            var opened = await links.Ask<LinkOpened>(new OpenLink(san, open, sink, LinkLimit), LinkLimit * 2).ConfigureAwait(false);
            return new VirtualPortAnswer(opened.Nexus, opened.Fabric);
        }

        var zoned = await san.Ask<NexusOpened>(open, LinkLimit).ConfigureAwait(false);
        return new VirtualPortAnswer(new NexusLogin(null, (LoginRefusal)zoned.Refusal, zoned.Reason), zoned.Login);
    }

    private void SetLink(SetFcLink set)
    {
        if (set.Up != _linkUp)
        {
            _linkUp = set.Up;
            _log.Warning("The link of {0} ({1}) is {2}.", _name, _wwpn, set.Up ? "up" : "down");
            if (set.Up)
            {
                _detail = "";
                TryLogIn();
            }
            else
            {
                Timers.Cancel(nameof(TryLogin));
                (_login, _detail) = (null, "its link is down");
                AnswerEarly();
                _san?.Tell(new LogOutPort(_wwpn, $"the link of {_name} is down"));
            }
        }

        Sender.Tell(Report());
    }

    private FcPortReport Report() => new(_name, _wwpn, _linkUp, _login, _virtualPortsMax, _detail);

    private sealed record TryLogin
    {
        public static TryLogin Instance { get; } = new();
    }
}
