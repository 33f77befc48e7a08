using Akka.Actor;
using Akka.Event;
using VioActors.Api.Xml;
using VioActors.Domain.Backup;
using VioActors.Domain.Commands;
using VioActors.Domain.Common;
using VioActors.Domain.Tool;
using VioActors.Management.Http;

namespace VioActors.Management.Relay;

/// <summary>
/// The VIOS API and the management tool of a cluster of processes (MGT-1, MGT-2): answers requests that any process brings. A singleton;
/// when its process is lost another goes on with what is stored: events, jobs, the tool's data.
/// <code>
///   starting ──ready──> answering
/// </code>
/// Guarantee: a request is carried out at most once. Gap: whoever asked the process that was lost does not know whether it was.
/// </summary>
public sealed class ApiHostActor : ReceiveActor, IWithTimers, IWithStash
{
    /// <summary>An answer is sent in parts of this size, each when the asker has the one before: a frame of the network holds it.</summary>
    public const int PartBytesMax = 512 * 1024;

    private const int KeptAnswersMax = 64;

    /// <summary>After the last part that was asked for.</summary>
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly ManagementOptions _options;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Dictionary<long, (int Status, ReadOnlyMemory<byte> Body)> _kept = [];
    private ManagementCore? _core;
    private long _lastAnswer;

    public ApiHostActor(ManagementOptions options)
    {
        _options = options;
        Starting();
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public IStash Stash { get; set; } = null!;

    public static Props Props(ManagementOptions options) => Akka.Actor.Props.Create(() => new ApiHostActor(options));

    protected override void PreStart() => Start();

    protected override void PostStop()
    {
        _core?.Endpoint.Stop();
        _ = _core?.DisposeAsync().AsTask();
    }

    private void Starting()
    {
        Receive<ManagementCore>(core =>
        {
            _core = core;
            Become(Answering);
            Stash.UnstashAll();
        });
        Receive<NotStarted>(failed =>
        {
            _log.Warning("The VIOS API cannot be served yet: {0}", failed.Reason);
            Timers.StartSingleTimer(nameof(StartAgain), StartAgain.Instance, RetryDelay);
        });
        Receive<StartAgain>(_ => Start());
        ReceiveAny(_ => Stash.Stash());
    }

    private void Answering()
    {
        Receive<CallApi>(Call);
        Receive<Called>(called => Answer(called));
        Receive<GetApiAnswerPart>(SendPart);
        Receive<Forget>(forget => _kept.Remove(forget.Answer));
        Receive<IToolMessage>(message => _core!.Actor.Forward(message));
    }

    private void Start() => ManagementCore.StartAsync(Context.System, Context, _options).PipeTo(
        Self, success: core => core, failure: cause => new NotStarted(cause.Message));

    private void Call(CallApi call)
    {
        var asker = Sender;
        _core!.Endpoint.CallAsync(call.Token, call.Address, call.Request.Memory, CancellationToken.None).PipeTo(
            Self,
            success: response =>
            {
                var (status, body) = HttpExchange.Finish(response);
                return new Called(asker, status, body);
            },
            failure: cause => new Called(asker, 500, VioXml.Write(HttpExchange.Refuse(
                Api.Messages.VioFaultCode.Internal, cause.Message, "The log of the node says more."))));
    }

    private void Answer(Called called)
    {
        var number = ++_lastAnswer;
        if (called.Body.Length > PartBytesMax)
        {
            if (_kept.Count >= KeptAnswersMax)
            {
                var (status, refusal) = HttpExchange.Finish(HttpExchange.Refuse(
                    Api.Messages.VioFaultCode.Busy, $"{KeptAnswersMax} large answers are on their way to others.", "Try again later."));
                called.Asker.Tell(new ApiAnswerPart(number, status, 0, 1, new FileBytes(refusal.Span)));
                return;
            }

            _kept[number] = (called.Status, called.Body);
            Timers.StartSingleTimer(number, new Forget(number), KeptFor);
        }

        called.Asker.Tell(PartOf(number, called.Status, called.Body, 0));
    }

    private void SendPart(GetApiAnswerPart wanted)
    {
        if (!_kept.TryGetValue(wanted.Answer, out var kept) || wanted.Part < 0 || wanted.Part >= PartCount(kept.Body.Length))
        {
            Sender.Tell(new Rejected(RejectionCode.NotFound, "The answer is not kept any more; ask again."));
            return;
        }

        Sender.Tell(PartOf(wanted.Answer, kept.Status, kept.Body, wanted.Part));
        if (wanted.Part == PartCount(kept.Body.Length) - 1)
        {
            _kept.Remove(wanted.Answer);
            Timers.Cancel(wanted.Answer);
        }
        else
        {
            Timers.StartSingleTimer(wanted.Answer, new Forget(wanted.Answer), KeptFor);
        }
    }

    private static int PartCount(int length) => Math.Max(1, (length + PartBytesMax - 1) / PartBytesMax);

    private static ApiAnswerPart PartOf(long answer, int status, ReadOnlyMemory<byte> body, int part) => new(
        answer, status, part, PartCount(body.Length),
        new FileBytes(body.Slice(part * PartBytesMax, Math.Min(PartBytesMax, body.Length - (part * PartBytesMax))).Span));

    private sealed record Called(IActorRef Asker, int Status, ReadOnlyMemory<byte> Body) : INoSerializationVerificationNeeded;

    private sealed record NotStarted(string Reason) : INoSerializationVerificationNeeded;

    private sealed record Forget(long Answer) : INoSerializationVerificationNeeded;

    private sealed record StartAgain : INoSerializationVerificationNeeded
    {
        public static StartAgain Instance { get; } = new();
    }
}
