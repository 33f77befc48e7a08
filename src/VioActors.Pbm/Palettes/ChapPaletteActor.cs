using Petabridge.Cmd;
using VioActors.Actors.Lpar.Qemu;
using VioActors.Actors.Vios.Transport;
using VioActors.Domain.Clients;
using VioActors.Domain.Cluster;
using VioActors.Domain.Common;
using VioActors.Domain.Phyp;
using VioActors.Pbm.Rendering;

namespace VioActors.Pbm.Palettes;

/// <summary>
/// The palette <c>chap</c>: what iSCSI initiators must prove at login, and what the target proves to them. Secrets go in and never come
/// out.
/// </summary>
internal sealed class ChapPaletteActor : PaletteActor
{
    public static readonly CommandPalette Palette = new("chap",
    [
        VioPalette.Define("list", "Clients that must prove themselves at login; secrets are not shown.", VioPalette.WithTable),
        VioPalette.Define("set", "Asks a client, or discovery, for a user name and a secret at each login from now on.",
            VioPalette.Optional("client", "-client", "name of the client partition"),
            VioPalette.Flag("discovery", "-discovery", "instead of a client: discovery sessions"),
            VioPalette.Mandatory("user", "-user", "CHAP user name of the initiator"),
            VioPalette.Mandatory("secret", "-secret", "its secret, 12 to 255 characters"),
            VioPalette.Optional("targetuser", "-targetuser", "mutual: user name of the target"),
            VioPalette.Optional("targetsecret", "-targetsecret", "mutual: secret of the target, another one")),
        VioPalette.Define("remove", "Lets a client, or discovery, log in without proof.",
            VioPalette.Optional("client", "-client", "name of the client partition"),
            VioPalette.Flag("discovery", "-discovery", "instead of a client: discovery sessions")),
    ]);

    private static readonly TableColumn[] Columns =
        [TableColumn.Of("client"), TableColumn.Of("user"), TableColumn.Of("mutual"), TableColumn.Of("secret")];

    public ChapPaletteActor(PbmContext context)
        : base(Palette, context)
    {
        RunTable("list", Columns, ListAsync);
        Run("set", SetAsync);
        Run("remove", RemoveAsync);
    }

    private async Task ListAsync(Command command, Table table)
    {
        var vault = System.Chap?.Invoke();
        foreach (var entry in (await ReadAsync().ConfigureAwait(false)).Entries)
        {
            table.Add(
                entry.Client, entry.User, entry.TargetUser is { } target ? target : Cell.None,
                vault?.Open(entry) is null ? "of another key" : "set");
        }
    }

    private async Task<string> SetAsync(Command command)
    {
        var vault = System.Chap?.Invoke()
            ?? throw new CommandRefusedException("There is no cluster key here; connect pbm to a member that has it.");
        var client = await ClientOfAsync(command, mustExist: true).ConfigureAwait(false);
        var entry = EntryOf(command, client, vault);
        await ChangeAsync(policy => policy.With(entry)).ConfigureAwait(false);
        return $"{Name(client)} must prove to be {entry.User} at each login from now on"
            + (entry.TargetUser is { } target ? $", and its target proves to be {target}." : ".") + " Sessions that are open stay.";
    }

    private async Task<string> RemoveAsync(Command command)
    {
        var client = await ClientOfAsync(command, mustExist: false).ConfigureAwait(false);
        await ChangeAsync(policy => policy.Find(client) is null
            ? throw new CommandRefusedException($"{Name(client)} has no secret; chap list shows who has.")
            : policy.Without(client)).ConfigureAwait(false);
        return $"{Name(client)} logs in without proof.";
    }

    private static ChapEntry EntryOf(Command command, string client, ChapVault vault)
    {
        var (user, secret) = (Required(command, "user name", "-user"), Required(command, "secret", "-secret"));
        var (targetUser, targetSecret) = (Value(command, "-targetuser"), Value(command, "-targetsecret"));
        if ((targetUser is null) != (targetSecret is null))
            throw new CommandRefusedException("Mutual authentication needs both -targetuser and -targetsecret.");
        var problem = ChapPolicy.ProblemOf(user, secret)
            ?? (targetUser is null ? null : ChapPolicy.ProblemOf(targetUser, targetSecret!))
            // The same one both ways would let an initiator answer with what it is asked (RFC 7143 clause 9.2.1).
            ?? (targetSecret == secret ? "The secrets of initiator and target must differ." : null);
        return problem is null
            ? vault.Seal(client, user, secret, targetUser, targetSecret)
            : throw new CommandRefusedException($"Cannot set the secret of {Name(client)}: {problem}");
    }

    private async Task<string> ClientOfAsync(Command command, bool mustExist)
    {
        var discovery = command.Arguments.Any(argument => argument.Item1 == "-discovery");
        var client = Value(command, "-client");
        if (discovery == client is not null)
            throw new CommandRefusedException("Give a client with -client, or -discovery.");
        if (client is null || !mustExist)
            return client ?? ChapPolicy.Discovery;
        var known = await AskAsync<PartitionsReply>(System.Phyp, new GetPartitions()).ConfigureAwait(false);
        var partition = known.Partitions.FirstOrDefault(partition => partition.Name.Equals(client, StringComparison.OrdinalIgnoreCase))
            ?? throw new CommandRefusedException($"No partition {client} at this machine; lpar list shows those that there are.");
        if (partition.Kind != PartitionKind.ExternalHost)
            throw new CommandRefusedException($"Partition {client} does not use iSCSI; only hosts outside of the machine log in.");
        return await IsMachineAsync(partition).ConfigureAwait(false)
            ? throw new CommandRefusedException(
                $"Partition {client} is a virtual machine of this CEC, which logs in by itself and would not know the secret.")
            : partition.Name;
    }

    private async Task<bool> IsMachineAsync(Partition partition)
    {
        if (System.CecActor is not { } cec)
            return false;
        try
        {
            await AskAsync<MachineReport>(cec, new GetMachineReport(partition.Id)).ConfigureAwait(false);
            return true;
        }
        catch (CommandRefusedException)
        {
            return false; // Nobody runs a machine for it.
        }
    }

    private async Task ChangeAsync(Func<ChapPolicy, ChapPolicy> change)
    {
        var changed = change(await ReadAsync().ConfigureAwait(false));
        await AskAsync<IReply>(System.ViosDb, new SetPolicy(ChapPolicy.Name, changed.ToContent(), changed.Version)).ConfigureAwait(false);
    }

    private async Task<ChapPolicy> ReadAsync() =>
        ChapPolicy.Of((await AskAsync<ClusterFound>(System.ViosDb, new GetCluster()).ConfigureAwait(false)).Cluster)
        ?? throw new CommandRefusedException(
            $"The policy {ChapPolicy.Name} of the cluster cannot be read, so nobody logs in; empty it with cluster policy and set the "
                + "secrets anew.");

    private static string Name(string client) => client == ChapPolicy.Discovery ? "Discovery" : $"Client {client}";
}
