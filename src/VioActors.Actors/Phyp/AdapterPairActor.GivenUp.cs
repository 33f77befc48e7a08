using Akka.Actor;

namespace VioActors.Actors.Phyp;

/// <summary>
/// Commands that the VIOS gives up without an answer: another initiator has reset the unit or preempted this one (SAM-5 clause 5.6), and
/// nobody would tell the client. They are sent again on the nexus that there is; whether the client may have them done is told with that.
/// </summary>
internal sealed partial class AdapterPairActor
{
    /// <summary>A nexus that ends gives its commands up too, and is said to be lost a moment later.</summary>
    private static readonly TimeSpan GivenUpPause = TimeSpan.FromMilliseconds(100);

    public ITimerScheduler Timers { get; set; } = null!;

    private void ReceiveGivenUp()
    {
        Receive<CrqTaskGivenUp>(given =>
        {
            KeepGivenUp(given);
            if (!Timers.IsTimerActive(nameof(SubmitAgain)))
                Timers.StartSingleTimer(nameof(SubmitAgain), SubmitAgain.Instance, GivenUpPause);
        });
        Receive<SubmitAgain>(_ => _requests.Submit(_nexus!, _connection, Self));
    }

    private void KeepGivenUp(CrqTaskGivenUp given) => _requests.Keep(given.Tag, given.Connection);

    private sealed record SubmitAgain
    {
        public static SubmitAgain Instance { get; } = new();
    }
}
