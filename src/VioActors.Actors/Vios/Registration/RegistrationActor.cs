using Akka.Actor;
using Akka.Event;
using VioActors.Actors.Settings;
using VioActors.Actors.Vios.Daemon;
using VioActors.Domain.Cluster;
using VioActors.Domain.Common;
using VioActors.Domain.Values;

namespace VioActors.Actors.Vios.Registration;

/// <summary>
/// The registration module (REG-1…REG-3): the conversation of a VIOS with the shared VIOS DB. One for each VIOS, made and supervised
/// by it.
/// <para>Idle → Registering (sends, waits for the answer timeout, sends again) → Idle, having told the VIOS the outcome. Each repeat is
/// waited for longer than the one before: a VIOS DB that many VIOSes ask at once is not asked more for being slow.</para>
/// Guarantee: the VIOS is told one outcome for each <see cref="Register"/>. A late answer to an earlier attempt counts as the answer:
/// the request is the same and safe to repeat.
/// </summary>
internal sealed class RegistrationActor : ReceiveActor, IWithTimers
{
    /// <summary>The longest wait for an answer, as a multiple of the first.</summary>
    private const int LongestPart = 4;

    private readonly IActorRef _viosDb;
    private readonly RegistrationSettings _settings;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly RetryPause _pause;
    private RegisterVios? _request;
    private int _attempts;
    private TimeSpan _waited;

    public RegistrationActor(VioUuid vios, IActorRef viosDb, RegistrationSettings settings)
    {
        _viosDb = viosDb;
        _settings = settings;
        _pause = new RetryPause(vios, settings.AnswerTimeout, settings.AnswerTimeout * LongestPart);
        Idle();
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private void Idle()
    {
        Receive<Register>(Begin);
        Receive<IReply>(_ => { });
    }

    private void Registering()
    {
        Receive<Register>(Begin);
        Receive<ViosRegisteredSince>(registered => End(new RegistrationAccepted(new StoreRegistration(registered), _attempts)));
        Receive<ViosRegistered>(registered => End(new RegistrationAccepted(new StoreClusterData(registered.Cluster), _attempts)));
        Receive<Rejected>(rejected => End(new RegistrationFailed(rejected.Reason, _attempts)));
        Receive<AnswerTimeout>(_ => Repeat());
    }

    private void Begin(Register register)
    {
        _request = new RegisterVios(register.Registration, [], register.Known);
        _attempts = 0;
        _pause.Reset();
        Become(Registering);
        Send();
    }

    private void Send()
    {
        _attempts++;
        _waited = _pause.Next();
        Timers.StartSingleTimer(nameof(AnswerTimeout), AnswerTimeout.Instance, _waited);
        _viosDb.Tell(_request!);
    }

    private void Repeat()
    {
        if (_attempts <= _settings.RetryCountMax)
        {
            _log.Warning("The VIOS DB did not answer registration attempt {0} within {1}; it is sent again.", _attempts,
                _waited);
            Send();
            return;
        }

        End(new RegistrationFailed(
            $"the VIOS DB did not answer {_attempts} requests, each within {_settings.AnswerTimeout} or longer; check that the database "
                + $"is reachable, then register again",
            _attempts));
    }

    private void End(object outcome)
    {
        Timers.Cancel(nameof(AnswerTimeout));
        Become(Idle);
        Context.Parent.Tell(outcome);
    }

    private sealed record AnswerTimeout
    {
        public static AnswerTimeout Instance { get; } = new();
    }
}
