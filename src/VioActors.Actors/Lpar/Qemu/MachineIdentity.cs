using System.Security.Cryptography;
using System.Text;
using VioActors.Domain.Phyp.Machines;

namespace VioActors.Actors.Lpar.Qemu;

/// <summary>
/// What a machine of an image is told that the others are not: lines <c>name=</c>, <c>address=</c> and <c>seed=</c> in QEMU's firmware
/// configuration, which is not part of the image. A hidden machine finds empty lines there; a guest that reads a name goes on as that
/// machine. The seed is for its random numbers, whose state all machines of an image have in common. Thread-safe.
/// </summary>
internal static class MachineIdentity
{
    public const string FwCfgName = "opt/org.vioactors/identity";

    private const int SeedBytes = 32;

    // The same for each: a guest keeps the size that it found first.
    private const int SizeBytes = 1024;

    /// <param name="origin">Null: of the hidden machine.</param>
    public static byte[] Of(MachineOrigin? origin)
    {
        var bytes = new byte[SizeBytes];
        bytes.AsSpan().Fill((byte)'\n');
        if (origin is not null)
        {
            var seed = Convert.ToHexString(RandomNumberGenerator.GetBytes(SeedBytes));
            Encoding.UTF8.GetBytes($"name={origin.Name}\naddress={origin.Address}\nseed={seed}\n", bytes);
        }

        return bytes;
    }
}
