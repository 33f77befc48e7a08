using Akka.Actor;
using Akka.Remote.Tests.Fixtures;

namespace Akka.Remote.Tests.Security;

/// <summary>The secure cookie.</summary>
public sealed class CookieTests : RemoteSpec
{
    private const string Right = "akka.remote { require-cookie = on, secure-cookie = \"the right cookie\" }";
    private const string Wrong = "akka.remote { require-cookie = on, secure-cookie = \"a wrong cookie\" }";

    [Fact]
    public async Task Systems_with_the_same_cookie_talk()
    {
        var first = Another(Right, "first");
        var second = Another(Right, "second");
        second.ActorOf(Props.Create<Echo>(), "echo");

        var echo = await first.ActorSelection(new RootActorPath(AddressOf(second)) + "/user/echo").ResolveOne(Patience);

        Assert.Equal("hello", await echo.Ask<string>("hello", Patience));
    }

    [Theory]
    [InlineData(Wrong, Right)]
    [InlineData("", Right)]
    [InlineData(Right, Wrong)]
    [InlineData(Right, "")]
    public void Systems_with_different_cookies_do_not_talk(string from, string to)
    {
        var first = Another(from, "first");
        var second = Another(to, "second");
        var failed = EventsOf<AssociationErrorEvent>(first);
        var associated = EventsOf<AssociatedEvent>(second);

        first.ActorSelection(new RootActorPath(AddressOf(second)) + "/user/echo").Tell("x", ActorRefs.NoSender);

        var error = failed.FishForMessage<AssociationErrorEvent>(e => e.RemoteAddress == AddressOf(second), Patience);
        Assert.Contains("cookie", error.Cause.Message, StringComparison.OrdinalIgnoreCase);
        Assert.False(associated.HasMessages);
    }
}
