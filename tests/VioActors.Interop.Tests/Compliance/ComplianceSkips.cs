namespace VioActors.Interop.Tests.Compliance;

/// <summary>What the compliance suite skips, and why: the kind of device excludes it. The same list is in docs/compliance.md.</summary>
internal static class ComplianceSkips
{
    private const string SmallPhysicalBlocks = "needs several logical blocks in a physical one; here they are the same";
    private const string ZeroLength = "a length of zero is refused (WSNZ), which the suite takes for an absent feature";
    private const string NotRemovable = "needs a medium that can be taken out";
    private const string FullyProvisioned = "needs a unit that takes space as it is written";
    private const string NothingEncrypted = "the bytes are not encrypted, so there is no key to change";

    private static readonly Dictionary<string, string> OnEveryUnit = new()
    {
        ["SCSI.CompareAndWrite.InvalidDataOutSize"] = SmallPhysicalBlocks,
        ["SCSI.WriteSame10.InvalidDataOutSize"] = SmallPhysicalBlocks,
        ["SCSI.WriteSame10.UnmapUnaligned"] = SmallPhysicalBlocks,
        ["SCSI.WriteSame10.ZeroBlocks"] = ZeroLength,
        ["SCSI.WriteSame16.InvalidDataOutSize"] = SmallPhysicalBlocks,
        ["SCSI.WriteSame16.UnmapUnaligned"] = SmallPhysicalBlocks,
        ["SCSI.WriteSame16.ZeroBlocks"] = ZeroLength,
        ["SCSI.WriteAtomic16.VPD"] = "an atomic write may begin at any block and have any length up to the maximum: no wrong ones to try",
        ["SCSI.ReadOnly"] = "needs a write-protected unit",
        ["SCSI.Sanitize.CryptoErase"] = NothingEncrypted,
        ["SCSI.Sanitize.CryptoEraseReserved"] = NothingEncrypted,

        // They run OVERWRITE and BLOCK ERASE, and note by this word that they leave out the third.
        ["SCSI.Sanitize.Readonly"] = NothingEncrypted,
        ["SCSI.Sanitize.Reservations"] = NothingEncrypted,
    };

    private static readonly Dictionary<string, string> OnFixedUnits = new()
    {
        ["SCSI.PreventAllow"] = NotRemovable,
        ["SCSI.StartStopUnit.Simple"] = NotRemovable,
        ["SCSI.NoMedia"] = NotRemovable,
    };

    private static readonly Dictionary<string, string> OnThickUnits = new()
    {
        ["SCSI.GetLBAStatus.UnmapSingle"] = FullyProvisioned,
        ["SCSI.Inquiry.BlockLimits"] = FullyProvisioned,
        ["SCSI.ReadCapacity16.Support"] = FullyProvisioned,
        ["SCSI.Sanitize.BlockErase"] = FullyProvisioned,
        ["SCSI.Sanitize.BlockEraseReserved"] = FullyProvisioned,
        ["SCSI.Unmap"] = FullyProvisioned,
        ["SCSI.WriteSame10.Unmap"] = FullyProvisioned,
        ["SCSI.WriteSame10.UnmapUntilEnd"] = FullyProvisioned,
        ["SCSI.WriteSame10.UnmapVPD"] = FullyProvisioned,
        ["SCSI.WriteSame16.Unmap"] = FullyProvisioned,
        ["SCSI.WriteSame16.UnmapUntilEnd"] = FullyProvisioned,
        ["SCSI.WriteSame16.UnmapVPD"] = FullyProvisioned,
    };

    /// <param name="suite">As the suite was asked for: family, suite, and perhaps test or a pattern of tests.</param>
    public static bool IsExpected(string suite, string test, string unit)
    {
        var family = string.Join('.', suite.Split('.').Take(2));
        bool Has(Dictionary<string, string> skips) => skips.ContainsKey(family) || skips.ContainsKey($"{family}.{test}");
        return Has(OnEveryUnit)
            || (unit != ComplianceUnits.Removable && Has(OnFixedUnits))
            || (unit == ComplianceUnits.Thick && Has(OnThickUnits));
    }
}
