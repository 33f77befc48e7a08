using System.Security.Cryptography;
using VioActors.Actors.Settings;

namespace VioActors.Node.Dev;

/// <summary>
/// The secret that the VIOSes of a cluster prove to each other: 32 random bytes, drawn once, readable by the owner alone.
/// </summary>
internal static class ClusterSecretFile
{
    private const int SizeBytes = 32;

    /// <exception cref="SettingsException">The file is damaged.</exception>
    public static ReadOnlyMemory<byte> LoadOrCreate(string dataDirectory)
    {
        var file = Path.Combine(dataDirectory, "cluster-secret");
        if (!File.Exists(file))
            Create(file);
        var secret = File.ReadAllBytes(file);
        return secret.Length == SizeBytes
            ? secret
            : throw new SettingsException(
                [$"{file} has {secret.Length} bytes instead of {SizeBytes}: restore it, or delete it on every node of the cluster."]);
    }

    /// <summary>
    /// Written whole beside its place and then renamed, so that a crash leaves no half of it. Of several processes that share the folder
    /// the first to come decides.
    /// </summary>
    private static void Create(string file)
    {
        var temporary = $"{file}.{Environment.ProcessId}.new";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var stream = new FileStream(temporary, options))
        {
            stream.Write(RandomNumberGenerator.GetBytes(SizeBytes));
            stream.Flush(flushToDisk: true);
        }

        try
        {
            File.Move(temporary, file, overwrite: false);
        }
        catch (IOException) when (File.Exists(file))
        {
            File.Delete(temporary);
        }
    }
}
