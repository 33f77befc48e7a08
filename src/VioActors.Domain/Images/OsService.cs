using System.Numerics;

namespace VioActors.Domain.Images;

/// <summary>What one service of an operating system computes from its argument. Immutable.</summary>
/// <param name="Calls">Another service whose answer is taken in; empty: none.</param>
/// <param name="Reads">The setting whose first eight bytes are taken in; unspecified: none.</param>
/// <param name="ReadsData">A page of the system's data, chosen by the argument, is taken in.</param>
public sealed record OsService(
    string Name, PortionKind Kind, ulong Multiplier, ulong Addend, int Rotation, string Calls, OsChangeKind Reads, bool ReadsData);

/// <summary>
/// What an operating system is made of, as its medium in the repository says; it is loaded from that (OSI-2). Immutable.
/// </summary>
/// <param name="DataPages">Pages of data beside the services.</param>
/// <param name="Seed">Of its data, and of where its services are placed.</param>
public sealed record OsMedium(
    string Name, string Release, int DataPages, ulong Seed, IReadOnlyList<OsService> Services, IReadOnlyList<OsChange> Settings)
{
    /// <summary>Bytes of the value of a setting.</summary>
    public const int SettingBytesMax = 1000;

    /// <summary>
    /// The word that is in a page of the system's data, by definition: what a reader of the right page of the right image finds.
    /// </summary>
    public static ulong DataWord(ulong seed, int page)
    {
        var mixed = (seed ^ ((ulong)page * 0x9E37_79B9_7F4A_7C15)) + 0xD1B5_4A32_D192_ED03;
        mixed = (mixed ^ (mixed >> 29)) * 0xBF58_476D_1CE4_E5B9;
        return mixed ^ (mixed >> 32);
    }

    /// <summary>What the service must answer, by definition.</summary>
    /// <param name="setting">First eight bytes of a setting's value, zeros behind a shorter one.</param>
    public ulong Evaluate(string service, ulong argument, Func<OsChangeKind, ulong> setting)
    {
        var found = Services.First(candidate => candidate.Name == service);
        var value = BitOperations.RotateLeft((argument * found.Multiplier) + found.Addend, found.Rotation);
        if (found.Reads != OsChangeKind.Unspecified)
            value ^= setting(found.Reads);
        if (found.ReadsData)
            value ^= DataWord(Seed, (int)(argument % (ulong)DataPages));
        return found.Calls.Length > 0 ? value + Evaluate(found.Calls, value, setting) : value;
    }
}
