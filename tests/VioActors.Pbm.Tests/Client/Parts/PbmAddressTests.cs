using VioActors.Pbm.Client;

namespace VioActors.Pbm.Tests.Client.Parts;

public sealed class PbmAddressTests
{
    [Theory]
    [InlineData("127.0.0.1:9110", "127.0.0.1", 9110, "127.0.0.1:9110")]
    [InlineData("vios1.example.org:1", "vios1.example.org", 1, "vios1.example.org:1")]
    [InlineData("[::1]:65535", "::1", 65535, "[::1]:65535")]
    [InlineData("10.0.0.7", "10.0.0.7", 9110, "10.0.0.7:9110")]
    [InlineData("fe80::1", "fe80::1", 9110, "[fe80::1]:9110")]
    public void Addresses_are_read(string text, string host, int port, string shown)
    {
        Assert.True(PbmAddress.TryParse(text, out var address));
        Assert.Equal(new PbmAddress(host, port), address);
        Assert.Equal(shown, address.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("cluster")]
    [InlineData("12")]
    [InlineData(":9110")]
    [InlineData("host:")]
    [InlineData("host:0")]
    [InlineData("host:65536")]
    [InlineData("host:+1")]
    [InlineData("a b:1")]
    public void Other_words_are_none(string text) => Assert.False(PbmAddress.TryParse(text, out _));
}
