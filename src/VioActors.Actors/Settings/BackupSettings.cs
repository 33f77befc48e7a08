using System.Net.Mail;

namespace VioActors.Actors.Settings;

/// <param name="Repository">Folder that every VIOS reaches; empty: <c>repository</c> in the data folder.</param>
/// <param name="AfterChange">How long the configuration must have been left alone before a backup follows a change.</param>
public sealed record BackupSettings(string Repository, TimeSpan AfterChange)
{
    internal static BackupSettings Read(SettingsReader reader) => new(
        reader.Text("backup.repository", 0, 4096),
        reader.Duration("backup.after-change", TimeSpan.FromMilliseconds(10), TimeSpan.FromDays(1)));
}

/// <summary>How administrators are told by mail.</summary>
/// <param name="Host">Mail server; empty: no mail is sent.</param>
/// <param name="StartTls">The connection must be encrypted by STARTTLS (RFC 3207).</param>
public sealed record MailSettings(string Host, int Port, string From, IReadOnlyList<string> To, bool StartTls, TimeSpan Timeout)
{
    internal static MailSettings Read(SettingsReader reader)
    {
        var settings = new MailSettings(
            reader.Text("mail.host", 0, 255), (int)reader.Integer("mail.port", 1, 65_535), reader.Text("mail.from", 0, 255),
            reader.Texts("mail.to", 0, 64), reader.Switch("mail.start-tls"),
            reader.Duration("mail.timeout", TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10)));
        foreach (var address in settings.Host.Length == 0 ? [] : settings.To.Append(settings.From))
        {
            reader.Check("mail.from", MailAddress.TryCreate(address, out _), $"or mail.to has '{address}'", "mail addresses");
        }

        return settings;
    }
}
