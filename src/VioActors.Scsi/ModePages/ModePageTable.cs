using VioActors.Scsi.DeviceServer;
using VioActors.Scsi.Optical;

namespace VioActors.Scsi.ModePages;

/// <summary>The mode pages of a disk, ascending, page 0 having no place here. Thread-safe.</summary>
internal static class ModePageTable
{
    /// <summary>PAGE CODE that asks for every page.</summary>
    public const byte AllPages = 0x3F;

    /// <summary>SUBPAGE CODE that asks for every subpage.</summary>
    public const byte AllSubpages = 0xFF;

    private static readonly ModePage[] Pages =
    [
        new ReadWriteErrorRecoveryPage(),
        new DisconnectReconnectPage(),
        new CachingPage(),
        new ControlPage(),
        new ControlExtensionPage(),
        new InformationalExceptionsPage(),
    ];

    public static ModePage? Find(byte code, byte subpage) => Array.Find(Pages, page => page.Code == code && page.Subpage == subpage);

    /// <summary>Those of an optical drive; none of them can be changed.</summary>
    private static readonly ModePage[] OpticalPages = [new CapabilitiesPage()];

    /// <summary>Pages for MODE SENSE; empty when the combination does not exist (SPC-4 table 174).</summary>
    public static ModePage[] Select(DeviceKind kind, byte code, byte subpage)
    {
        var pages = kind == DeviceKind.Optical ? OpticalPages : Pages;
        return (code, subpage) switch
        {
            (AllPages, 0) => Array.FindAll(pages, page => page.Subpage == 0),
            (AllPages, AllSubpages) => pages,
            (AllPages, _) => [],
            (_, AllSubpages) => Array.FindAll(pages, page => page.Code == code),
            _ => Array.FindAll(pages, page => page.Code == code && page.Subpage == subpage),
        };
    }
}
