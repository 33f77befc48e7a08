using VioActors.Iscsi.Login;
using VioActors.Iscsi.Portal;

namespace VioActors.Iscsi.Tests.Portal;

public class IscsiPortalOptionsTests
{
    public static TheoryData<string, IscsiPortalOptions> Wrong
    {
        get
        {
            var good = new IscsiPortalOptions();
            return new()
            {
                { "SessionCountMax", good with { SessionCountMax = 0 } },
                { "ConnectionCountMax", good with { ConnectionCountMax = 1 } },
                { "LoginCountMax", good with { LoginCountMax = 0 } },
                { "LoginTimeout", good with { LoginTimeout = TimeSpan.Zero } },
                { "NopInterval", good with { NopInterval = TimeSpan.FromSeconds(-1) } },
                { "NopTimeout", good with { NopTimeout = TimeSpan.Zero } },
                { "StopGrace", good with { StopGrace = TimeSpan.FromHours(2) } },
                { "MaxRecvDataSegmentLength", good with { Negotiation = new NegotiationLimits { MaxRecvDataSegmentLength = 512 } } },
                { "MaxBurstLength", good with { Negotiation = new NegotiationLimits { MaxBurstLength = 1 << 24 } } },
                { "FirstBurstLength", good with { Negotiation = new NegotiationLimits { FirstBurstLength = 2 << 20 } } },
                { "MaxOutstandingR2T", good with { Negotiation = new NegotiationLimits { MaxOutstandingR2T = 0 } } },
                { "MaxConnections", good with { Negotiation = new NegotiationLimits { MaxConnections = 0 } } },
                { "DefaultTime2Wait", good with { Negotiation = new NegotiationLimits { DefaultTime2Wait = -1 } } },
                { "DefaultTime2Retain", good with { Negotiation = new NegotiationLimits { DefaultTime2Retain = 3601 } } },
                { "SessionWriteMemoryBytes", good with { SessionWriteMemoryBytes = 1 << 20 } },
                { "PortalWriteMemoryBytes", good with { PortalWriteMemoryBytes = 1 << 20 } },
                { "SendQueueBytesMax", good with { SendQueueBytesMax = 1 } },
                { "ReceiveBufferBytes", good with { ReceiveBufferBytes = 48 } },
                { "SocketBufferBytes", good with { SocketBufferBytes = -1 } },
                { "HungThreadLimit", good with { HungThreadLimit = TimeSpan.Zero } },
                { "PollTime", good with { PollTime = TimeSpan.FromSeconds(1) } },
                { "Backlog", good with { Backlog = 0 } },
            };
        }
    }

    [Fact]
    public void Defaults_are_valid() => new IscsiPortalOptions().Validate();

    [Theory]
    [MemberData(nameof(Wrong))]
    public void The_message_names_the_option(string name, IscsiPortalOptions options)
    {
        var failure = Assert.Throws<ArgumentOutOfRangeException>(options.Validate);
        Assert.Equal(name, failure.ParamName);
        Assert.Contains(name, failure.Message, StringComparison.Ordinal);
    }
}
