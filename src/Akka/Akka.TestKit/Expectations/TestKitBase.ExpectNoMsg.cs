using Akka.TestKit.Internal;

namespace Akka.TestKit;

/// <content>Expectations of silence.</content>
public abstract partial class TestKitBase
{
    /// <summary>No message comes in the time left in <c>Within</c>, else in the default of a single expectation.</summary>
    public void ExpectNoMsg(CancellationToken cancellationToken = default) =>
        ExpectSilence(RemainingOrDefault, Wait.Blocking, cancellationToken).Result();

    /// <summary>As above.</summary>
    public ValueTask ExpectNoMsgAsync(CancellationToken cancellationToken = default) =>
        ExpectSilence(RemainingOrDefault, Wait.Async, cancellationToken);

    /// <summary>No message comes for <paramref name="duration"/>.</summary>
    public void ExpectNoMsg(TimeSpan duration, CancellationToken cancellationToken = default) =>
        ExpectSilence(Dilated(duration), Wait.Blocking, cancellationToken).Result();

    /// <summary>As above.</summary>
    public ValueTask ExpectNoMsgAsync(TimeSpan duration, CancellationToken cancellationToken = default) =>
        ExpectSilence(Dilated(duration), Wait.Async, cancellationToken);

    /// <summary>No message comes for <paramref name="milliseconds"/>.</summary>
    public void ExpectNoMsg(int milliseconds, CancellationToken cancellationToken = default) =>
        ExpectNoMsg(TimeSpan.FromMilliseconds(milliseconds), cancellationToken);

    /// <summary>As above.</summary>
    public ValueTask ExpectNoMsgAsync(int milliseconds, CancellationToken cancellationToken = default) =>
        ExpectNoMsgAsync(TimeSpan.FromMilliseconds(milliseconds), cancellationToken);

    private async ValueTask ExpectSilence(TimeSpan duration, Wait wait, CancellationToken cancellationToken)
    {
        if (await Next(duration, wait, cancellationToken).ConfigureAwait(false) is { } envelope)
            throw Failure($"No message was expected in {duration}, but one came: {envelope}.");
        _state.LastWasNoMsg = true;
    }
}
