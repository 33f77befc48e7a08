namespace VioActors.Interop.Tests.Kills;

/// <param name="First">First sector of 512 bytes.</param>
/// <param name="Count">How many.</param>
internal readonly record struct SectorRange(int First, int Count)
{
    public const int SectorBytes = 512;

    public int End => First + Count;

    /// <summary>Offset and length in bytes, as qemu-io takes them.</summary>
    public override string ToString() => $"{(long)First * SectorBytes} {(long)Count * SectorBytes}";
}
