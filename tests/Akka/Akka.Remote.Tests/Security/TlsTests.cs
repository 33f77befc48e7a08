using Akka.Actor;
using Akka.Configuration;
using Akka.Remote.Tests.Fixtures;
using Akka.TestKit;

namespace Akka.Remote.Tests.Security;

/// <summary>TLS with certificates of both sides.</summary>
public sealed class TlsTests : RemoteSpec
{
    private readonly Certificates _ours = new("ours");
    private readonly Certificates _theirs = new("theirs");

    [Fact]
    public async Task Systems_with_certificates_of_one_authority_talk()
    {
        var first = Another(WithPfx(_ours.Pfx("first"), _ours), "first");
        var second = Another(WithPfx(_ours.Pfx("second"), _ours, "validate-certificate-hostname = true"), "second");

        Assert.Equal("akka.ssl.tcp", AddressOf(first).Protocol);
        Assert.Equal("secret", await AskAcross(first, second, "secret"));
    }

    [Fact]
    public async Task Certificates_may_be_pem_files()
    {
        var (path, key) = _ours.Pem("first");
        var first = Another(Ssl($"certificate {{ path = \"{path}\", key-path = \"{key}\" }}", _ours), "first");
        var second = Another(WithPfx(_ours.Pfx("second"), _ours), "second");

        Assert.Equal("secret", await AskAcross(second, first, "secret"));
    }

    [Fact]
    public void A_peer_of_another_authority_is_refused_by_the_one_it_connects_to()
    {
        // The stranger accepts everybody, but nobody who asks for its certificate accepts it.
        var stranger = Another(WithPfx(_theirs.Pfx("stranger"), _theirs, "suppress-validation = true"), "stranger");
        var first = Another(WithPfx(_ours.Pfx("first"), _ours), "first");
        AssertNotConnected(stranger, first);
    }

    [Fact]
    public void A_peer_of_another_authority_is_refused_by_the_one_who_connects()
    {
        var stranger = Another(WithPfx(_theirs.Pfx("stranger"), _theirs, "suppress-validation = true"), "stranger");
        var first = Another(WithPfx(_ours.Pfx("first"), _ours), "first");
        AssertNotConnected(first, stranger);
    }

    [Fact]
    public void A_certificate_that_is_not_there_is_named_at_the_start()
    {
        var error = Assert.ThrowsAny<ConfigurationException>(() => Another(WithPfx("/no/such/file.pfx", _ours)));

        Assert.Contains("/no/such/file.pfx", error.ToString(), StringComparison.Ordinal);
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _ours.Dispose();
        _theirs.Dispose();
    }

    private static string WithPfx(string path, Certificates authority, string more = "") =>
        Ssl($"certificate {{ path = \"{path}\", password = \"{Certificates.Password}\" }}\n{more}", authority);

    private static string Ssl(string certificate, Certificates authority) => $$"""
        akka.remote.dot-netty.tcp {
          enable-ssl = true
          ssl {
            {{certificate}}
            trusted-authorities-path = "{{authority.AuthorityPath}}"
          }
        }
        """;

    private static async Task<string> AskAcross(ActorSystem from, ActorSystem to, string message)
    {
        to.ActorOf(Props.Create<Echo>(), "echo");
        var echo = await from.ActorSelection(new RootActorPath(AddressOf(to)) + "/user/echo").ResolveOne(Patience);
        return await echo.Ask<string>(message, Patience);
    }

    private void AssertNotConnected(ActorSystem from, ActorSystem to)
    {
        var failed = EventsOf<AssociationErrorEvent>(from);
        var associated = EventsOf<AssociatedEvent>(to);
        from.ActorSelection(new RootActorPath(AddressOf(to)) + "/user/echo").Tell("x", ActorRefs.NoSender);

        failed.FishForMessage<AssociationErrorEvent>(e => e.RemoteAddress == AddressOf(to), Patience);
        failed.FishForMessage<AssociationErrorEvent>(e => e.RemoteAddress == AddressOf(to), Patience);
        Assert.False(associated.HasMessages);
    }
}
