using VioActors.Domain.Common;
using VioActors.Domain.Phyp;
using VioActors.Domain.Values;

namespace VioActors.Actors.Phyp.Freezing;

/// <summary>
/// What freezes whom: the look-up table (NPV-4), as it was read last. A registration counts from the moment when it is made, before it is
/// noted and the table is read again: its partition may depend on it at once.
/// </summary>
internal sealed partial class FreezerActor
{
    private readonly Dictionary<PartitionId, ValueList<ViosEventKind>> _registering = [];
    private Dictionary<PartitionId, ValueList<ViosEventKind>> _events = [];

    private void ReceiveEvents()
    {
        // One that is refused takes the protection that there is away from nobody.
        Receive<RegisterEvents>(
            register => FreezeDecisions.AreKnown(register.Events), register => _registering[register.Client] = register.Events);
        Receive<RegisterEvents>(_ => { });
        Receive<EventTableReply>(table =>
        {
            _events = table.Registrations.ToDictionary(entry => entry.Client, entry => entry.Events);
            _frozen = table.Frozen.ToDictionary(frozen => frozen.Client);
            foreach (var (client, events) in _registering.ToList())
            {
                if (events.ToHashSet().SetEquals(_events.GetValueOrDefault(client) ?? []))
                    _registering.Remove(client);
            }
        });
    }

    private ValueList<ViosEventKind> EventsOf(PartitionId client) =>
        _registering.GetValueOrDefault(client) ?? _events.GetValueOrDefault(client) ?? [];
}
