using VioActors.Scsi.Backend;
using VioActors.Scsi.Sense;

namespace VioActors.Scsi.DeviceServer;

/// <summary>Keeps the condition of one logical unit for every device server of it. Thread-safe.</summary>
public interface IUnitConditions
{
    /// <summary>In force now.</summary>
    UnitCondition Current { get; }

    /// <summary>The implementation raises the unit attention; otherwise the asking device server does, for its own nexuses.</summary>
    bool TellsEveryNexus => false;

    /// <summary>Takes effect on every node before it completes, or nowhere.</summary>
    /// <param name="change">Decides on the condition of now; may be called again when another change came first.</param>
    /// <param name="attention">Established for every nexus when something changed; null: none.</param>
    /// <param name="asker">The nexus that is not told; null: all are.</param>
    ValueTask<BackendResult> ChangeAsync(
        Func<UnitCondition, UnitCondition> change, SenseCode? attention, NexusIdentity? asker, CancellationToken cancellation);
}

/// <summary>The condition within one process. Thread-safe.</summary>
public sealed class LocalUnitConditions : IUnitConditions
{
    private readonly Lock _gate = new();
    private volatile UnitCondition _current = UnitCondition.Usual;

    public UnitCondition Current => _current;

    public ValueTask<BackendResult> ChangeAsync(
        Func<UnitCondition, UnitCondition> change, SenseCode? attention, NexusIdentity? asker, CancellationToken cancellation)
    {
        lock (_gate)
        {
            _current = change(_current);
        }

        return ValueTask.FromResult(BackendResult.Ok);
    }
}
