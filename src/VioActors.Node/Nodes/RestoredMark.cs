using VioActors.Persistence.LocalStore;

namespace VioActors.Node.Nodes;

/// <summary>
/// Tells the VIOSes of a cluster that its DB was replaced by that of a backup (CBR-2): what their local stores have may be newer than the
/// DB is now and would hide it. A file beside the shared DB names the replacement, one beside each local store the last that it followed.
/// Thread-safe.
/// </summary>
internal static class RestoredMark
{
    private const string Name = "db-restored";

    /// <summary>To be called after the DB was replaced.</summary>
    /// <param name="what">Differs for each replacement.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write(string sharedDirectory, string what) => File.WriteAllText(Path.Combine(sharedDirectory, Name), what);

    /// <summary>Has a local store forget what came from a DB that was replaced since. Safe to repeat.</summary>
    /// <param name="folder">Of the local store.</param>
    public static void Follow(string sharedDirectory, string folder, ViosLocalStore store)
    {
        var (said, followed) = (Read(sharedDirectory), Read(folder));
        if (said.Length > 0 && said != followed)
        {
            store.Forget();
            File.WriteAllText(Path.Combine(folder, Name), said);
        }
    }

    private static string Read(string folder) =>
        File.Exists(Path.Combine(folder, Name)) ? File.ReadAllText(Path.Combine(folder, Name)) : "";
}
