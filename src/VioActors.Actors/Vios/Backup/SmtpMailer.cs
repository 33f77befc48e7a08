using System.Net.Mail;
using VioActors.Actors.Settings;

namespace VioActors.Actors.Vios.Backup;

/// <summary>Sends mail by a server of the site (RFC 5321). Thread-safe.</summary>
public sealed class SmtpMailer(MailSettings settings) : IMailer
{
    private const int SubjectLengthMax = 200;

    public async Task SendAsync(string subject, string text, CancellationToken cancellation)
    {
        using var message = new MailMessage
        {
            From = new MailAddress(settings.From),
            Subject = new string([.. subject.Where(c => !char.IsControl(c)).Take(SubjectLengthMax)]),
            Body = text,
        };
        foreach (var address in settings.To)
        {
            message.To.Add(new MailAddress(address));
        }

        using var client = new SmtpClient(settings.Host, settings.Port) { EnableSsl = settings.StartTls };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(settings.Timeout);
        try
        {
            await client.SendMailAsync(message, limit.Token).ConfigureAwait(false);
        }
        catch (Exception failed) when (failed is SmtpException or OperationCanceledException or InvalidOperationException)
        {
            throw new IOException(
                $"The mail server {settings.Host}:{settings.Port} did not take the mail: {failed.GetBaseException().Message}", failed);
        }
    }
}
