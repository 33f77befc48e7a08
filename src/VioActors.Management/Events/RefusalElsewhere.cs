using VioActors.Api.Objects;
using VioActors.Domain.Common;
using VioActors.Domain.Events;
using VioActors.Domain.Restore;
using VioActors.Management.View;

namespace VioActors.Management.Events;

/// <summary>On the event stream of a process: a restore was refused in another one.</summary>
/// <param name="Refusal"><see cref="RestoreRefused"/> or <see cref="ClusterRestoreRefused"/>.</param>
public sealed record RefusalElsewhere(IDomainMessage Refusal) : Akka.Actor.INoSerializationVerificationNeeded;

/// <summary>Refused restores as alerts of the event log (MGT-1): the last one of each VIOS, and of the cluster. Thread-safe.</summary>
internal static class RefusalTranslation
{
    private const int CauseLengthMax = 1000;

    /// <exception cref="ArgumentException">It is no refusal of a restore.</exception>
    public static ObserveObjects ObservationOf(IDomainMessage refusal) => refusal switch
    {
        RestoreRefused refused => Of(refused.Vios.ToString(), refused.File, refused.Reason, refused.AtUtc),
        ClusterRestoreRefused refused => Of(refused.Cluster.Value, refused.File, refused.Reason, refused.AtUtc),
        _ => throw new ArgumentException($"A {refusal.GetType().Name} is no refusal of a restore.", nameof(refusal)),
    };

    // Each has a condition of its own, so that a second one of the same file is an alert too.
    private static ObserveObjects Of(string id, string file, string reason, DateTimeOffset atUtc) => new(
        [
            new ObservedObject(
                Words.Of(VioObjectKind.Restoration), id, atUtc.UtcTicks, null, $"{EventLogDecisions.Refused} {atUtc.UtcDateTime:O}", true,
                Words.Bounded($"{file}: {reason}", CauseLengthMax)),
        ],
        []);
}
