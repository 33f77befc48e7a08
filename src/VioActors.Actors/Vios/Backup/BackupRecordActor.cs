using Akka.Actor;
using VioActors.Actors.Aggregates;
using VioActors.Domain.Backup;
using VioActors.Domain.Common;
using VioActors.Domain.Values;

namespace VioActors.Actors.Vios.Backup;

/// <summary>
/// Policy, numbers and stored files of one VIOS's backups in the shared VIOS DB. One per VIOS in the cluster. See
/// <see cref="AggregateActor{TState, TEvent, TMessage}"/>.
/// </summary>
public sealed class BackupRecordActor(VioUuid vios, AggregateSettings settings)
    : AggregateActor<BackupRecordState, IBackupRecordEvent, IBackupRecordMessage>($"backup-{vios}", BackupRecordState.Empty, settings)
{
    public static Props Props(VioUuid vios, AggregateSettings settings) => Akka.Actor.Props.Create(() => new BackupRecordActor(vios,
        settings));

    protected override Decision<IBackupRecordEvent> Decide(BackupRecordState state, IBackupRecordMessage message) =>
        BackupRecordDecisions.Decide(state, message);

    protected override BackupRecordState Apply(BackupRecordState state, IBackupRecordEvent @event) => state.Apply(@event);

    protected override BackupRecordState FromSnapshot(object snapshot) => BackupRecordState.From((BackupRecordSnapshot)snapshot);

    protected override ISnapshot ToSnapshot(BackupRecordState state) => state.ToSnapshot();
}
