using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Akka.Remote.Tests.Security;

/// <summary>An authority with certificates of nodes, in files of a folder that goes with the test.</summary>
internal sealed class Certificates : IDisposable
{
    public const string Password = "pfx password";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("remote-tls-");
    private readonly X509Certificate2 _authority;
    private readonly RSA _authorityKey = RSA.Create(2048);

    public Certificates(string name)
    {
        var request = new CertificateRequest($"CN={name}", _authorityKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        _authority = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
        File.WriteAllText(AuthorityPath, _authority.ExportCertificatePem());
    }

    public string AuthorityPath => Path.Combine(_folder.FullName, "ca.pem");

    /// <summary>A certificate for 127.0.0.1 as PKCS#12.</summary>
    public string Pfx(string name)
    {
        using var key = RSA.Create(2048);
        using var certificate = Issue(name, key);
        var path = Path.Combine(_folder.FullName, name + ".pfx");
        File.WriteAllBytes(path, certificate.Export(X509ContentType.Pfx, Password));
        return path;
    }

    /// <summary>The same as PEM files.</summary>
    public (string Certificate, string Key) Pem(string name)
    {
        using var key = RSA.Create(2048);
        using var certificate = Issue(name, key);
        var path = Path.Combine(_folder.FullName, name + ".pem");
        var keyPath = Path.Combine(_folder.FullName, name + ".key");
        File.WriteAllText(path, certificate.ExportCertificatePem());
        File.WriteAllText(keyPath, key.ExportPkcs8PrivateKeyPem());
        return (path, keyPath);
    }

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        _authority.Dispose();
        _authorityKey.Dispose();
    }

    private X509Certificate2 Issue(string name, RSA key)
    {
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var serial = RandomNumberGenerator.GetBytes(8);
        using var issued = request.Create(_authority, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(10), serial);
        return issued.CopyWithPrivateKey(key);
    }
}
