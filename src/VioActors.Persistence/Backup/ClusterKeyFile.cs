using System.Security.Cryptography;

namespace VioActors.Persistence.Backup;

/// <summary>Where the key of a cluster is kept: a file that only its owner can read. Thread-safe.</summary>
public static class ClusterKeyFile
{
    /// <summary>
    /// Reads the key, or makes one when there is no file: at the creation of the cluster. Every other member gets a copy of the file.
    /// </summary>
    /// <exception cref="IOException">The file cannot be read or made, or holds no key; the message says what to do.</exception>
    public static ClusterKey LoadOrCreate(string path, RandomNumberGenerator random)
    {
        if (!File.Exists(path))
        {
            var secret = new byte[ClusterKey.SizeBytes];
            random.GetBytes(secret);
            DurableFile.Write(path, UnixFileMode.UserRead | UnixFileMode.UserWrite, stream => stream.Write(secret));
        }

        var found = File.ReadAllBytes(path);
        return found.Length == ClusterKey.SizeBytes
            ? new ClusterKey(found)
            : throw new IOException(
                $"The cluster key {path} has {found.Length} bytes instead of {ClusterKey.SizeBytes}: copy the file from another member; "
                    + "without it no backup of the cluster can be read.");
    }
}
