using VioActors.Scsi.Commands;
using VioActors.Scsi.DeviceServer;

namespace VioActors.Scsi.Optical;

/// <summary>Which commands an optical drive has (MMC-6 for what reads). Thread-safe.</summary>
internal static class OpticalCommands
{
    public static CommandTable For(LogicalUnitPorts ports)
    {
        var handlers = new List<CommandHandler>(32)
        {
            new TestUnitReadyHandler(),
            new RequestSenseHandler(),
            new InquiryHandler(),
            ModeSenseHandler.Six(),
            ModeSenseHandler.Ten(),
            new ReportLunsHandler(),
            new TargetPortGroupsHandler(),
            new SupportedOperationCodesHandler(),
            new SupportedTaskManagementHandler(),
            new StartStopUnitHandler(),
            new PreventAllowHandler(),
            new ReadCapacity10Handler(),
            new ReadHandler(0x28, BlockCdb.Ten),
            new ReadHandler(0xA8, BlockCdb.Twelve),
            new ReadTocHandler(),
            new GetConfigurationHandler(),
            new EventStatusHandler(),
            new DiscInformationHandler(),
            new MechanismStatusHandler(),
        };
        if (ports.Reservations is not null)
        {
            handlers.AddRange(DiskCommands.Reserving(canAbort: ports.Aborter is not null));
        }

        return new CommandTable(handlers);
    }
}
