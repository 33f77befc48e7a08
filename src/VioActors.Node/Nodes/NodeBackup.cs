using Akka.Actor;
using Akka.Cluster;
using VioActors.Actors.ClusterBackup;
using VioActors.Domain.Cluster;
using VioActors.Domain.Values;
using VioActors.Node.Dev;
using VioActors.Persistence.Backup;

namespace VioActors.Node.Nodes;

/// <summary>Backup of a cluster whose VIOSes are processes of their own. Thread-safe.</summary>
internal static class NodeBackup
{
    /// <summary>The database of the VIOS DB as every process of the cluster reaches it.</summary>
    public static IViosDbStore DbOf(NodeSettings node) => node.Provider == "sqlite"
        ? new SqliteViosDb(Path.Combine(node.SharedDirectory, "vios-db.sqlite"))
        : new PostgreSqlViosDb(node.ConnectionString);

    /// <summary>The actor that backs the cluster up; whoever of the VIOSes runs it finds the others by their roles.</summary>
    /// <exception cref="Actors.Settings.SettingsException">The repository or the key cannot be used.</exception>
    public static Props PropsOf(ActorSystem system, DevEnvironment environment, NodeSettings node, IActorRef viosDb)
    {
        var backup = DevBackup.OfCluster(
            environment, node.SharedDirectory, viosDb, DbOf(node), member => ViosOf(system, member.Name, member.Vios));
        return Props.Create(() => new ClusterBackupActor(backup));
    }

    /// <summary>The VIOS on the member that runs it now; null: none does.</summary>
    public static ICanTell? ViosOf(ActorSystem system, string name, VioUuid vios)
    {
        var member = Akka.Cluster.Cluster.Get(system).State.Members.FirstOrDefault(
            member => member.Status == MemberStatus.Up && member.HasRole(NodeSettings.RoleOfVios(name)));
        return member is null ? null : system.ActorSelection(new RootActorPath(member.Address) / "user" / $"vios-{vios}");
    }
}
