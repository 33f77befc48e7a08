using Akka.Actor;
using VioActors.Domain.Backup;
using VioActors.Domain.Restore;

namespace VioActors.Actors.Vios.Backup;

/// <summary>
/// Restores from a file which is at hand in this process. Answered as <see cref="RestoreBackup"/>. Not sent to other processes.
/// </summary>
public sealed record RestoreContent(string Name, FileBytes Content, RestoreOptions Options, bool UseLastKnownTable)
    : IBackupRequest, INoSerializationVerificationNeeded;

/// <summary>Told by the VIOS: its devices or its inventory changed.</summary>
internal sealed record ConfigurationChanged
{
    public static ConfigurationChanged Instance { get; } = new();
}
