namespace VioActors.Api.Xml;

/// <summary>How much a document may hold. Immutable; thread-safe.</summary>
/// <param name="SizeBytesMax">Bytes of the whole.</param>
/// <param name="DepthMax">Elements inside each other.</param>
/// <param name="AttributeCountMax">Attributes of one element.</param>
/// <param name="ElementCountMax">Elements of the whole.</param>
public sealed record XmlLimits(int SizeBytesMax, int DepthMax, int AttributeCountMax, int ElementCountMax)
{
    /// <summary>A policy of 64 KiB fits, with every character escaped.</summary>
    public static XmlLimits ForRequests { get; } = new(512 * 1024, 8, 32, 1024);

    /// <summary>The view of a thousand VIOSes with twenty clients each fits.</summary>
    public static XmlLimits ForResponses { get; } = new(256 << 20, 8, 64, 4_000_000);
}
