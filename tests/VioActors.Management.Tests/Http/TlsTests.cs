using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Akka.Configuration;
using VioActors.Actors.Settings;
using VioActors.Api.Client;
using VioActors.Api.Objects;
using VioActors.Management.Http;
using VioActors.Management.Tests.Fixtures;

namespace VioActors.Management.Tests.Http;

public sealed class TlsTests
{
    [Fact]
    public async Task With_a_certificate_the_api_is_served_over_tls_only()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("vio-tls-").FullName, "api.pem");
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=vio", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        await File.WriteAllTextAsync(file, certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem());
        await using var rig = await ApiRig.StartAsync(settings => settings with { CertificatePath = file });
        using var handler = new HttpClientHandler
        {
            ServerCertificateCustomValidationCallback = (_, shown, _, _) => shown!.Thumbprint == certificate.Thumbprint,
        };
        using var api = new VioApiClient(rig.Address, rig.AdminToken(), handler);
        using var distrusting = rig.Client();

        Assert.Equal("https", rig.Address.Scheme);
        Assert.Equal(2, (await api.ListAsync<ViosObject>(VioObjectKind.Vios)).Count);
        await Assert.ThrowsAsync<Api.VioConnectException>(() => distrusting.ViewAsync());
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
    }

    [Fact]
    public async Task A_certificate_that_cannot_be_used_is_named()
    {
        var refused = await Assert.ThrowsAsync<ApiStartException>(() =>
            ApiServer.StartAsync(ApiSettings.Default with { CertificatePath = "/nowhere/api.pem" }, null!, CancellationToken.None));

        Assert.Contains("/nowhere/api.pem", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_open_address_without_a_certificate_is_refused()
    {
        var config = ConfigurationFactory.ParseString("vio-actors.management.api { listen = \"0.0.0.0\", port = 99999 }");

        var refused = Assert.Throws<SettingsException>(() => ApiSettings.Read(config));

        Assert.Equal(2, refused.Faults.Count);
        Assert.Contains("certificate", refused.Faults[0], StringComparison.Ordinal);
        Assert.Contains("port is 99999", refused.Faults[1], StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_configuration_gives_the_defaults() => Assert.Equal(ApiSettings.Default, ApiSettings.Read(Config.Empty));
}
