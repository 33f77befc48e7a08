using System.Text;
using VioActors.Api.Client;
using VioActors.Api.Messages;
using VioActors.Api.Objects;
using VioActors.Api.Xml;
using VioActors.Management.Tests.Fixtures;

namespace VioActors.Management.Tests.Http;

/// <summary>Documents from outside that are refused, with a reason, and leave everything as it was.</summary>
public sealed class HostileXmlTests : IAsyncLifetime
{
    private const string Open = "<vioRequest xmlns=\"urn:vioactors:vios-api:1\"";
    private const string Close = "</vioRequest>";
    private const string Instance = "http://www.w3.org/2001/XMLSchema-instance";
    private const string Fetching = "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>";
    private const string Many = "99999999999999999999";
    private const string Growing = "<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;\">";

    private ApiRig _rig = null!;

    public static TheoryData<string, string, string> Refused => new()
    {
        { "a fetched entity", $"{Fetching}{Open}><show object=\"lu\" id=\"&e;\"/>{Close}", "malformed" },
        { "an external document type", $"<!DOCTYPE x SYSTEM \"http://127.0.0.1:1/x\">{Open}><list object=\"vios\"/>{Close}", "malformed" },
        { "entities that grow", $"<!DOCTYPE x [{Growing}]>{Open}><show object=\"lu\" id=\"&b;\"/>{Close}", "malformed" },
        { "an entity that nobody declared", $"{Open}><show object=\"lu\" id=\"&x;\"/>{Close}", "malformed" },
        { "a processing instruction", $"{Open}><?php run?><list object=\"vios\"/>{Close}", "malformed" },
        { "no XML", "hello", "malformed" },
        { "nothing", "", "malformed" },
        { "half a document", $"{Open}><list object=\"vios\"", "malformed" },
        { "two roots", $"{Open}><list object=\"vios\"/></vioRequest>{Open}><list object=\"vios\"/>{Close}", "malformed" },
        { "a character that XML has not", $"{Open}><show object=\"lu\" id=\"&#0;\"/>{Close}", "malformed" },
        { "an attribute twice", $"{Open}><list object=\"vios\" object=\"lu\"/>{Close}", "malformed" },
        { "no namespace", "<vioRequest><list object=\"vios\"/></vioRequest>", "notValid" },
        { "another namespace", "<vioRequest xmlns=\"urn:vioactors:vios-api:2\"><list object=\"vios\"/></vioRequest>", "notValid" },
        { "another root", "<vioResponse xmlns=\"urn:vioactors:vios-api:1\" status=\"ok\"/>", "notValid" },
        { "an unknown operation", $"{Open}><format object=\"pool\"/>{Close}", "notValid" },
        { "two operations", $"{Open}><list object=\"vios\"/><list object=\"lu\"/>{Close}", "notValid" },
        { "no operation", $"{Open}/>", "notValid" },
        { "an unknown object", $"{Open}><list object=\"secrets\"/>{Close}", "notValid" },
        { "an unknown attribute", $"{Open}><list object=\"vios\" run=\"rm\"/>{Close}", "notValid" },
        { "text where none belongs", $"{Open}><list object=\"vios\">text</list>{Close}", "notValid" },
        { "a type of its own", $"{Open} xmlns:xsi=\"{Instance}\"><list xsi:type=\"Remove\" object=\"vios\"/>{Close}", "notValid" },
        { "a number that is too large", $"{Open}><create><lu name=\"a\" pool=\"p\" sizeBytes=\"{Many}\"/></create>{Close}", "notValid" },
        { "a negative size", $"{Open}><create><lu name=\"a\" pool=\"pool0\" sizeBytes=\"-1\"/></create>{Close}", "notValid" },
        { "a change without a version", $"{Open}><remove object=\"lu\" id=\"lu1\"/>{Close}", "notValid" },
        { "a wait that is too long", $"{Open}><poll waitSeconds=\"61\"/>{Close}", "notValid" },
        { "too deep", $"{Open}>{Repeat("<a>", 20)}{Repeat("</a>", 20)}{Close}", "tooLarge" },
        { "very deep", $"{Open}>{Repeat("<a>", 50_000)}", "tooLarge" },
        { "many attributes", $"{Open}><list {string.Concat(Enumerable.Range(0, 100).Select(n => $"a{n}=\"\" "))}/>{Close}", "tooLarge" },
        { "many elements", $"{Open}>{Repeat("<a/>", 5000)}{Close}", "tooLarge" },
        { "a megabyte", $"{Open}><show object=\"lu\" id=\"{new string('a', 1 << 20)}\"/>{Close}", "tooLarge" },
    };

    private static string Repeat(string text, int count) => string.Concat(Enumerable.Repeat(text, count));

    public async Task InitializeAsync() => _rig = await ApiRig.StartAsync();

    public async Task DisposeAsync() => await _rig.DisposeAsync();

    [Fact]
    [Trait("Req", "MGT-3")]
    public async Task Each_hostile_document_is_refused_with_its_reason_and_changes_nothing()
    {
        using var api = _rig.Client();
        await api.CreateAsync<LuObject>(new LuCreation("lu1", "pool0", 1 << 20));
        var before = await api.ViewAsync();
        foreach (var row in Refused)
        {
            var (what, body, code) = ((string)row[0], (string)row[1], (string)row[2]);

            var (status, response) = await _rig.PostAsync(body, _rig.AdminToken());

            Assert.True(response.Exception is not null, what);
            Assert.True(
                string.Equals(code, response.Exception.Code.ToString(), StringComparison.OrdinalIgnoreCase),
                $"{what}: {response.Exception}");
            Assert.Equal(code == "tooLarge" ? 413 : 400, status);
            Assert.NotEmpty(response.Exception.Text);
            Assert.NotEmpty(response.Exception.Action);
            Assert.DoesNotContain("root:", response.Exception.Text, StringComparison.Ordinal);
        }

        var after = await api.ViewAsync();
        Assert.Equal(before.Select(VioXml.Fingerprint), after.Select(VioXml.Fingerprint));
    }

    [Fact]
    public async Task The_place_of_a_fault_is_named()
    {
        var (_, response) = await _rig.PostAsync($"{Open}>\n  <list object=\"nothing\"/>\n</vioRequest>", _rig.AdminToken());

        Assert.StartsWith("Line 2, column", response.Exception!.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Random_damage_of_a_request_is_refused_or_read_and_nothing_else()
    {
        var random = new Random(5);
        var sound = VioXml.Write(new VioRequest("r1", new CreateObject(null, new LuCreation("lu1", "pool0", 1 << 20, true))));
        for (var step = 0; step < 2000; step++)
        {
            var damaged = sound[..random.Next(sound.Length + 1)];
            for (var change = random.Next(5); change > 0 && damaged.Length > 0; change--)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            try
            {
                Assert.IsType<VioRequest>(VioXml.ReadRequest(damaged, XmlLimits.ForRequests));
            }
            catch (VioXmlException refused)
            {
                Assert.NotEmpty(refused.Message);
            }
        }
    }

    [Fact]
    public async Task A_request_in_another_encoding_is_read()
    {
        var text = $"<?xml version=\"1.0\" encoding=\"utf-16\"?>{Open} requestId=\"r\u00fc\"><list object=\"vios\"/></vioRequest>";

        var (status, response) = await _rig.PostAsync(
            [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(text)], _rig.AdminToken());

        Assert.Equal(200, status);
        Assert.Equal("r\u00fc", response.RequestId);
        Assert.Equal(2, response.Objects.Count);
    }
}
