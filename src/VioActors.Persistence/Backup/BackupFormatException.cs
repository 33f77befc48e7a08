namespace VioActors.Persistence.Backup;

/// <summary>
/// A backup file is refused: it is damaged, changed, hostile, newer, or of another cluster. The message names what is wrong and what to do.
/// Nothing was changed.
/// </summary>
public sealed class BackupFormatException : Exception
{
    public BackupFormatException(string message)
        : base(message)
    {
    }

    public BackupFormatException(string message, Exception cause)
        : base(message, cause)
    {
    }
}
