using Akka.Configuration;

namespace Akka.Remote;

/// <summary>The keys of <c>dot-netty.tcp.ssl</c>. Immutable and thread-safe.</summary>
internal sealed class TlsSettings
{
    public TlsSettings(Config config)
    {
        SuppressValidation = config.GetBoolean("suppress-validation");
        RequireMutual = config.GetBoolean("require-mutual-authentication", true);
        ValidateHostname = config.GetBoolean("validate-certificate-hostname");
        CertificatePath = config.GetString("certificate.path", "");
        CertificatePassword = config.GetString("certificate.password", "");
        CertificateKeyPath = config.GetString("certificate.key-path", "");
        AuthoritiesPath = config.GetString("trusted-authorities-path", "");
        if (CertificatePath.Length == 0)
        {
            throw new ConfigurationException(
                "Cannot start remoting with enable-ssl: akka.remote.dot-netty.tcp.ssl.certificate.path is empty. "
                + "Name a PKCS#12 file there, or a PEM file and its key in certificate.key-path.");
        }
    }

    public bool SuppressValidation { get; }

    public bool RequireMutual { get; }

    public bool ValidateHostname { get; }

    public string CertificatePath { get; }

    public string CertificatePassword { get; }

    public string CertificateKeyPath { get; }

    public string AuthoritiesPath { get; }
}
