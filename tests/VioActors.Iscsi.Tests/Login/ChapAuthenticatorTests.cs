using System.Security.Cryptography;
using System.Text;
using VioActors.Iscsi.Login;
using VioActors.Iscsi.Text;

namespace VioActors.Iscsi.Tests.Login;

public class ChapAuthenticatorTests
{
    private static readonly ChapRequirement OneWay = new(new ChapCredential("alice", "correct horse battery"));
    private static readonly ChapRequirement Mutual = OneWay with { Target = new ChapCredential("target", "another long secret") };

    [Theory]
    [InlineData("5")]
    [InlineData("7")]
    [InlineData("6,5")]
    public void The_right_secret_is_accepted(string algorithms)
    {
        var exchange = new Exchange(OneWay, algorithms);
        Assert.Equal(ChapProgress.Authenticated, exchange.Respond("alice", "correct horse battery"));
    }

    [Theory]
    [InlineData("alice", "wrong")]
    [InlineData("bob", "correct horse battery")]
    [InlineData("", "")]
    public void A_wrong_name_or_secret_is_refused(string name, string secret)
    {
        Assert.Equal(ChapProgress.Failed, new Exchange(OneWay, "5").Respond(name, secret));
    }

    [Fact]
    public void The_target_proves_itself_when_asked()
    {
        var exchange = new Exchange(Mutual, "5");
        byte[] challenge = [1, 2, 3, 4, 5, 6, 7, 8];
        Assert.Equal(ChapProgress.Authenticated, exchange.Respond("alice", "correct horse battery", challenge, "77"));
        Assert.Equal("target", exchange.Answers["CHAP_N"]);
        byte[] expected = MD5.HashData([77, .. "another long secret"u8, .. challenge]);
        Assert.Equal(BinaryValue.Write(expected), exchange.Answers["CHAP_R"]);
    }

    [Fact]
    public void A_reflected_challenge_is_refused()
    {
        var exchange = new Exchange(Mutual, "5");
        Assert.Equal(ChapProgress.Failed, exchange.Respond("alice", "correct horse battery", exchange.Challenge, "77"));
    }

    [Theory]
    [InlineData("256")]
    [InlineData("-1")]
    [InlineData("")]
    public void A_bad_identifier_is_refused(string identifier)
    {
        Assert.Equal(ChapProgress.Failed, new Exchange(Mutual, "5").Respond("alice", "correct horse battery", [1, 2, 3], identifier));
    }

    [Fact]
    public void A_target_without_a_secret_cannot_prove_itself()
    {
        Assert.Equal(ChapProgress.Failed, new Exchange(OneWay, "5").Respond("alice", "correct horse battery", [1, 2, 3], "1"));
    }

    [Theory]
    [InlineData("6")]
    [InlineData("MD5")]
    [InlineData("")]
    public void An_unknown_algorithm_is_refused(string algorithms)
    {
        using var random = RandomNumberGenerator.Create();
        var chap = new ChapAuthenticator(OneWay, random);
        Assert.Equal(ChapProgress.Failed, chap.Step(new Dictionary<string, string> { ["CHAP_A"] = algorithms }, []));
    }

    [Fact]
    public void A_response_that_is_no_response_is_refused()
    {
        using var random = RandomNumberGenerator.Create();
        var chap = new ChapAuthenticator(OneWay, random);
        chap.Step(new Dictionary<string, string> { ["CHAP_A"] = "5" }, []);
        Assert.Equal(ChapProgress.Failed, chap.Step(new Dictionary<string, string> { ["CHAP_N"] = "alice", ["CHAP_R"] = "zzz" }, []));
        Assert.Equal(ChapProgress.Failed, chap.Step(new Dictionary<string, string>(), []));
    }

    [Fact]
    public void Challenges_differ()
    {
        Assert.NotEqual(new Exchange(OneWay, "5").Challenge, new Exchange(OneWay, "5").Challenge);
    }

    [Fact]
    public void A_credential_does_not_show_its_secret()
    {
        Assert.DoesNotContain("horse", OneWay.ToString(), StringComparison.Ordinal);
    }

    private sealed class Exchange
    {
        private readonly ChapAuthenticator _chap;
        private readonly string _algorithm;
        private readonly byte _identifier;

        public Exchange(ChapRequirement requirement, string algorithms)
        {
            using var random = RandomNumberGenerator.Create();
            _chap = new ChapAuthenticator(requirement, random);
            Assert.Equal(ChapProgress.Continue, Step(new() { ["CHAP_A"] = algorithms }));
            _algorithm = Answers["CHAP_A"];
            _identifier = byte.Parse(Answers["CHAP_I"]);
            Assert.True(BinaryValue.TryParse(Answers["CHAP_C"], 1024, out var challenge));
            Challenge = challenge;
        }

        public byte[] Challenge { get; }

        public Dictionary<string, string> Answers { get; private set; } = [];

        public ChapProgress Respond(string name, string secret, byte[]? challenge = null, string? identifier = null)
        {
            byte[] input = [_identifier, .. Encoding.UTF8.GetBytes(secret), .. Challenge];
            var response = _algorithm == "5" ? MD5.HashData(input) : SHA256.HashData(input);
            var keys = new Dictionary<string, string> { ["CHAP_N"] = name, ["CHAP_R"] = BinaryValue.Write(response) };
            if (challenge is not null)
            {
                keys["CHAP_C"] = BinaryValue.Write(challenge);
                keys["CHAP_I"] = identifier!;
            }
            return Step(keys);
        }

        private ChapProgress Step(Dictionary<string, string> keys)
        {
            var answers = new List<KeyValuePair<string, string>>();
            var progress = _chap.Step(keys, answers);
            Answers = answers.ToDictionary();
            return progress;
        }
    }
}
