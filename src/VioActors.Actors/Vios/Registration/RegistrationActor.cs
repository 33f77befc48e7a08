using Akka.Actor;
using Akka.Event;
using VioActors.Actors.Settings;
using VioActors.Domain.Cluster;
using VioActors.Domain.Common;

namespace VioActors.Actors.Vios.Registration;

/// <summary>
/// The registration module (REG-1…REG-3): the conversation of a VIOS with the shared VIOS DB. One for each VIOS, made and supervised
/// by it.
/// <para>Idle → Registering (sends, waits for the answer timeout, sends again) → Idle, having told the VIOS the outcome.</para>
/// Guarantee: the VIOS is told one outcome for each <see cref="Register"/>. A late answer to an earlier attempt counts as the answer:
/// the request is the same and safe to repeat.
/// </summary>
internal sealed class RegistrationActor : ReceiveActor, IWithTimers
{
    private readonly IActorRef _viosDb;
    private readonly RegistrationSettings _settings;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private RegisterVios? _request;
    private int _attempts;

    public RegistrationActor(IActorRef viosDb, RegistrationSettings settings)
    {
        _viosDb = viosDb;
        _settings = settings;
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
        Receive<ViosRegistered>(registered => End(new RegistrationAccepted(registered.Cluster, _attempts)));
        Receive<Rejected>(rejected => End(new RegistrationFailed(rejected.Reason, _attempts)));
        Receive<AnswerTimeout>(_ => Repeat());
    }

    private void Begin(Register register)
    {
        _request = new RegisterVios(register.Registration, []);
        _attempts = 0;
        Become(Registering);
        Send();
    }

    private void Send()
    {
        _attempts++;
        Timers.StartSingleTimer(nameof(AnswerTimeout), AnswerTimeout.Instance, _settings.AnswerTimeout);
        _viosDb.Tell(_request!);
    }

    private void Repeat()
    {
        if (_attempts <= _settings.RetryCountMax)
        {
            _log.Warning("The VIOS DB did not answer registration attempt {0} within {1}; it is sent again.", _attempts,
                _settings.AnswerTimeout);
            Send();
            return;
        }

        End(new RegistrationFailed(
            $"the VIOS DB did not answer {_attempts} requests, each within {_settings.AnswerTimeout}; check that the database "
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
