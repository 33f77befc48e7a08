using Akka.Actor;
using VioActors.Domain.Common;
using VioActors.Domain.Phyp;
using VioActors.Domain.Values;

namespace VioActors.Actors.Phyp.Machines;

/// <summary>
/// Asks PHYP through which VIOS a client outside of its dispatching (a machine, an external host) reaches its disks now. Answered with
/// <see cref="MachinePathFound"/>.
/// </summary>
public sealed record FindMachinePath(PartitionId Client) : INoSerializationVerificationNeeded;

/// <summary>Answer to <see cref="FindMachinePath"/>.</summary>
/// <param name="Portal">Of the VIOS, <c>host:port</c>; null when none serves it.</param>
/// <param name="GroupTag">Portal group of that VIOS: its target port, which no other VIOS of the cluster has.</param>
/// <param name="Luns">Its disks there.</param>
/// <param name="Detail">Why there is none, for people.</param>
public sealed record MachinePathFound(string? Portal, ushort GroupTag, ValueList<int> Luns, string Detail)
    : INoSerializationVerificationNeeded;

/// <summary>Finds the VIOS that a client of the iSCSI portals is sent to. Thread-safe.</summary>
internal static class MachinePaths
{
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(5);

    /// <summary>One that has its disks is preferred to one that only serves its adapter.</summary>
    public static async Task<MachinePathFound> FindAsync(
        PartitionId client, IReadOnlyList<(AdapterPair Pair, IActorRef Vios)> serving)
    {
        MachinePathFound? without = null;
        foreach (var (pair, vios) in serving)
        {
            try
            {
                var address = await vios.Ask<TargetAddressFound>(new FindTargetAddress(pair.ServerSlot), AnswerLimit).ConfigureAwait(false);
                if (address.Portal is not { } portal)
                    continue;
                var found = new MachinePathFound(portal, TagOf(address, pair), address.Luns, "");
                if (address.Luns.Count > 0)
                    return found;
                without ??= found with { Detail = $"the VIOS in partition {pair.Vios} has no disk for it" };
            }
            catch (AskTimeoutException)
            {
                // It counts as silent soon.
            }
        }

        return without ?? new MachinePathFound(null, 0, [], $"no VIOS serves partition {client}");
    }

    // One of the version before does not tell its port.
    private static ushort TagOf(TargetAddressFound address, AdapterPair pair) =>
        address.Port is { } port ? port.Value : (ushort)pair.Vios.Value;
}
