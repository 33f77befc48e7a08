using VioActors.Iscsi.Login;
using VioActors.Iscsi.Tests.Initiator;

namespace VioActors.Iscsi.Tests.Login;

/// <summary>An initiator that closes its connection and logs in again as another session, while the old one does not end.</summary>
public class FormerConnectionTests
{
    private static readonly TimeSpan HungAfter = TimeSpan.FromSeconds(30);

    [Fact]
    [Trait("Req", "IO-3")]
    public async Task A_nexus_that_does_not_close_is_waited_for_five_seconds_and_no_longer()
    {
        await using var portal = new TestPortal(TestPortal.Patient);
        using var released = new ManualResetEventSlim();
        var closing = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var former = await TestInitiator.LoginAsync(portal);
        portal.Target.NexusClosed += _ =>
        {
            closing.TrySetResult();
            released.Wait();
        };
        former.Dispose();
        await closing.Task.WaitAsync(HungAfter);
        var begun = portal.Time.GetUtcNow();

        var login = TestInitiator.TryLoginAsync(portal, portal.TargetName, [], isid: 2);
        await portal.AdvanceUntilAsync(() => login.IsCompleted, TimeSpan.FromMilliseconds(100));

        var (initiator, answer) = await login;
        released.Set();
        using (initiator)
        {
            Assert.Equal(LoginStatus.Success, answer.Status);
            Assert.True(portal.Time.GetUtcNow() - begun >= TimeSpan.FromSeconds(5));
        }
    }
}
