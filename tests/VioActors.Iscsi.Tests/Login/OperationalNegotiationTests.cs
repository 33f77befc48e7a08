using VioActors.Iscsi.Login;

namespace VioActors.Iscsi.Tests.Login;

public class OperationalNegotiationTests
{
    private static readonly NegotiationLimits Limits = new()
    {
        MaxBurstLength = 1 << 20,
        FirstBurstLength = 1 << 18,
        MaxOutstandingR2T = 4,
        DefaultTime2Wait = 2,
        DefaultTime2Retain = 10,
        MaxRecvDataSegmentLength = 1 << 20,
    };

    [Theory]
    [InlineData("HeaderDigest", "None,CRC32C", "None")]
    [InlineData("HeaderDigest", "CRC32C,None", "CRC32C")]
    [InlineData("DataDigest", "XYZ,CRC32C", "CRC32C")]
    [InlineData("DataDigest", "XYZ", "Reject")]
    [InlineData("InitialR2T", "Yes", "Yes")]
    [InlineData("InitialR2T", "No", "No")]
    [InlineData("InitialR2T", "yes", "Reject")]
    [InlineData("ImmediateData", "Yes", "Yes")]
    [InlineData("ImmediateData", "No", "No")]
    [InlineData("ImmediateData", "1", "Reject")]
    [InlineData("DataPDUInOrder", "No", "Yes")]
    [InlineData("DataSequenceInOrder", "Yes", "Yes")]
    [InlineData("DataSequenceInOrder", "Maybe", "Reject")]
    [InlineData("MaxConnections", "1", "1")]
    [InlineData("MaxConnections", "3", "3")]
    [InlineData("MaxConnections", "8", "4")]
    [InlineData("MaxConnections", "0", "Reject")]
    [InlineData("MaxConnections", "65536", "Reject")]
    [InlineData("ErrorRecoveryLevel", "2", "0")]
    [InlineData("ErrorRecoveryLevel", "3", "Reject")]
    [InlineData("MaxRecvDataSegmentLength", "8192", null)]
    [InlineData("MaxBurstLength", "16776192", "1048576")]
    [InlineData("MaxBurstLength", "0x1000", "4096")]
    [InlineData("MaxBurstLength", "0", "Reject")]
    [InlineData("FirstBurstLength", "65536", "65536")]
    [InlineData("FirstBurstLength", "262145", "262144")]
    [InlineData("MaxOutstandingR2T", "1", "1")]
    [InlineData("MaxOutstandingR2T", "16", "4")]
    [InlineData("MaxOutstandingR2T", "0", "Reject")]
    [InlineData("DefaultTime2Wait", "0", "2")]
    [InlineData("DefaultTime2Wait", "30", "30")]
    [InlineData("DefaultTime2Wait", "3601", "Reject")]
    [InlineData("DefaultTime2Retain", "0", "0")]
    [InlineData("DefaultTime2Retain", "20", "10")]
    [InlineData("TaskReporting", "FastAbort,RFC3720", "RFC3720")]
    [InlineData("TaskReporting", "FastAbort", "Reject")]
    [InlineData("iSCSIProtocolLevel", "2", "1")]
    [InlineData("iSCSIProtocolLevel", "0", "0")]
    [InlineData("IFMarker", "No", "No")]
    [InlineData("OFMarker", "Yes", "No")]
    [InlineData("IFMarkInt", "2048~4096", "Reject")]
    [InlineData("SendTargets", "All", "Reject")]
    [InlineData("X-org.example.speed", "11", "NotUnderstood")]
    [InlineData("Nonsense", "Yes", "NotUnderstood")]
    public void Answer_in_a_normal_session(string key, string value, string? answer)
    {
        Assert.True(new OperationalNegotiation(Limits, isDiscovery: false).TryOffer(key, value, out var given));
        Assert.Equal(answer, given);
    }

    [Theory]
    [InlineData("MaxConnections")]
    [InlineData("InitialR2T")]
    [InlineData("ImmediateData")]
    [InlineData("MaxBurstLength")]
    [InlineData("FirstBurstLength")]
    [InlineData("MaxOutstandingR2T")]
    [InlineData("DataPDUInOrder")]
    [InlineData("DataSequenceInOrder")]
    public void Session_keys_mean_nothing_in_discovery(string key)
    {
        Assert.True(new OperationalNegotiation(Limits, isDiscovery: true).TryOffer(key, "1", out var given));
        Assert.Equal("Irrelevant", given);
    }

    [Theory]
    [InlineData("MaxRecvDataSegmentLength", "511")]
    [InlineData("MaxRecvDataSegmentLength", "16777216")]
    [InlineData("TargetAlias", "disk")]
    [InlineData("TargetAddress", "10.0.0.1:3260,1")]
    [InlineData("TargetPortalGroupTag", "1")]
    public void A_declaration_that_is_wrong_or_a_targets_fails_the_login(string key, string value) =>
        Assert.False(new OperationalNegotiation(Limits, isDiscovery: false).TryOffer(key, value, out _));

