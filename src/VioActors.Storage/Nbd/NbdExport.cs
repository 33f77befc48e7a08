namespace VioActors.Storage.Nbd;

/// <summary>Transmission flags of an export (NBD protocol, "Transmission flags").</summary>
[Flags]
public enum NbdFeatures
{
    None = 0,
    HasFlags = 1 << 0,
    ReadOnly = 1 << 1,
    Flush = 1 << 2,
    ForceUnitAccess = 1 << 3,
    Trim = 1 << 5,
    WriteZeroes = 1 << 6,

    /// <summary>All connections see the same bytes, and a flush on one covers what was answered on any.</summary>
    MultiConnection = 1 << 8,
    Cache = 1 << 10,
}

/// <summary>What a server said of an export at negotiation. Immutable.</summary>
/// <param name="SizeBytes">1 or more.</param>
/// <param name="Features">Bits that this client does not know are kept and ignored.</param>
/// <param name="MinBlockBytes">Offsets and lengths are multiples of it; 1 if the server did not say.</param>
/// <param name="MaxPayloadBytes">Largest read or write in one request; 32 MiB if the server did not say.</param>
/// <param name="StructuredReplies">The server may answer reads in chunks.</param>
public sealed record NbdExport(
    long SizeBytes, NbdFeatures Features, int MinBlockBytes, int MaxPayloadBytes, bool StructuredReplies)
{
    /// <summary>What every server takes that does not say otherwise (NBD protocol, "Block size constraints").</summary>
    public const int DefaultMaxPayloadBytes = 32 * 1024 * 1024;

    public bool Has(NbdFeatures feature) => (Features & feature) == feature;
}
