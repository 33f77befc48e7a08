using System.Text;
using VioActors.Domain.Backup;
using VioActors.Persistence.Backup;

namespace VioActors.Actors.Vios.Backup;

/// <summary>A configuration as XML for people and programs to read, without its secrets (BR-5). Thread-safe.</summary>
public static class BackupXmlText
{
    public static string Of(BackupDocument document)
    {
        using var bytes = new MemoryStream();
        BackupXml.Write(bytes, document, key: null);
        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }
}
