namespace VioActors.Scsi.DeviceServer;

/// <summary>What initiators see.</summary>
public enum DeviceKind
{
    /// <summary>Direct access block device (peripheral device type 00h).</summary>
    Disk,

    /// <summary>The same with a medium that can be taken out (RMB).</summary>
    RemovableDisk,

    /// <summary>CD/DVD device (peripheral device type 05h) that reads; its medium comes and goes.</summary>
    Optical,
}
