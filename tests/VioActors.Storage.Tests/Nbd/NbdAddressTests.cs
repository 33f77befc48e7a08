using VioActors.Storage.Nbd;

namespace VioActors.Storage.Tests.Nbd;

[Trait("Req", "STO-10")]
public sealed class NbdAddressTests
{
    [Theory]
    [InlineData("nbd://storage/disk1", "storage", 10809, null, "disk1", false)]
    [InlineData("nbd://10.0.0.7:4711", "10.0.0.7", 4711, null, "", false)]
    [InlineData("nbd://[::1]:9/a%20b%2Fc", "::1", 9, null, "a b/c", false)]
    [InlineData("nbd+unix:///disk?socket=/run/n%20bd.sock", null, 0, "/run/n bd.sock", "disk", false)]
    [InlineData("nbd://h/d?cache=writeback", "h", 10809, null, "d", true)]
    public void A_well_formed_URL_is_read(string url, string? host, int port, string? socket, string export, bool writeBack) =>
        Assert.Equal(new NbdAddress(host, port, socket, export, writeBack), NbdAddress.Parse(url));

    [Theory]
    [InlineData("http://storage/disk1")]
    [InlineData("nbd:///disk1")]
    [InlineData("nbd://user@host/d")]
    [InlineData("nbd://host/d?socket=/x")]
    [InlineData("nbd://host/d?tls=on")]
    [InlineData("nbd+unix:///d")]
    [InlineData("nbd+unix:///d?socket=relative")]
    [InlineData("nbd://host:99999/d")]
    public void Anything_else_is_refused_with_the_reason(string url)
    {
        Assert.False(NbdAddress.TryParse(url, out _, out var problem));
        Assert.NotEmpty(problem);
        Assert.Throws<FormatException>(() => NbdAddress.Parse(url));
    }

    [Fact]
    public void Names_and_paths_are_bounded()
    {
        Assert.False(NbdAddress.TryParse($"nbd://h/{new string('e', 4097)}", out _, out _));
        Assert.True(NbdAddress.TryParse($"nbd://h/{new string('e', 4096)}", out _, out _));
        Assert.False(NbdAddress.TryParse($"nbd+unix:///d?socket=/{new string('s', 107)}", out _, out _));
        Assert.False(NbdAddress.TryParse($"nbd://h/{new string('e', 100_000)}", out _, out _));
    }

    [Theory]
    [InlineData("nbd://storage:10809/disk1")]
    [InlineData("nbd://[::1]:9/a%20b%2Fc")]
    [InlineData("nbd+unix:///disk?socket=/run/nbd.sock")]
    public void An_address_is_written_as_it_is_read(string url) => Assert.Equal(url, NbdAddress.Parse(url).ToString());
}