    [Fact]
    public void A_key_is_negotiated_once()
    {
        var negotiation = new OperationalNegotiation(Limits, isDiscovery: false);
        Assert.True(negotiation.TryOffer("InitialR2T", "No", out _));
        Assert.False(negotiation.TryOffer("InitialR2T", "Yes", out _));
    }

    [Fact]
    public void Nothing_offered_leaves_the_defaults_of_the_standard()
    {
        var result = new OperationalNegotiation(Limits, isDiscovery: false).Result(declaredRecvSegment: false);
        Assert.True(result is
        {
            HeaderDigest: false,
            DataDigest: false,
            InitialR2T: true,
            ImmediateData: true,
            MaxBurstLength: 262144,
            FirstBurstLength: 65536,
            MaxOutstandingR2T: 1,
            InitiatorRecvSegmentLengthMax: 8192,
            TargetRecvSegmentLengthMax: 8192,
            DefaultTime2WaitSeconds: 2,
            DefaultTime2RetainSeconds: 20,
        });
    }

    [Fact]
    public void What_was_agreed_comes_out()
    {
        var negotiation = new OperationalNegotiation(Limits, isDiscovery: false);
        foreach (var (key, value) in new[]
        {
            ("HeaderDigest", "CRC32C"), ("InitialR2T", "No"), ("ImmediateData", "No"), ("MaxBurstLength", "8192"),
            ("FirstBurstLength", "65536"), ("MaxRecvDataSegmentLength", "4096"), ("MaxOutstandingR2T", "3"),
        })
        {
            Assert.True(negotiation.TryOffer(key, value, out _));
        }
        var result = negotiation.Result(declaredRecvSegment: true);
        Assert.True(result is { HeaderDigest: true, DataDigest: false, InitialR2T: false, ImmediateData: false, MaxOutstandingR2T: 3 });
        Assert.Equal(8192, result.FirstBurstLength); // Never beyond MaxBurstLength (clause 13.14).
        Assert.Equal(4096, result.InitiatorRecvSegmentLengthMax);
        Assert.Equal(1 << 20, result.TargetRecvSegmentLengthMax);
    }

    [Theory]
    [InlineData("No", "Irrelevant")]
    [InlineData("Yes", "32768")]
    public void A_first_burst_means_nothing_when_no_data_comes_unasked(string immediateData, string answer)
    {
        var negotiation = new OperationalNegotiation(Limits, isDiscovery: false);
        Assert.True(negotiation.TryOffer("InitialR2T", "Yes", out _));
        Assert.True(negotiation.TryOffer("ImmediateData", immediateData, out _));
        Assert.True(negotiation.TryOffer("FirstBurstLength", "32768", out var given)); // Clause 13.14.
        Assert.Equal(answer, given);
    }

    [Theory]
    [InlineData("MaxConnections", "8", "Reject")]
    [InlineData("InitialR2T", "No", "Reject")]
    [InlineData("MaxBurstLength", "8192", "Reject")]
    [InlineData("FirstBurstLength", "8192", "Reject")]
    [InlineData("ErrorRecoveryLevel", "0", "Reject")]
    [InlineData("DefaultTime2Wait", "0", "Reject")]
    [InlineData("TaskReporting", "RFC3720", "Reject")]
    [InlineData("HeaderDigest", "CRC32C", "CRC32C")]
    [InlineData("MaxRecvDataSegmentLength", "8192", null)]
    public void A_login_that_joins_a_session_takes_what_that_has(string key, string value, string? answer)
    {
        var session = new Iscsi.Session.SessionParameters { MaxConnections = 2, InitialR2T = false, MaxBurstLength = 65536 };
        var negotiation = new OperationalNegotiation(Limits, isDiscovery: false, session);
        Assert.True(negotiation.TryOffer(key, value, out var given));
        Assert.Equal(answer, given);
        Assert.True(negotiation.Result(true) is { MaxConnections: 2, InitialR2T: false, MaxBurstLength: 65536 });
    }

    [Theory]
    [InlineData(DigestPolicy.Required, "None,CRC32C", "CRC32C", false)]
    [InlineData(DigestPolicy.Required, "None", "Reject", true)]
    [InlineData(DigestPolicy.Refused, "CRC32C,None", "None", false)]
    [InlineData(DigestPolicy.Refused, "CRC32C", "Reject", false)]
    public void Digest_policy(DigestPolicy policy, string offer, string answer, bool missing)
    {
        var negotiation = new OperationalNegotiation(Limits with { HeaderDigest = policy }, isDiscovery: false);
        Assert.True(negotiation.TryOffer("HeaderDigest", offer, out var given));
        Assert.Equal(answer, given);
        Assert.Equal(missing, negotiation.IsDigestMissing);
    }
}
