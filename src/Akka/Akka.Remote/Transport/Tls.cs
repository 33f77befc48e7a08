using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Akka.Configuration;

namespace Akka.Remote.Transport;

/// <summary>TLS with certificates of both sides. Thread-safe.</summary>
internal sealed class Tls
{
    private readonly TlsSettings _settings;
    private readonly X509Certificate2 _certificate;
    private readonly X509Certificate2Collection? _authorities;

    /// <summary>Throws <see cref="ConfigurationException"/> when a certificate cannot be read.</summary>
    public Tls(TlsSettings settings)
    {
        _settings = settings;
        _certificate = Load(settings);
        _authorities = settings.AuthoritiesPath.Length == 0 ? null : LoadAuthorities(settings.AuthoritiesPath);
    }

    public async Task<SslStream> ConnectAsync(Stream inner, string host, CancellationToken cancellation)
    {
        var stream = new SslStream(inner, leaveInnerStreamOpen: false);
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = host,
            ClientCertificates = [_certificate],
            LocalCertificateSelectionCallback = (_, _, _, _, _) => _certificate,
            RemoteCertificateValidationCallback = (_, certificate, _, errors) => IsTrusted(certificate, errors, required: true),
        };
        return await AuthenticatedAsync(stream, stream.AuthenticateAsClientAsync(options, cancellation)).ConfigureAwait(false);
    }

    public async Task<SslStream> AcceptAsync(Stream inner, CancellationToken cancellation)
    {
        var stream = new SslStream(inner, leaveInnerStreamOpen: false);
        var options = new SslServerAuthenticationOptions
        {
            ServerCertificate = _certificate,
            ClientCertificateRequired = _settings.RequireMutual,
            RemoteCertificateValidationCallback = (_, certificate, _, errors) =>
                IsTrusted(certificate, errors & ~SslPolicyErrors.RemoteCertificateNameMismatch, _settings.RequireMutual),
        };
        return await AuthenticatedAsync(stream, stream.AuthenticateAsServerAsync(options, cancellation)).ConfigureAwait(false);
    }

    private static async Task<SslStream> AuthenticatedAsync(SslStream stream, Task authentication)
    {
        try
        {
            await authentication.ConfigureAwait(false);
            return stream;
        }
        catch
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static X509Certificate2 Load(TlsSettings settings)
    {
        try
        {
            return settings.CertificateKeyPath.Length > 0
                ? X509Certificate2.CreateFromPemFile(settings.CertificatePath, settings.CertificateKeyPath)
                : X509CertificateLoader.LoadPkcs12FromFile(settings.CertificatePath, settings.CertificatePassword);
        }
        catch (Exception error) when (error is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException(
                $"Cannot start remoting: the certificate [{settings.CertificatePath}] of akka.remote.dot-netty.tcp.ssl cannot be read: "
                + error.Message,
                error);
        }
    }

    private static X509Certificate2Collection LoadAuthorities(string path)
    {
        try
        {
            var authorities = new X509Certificate2Collection();
            authorities.ImportFromPemFile(path);
            return authorities;
        }
        catch (Exception error) when (error is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException(
                $"Cannot start remoting: the authorities [{path}] of akka.remote.dot-netty.tcp.ssl cannot be read: {error.Message}", error);
        }
    }

    private bool IsTrusted(X509Certificate? certificate, SslPolicyErrors errors, bool required)
    {
        if (certificate is null)
            return !required;
        if (_settings.SuppressValidation)
            return true;
        if (!_settings.ValidateHostname)
            errors &= ~SslPolicyErrors.RemoteCertificateNameMismatch;
        if (_authorities is null)
            return errors == SslPolicyErrors.None;
        if ((errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != SslPolicyErrors.None)
            return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(_authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build((X509Certificate2)certificate);
    }
}
