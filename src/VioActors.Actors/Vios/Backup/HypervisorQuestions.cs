using Akka.Actor;
using VioActors.Domain.Common;
using VioActors.Domain.Phyp;

namespace VioActors.Actors.Vios.Backup;

/// <summary>What a backup and a restore need to know of the hypervisor. Thread-safe.</summary>
internal static class HypervisorQuestions
{
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(10);

    /// <summary>Fibre Channel client adapters whose server adapters are in the partition of this VIOS.</summary>
    /// <exception cref="BackupRefusedException">The hypervisor refused or did not answer.</exception>
    public static async Task<ValueList<VirtualFcAdapter>> VirtualFcOfAsync(ViosDefinition definition)
    {
        try
        {
            return await definition.Phyp.Ask<object>(new GetVirtualFc(), AnswerLimit).ConfigureAwait(false) switch
            {
                VirtualFcFound found => found.Adapters.Where(adapter => adapter.Pair.Vios == definition.Drc.Partition).ToValueList(),
                Rejected rejected => throw new BackupRefusedException(rejected.Code, rejected.Reason),
                _ => throw new BackupRefusedException(RejectionCode.Busy, "The hypervisor gave an answer that is not understood."),
            };
        }
        catch (AskTimeoutException)
        {
            throw new BackupRefusedException(
                RejectionCode.Busy,
                $"Cannot read the Fibre Channel adapters of {definition.Name}: the hypervisor does not answer within {AnswerLimit}.");
        }
    }
}
