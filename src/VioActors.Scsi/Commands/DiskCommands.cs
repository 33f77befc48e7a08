using VioActors.Scsi.Backend;
using VioActors.Scsi.DeviceServer;

namespace VioActors.Scsi.Commands;

/// <summary>Which commands a disk has, by what it is built on. Thread-safe.</summary>
internal static class DiskCommands
{
    public static CommandTable For(LogicalUnitPorts ports)
    {
        var handlers = new List<CommandHandler>(64);
        handlers.AddRange(Primary());
        handlers.AddRange(Block());
        if (ports.Locks is not null)
        {
            handlers.AddRange([new OrWriteHandler(), new CompareAndWriteHandler()]);
        }

        if (ports.Reservations is not null)
        {
            handlers.AddRange(Reserving(canAbort: ports.Aborter is not null));
        }

        if (ports.CopyTargets is not null)
        {
            handlers.AddRange([new ExtendedCopyHandler(), new CopyStatusHandler(), new CopyOperatingParametersHandler()]);
        }

        var isThin = ports.Backend is IThinBlockBackend;
        handlers.AddRange([
            new WriteSameHandler(0x41, BlockCdb.Ten, isThin),
            new WriteSameHandler(0x93, BlockCdb.Sixteen, isThin),
            new LbaStatusHandler(),
            new SanitizeHandler(SanitizeHandler.Overwrite),
            new SanitizeHandler(SanitizeHandler.ExitFailureMode),
        ]);
        if (ports.Backend is IAtomicBlockBackend)
        {
            handlers.Add(new WriteAtomicHandler());
        }

        if (isThin)
        {
            handlers.AddRange([new UnmapHandler(), new SanitizeHandler(SanitizeHandler.BlockErase)]);
        }

        return new CommandTable(handlers);
    }

    /// <summary>SPC-4.</summary>
    internal static IEnumerable<CommandHandler> Primary() =>
    [
        new TestUnitReadyHandler(),
        new RequestSenseHandler(),
        new InquiryHandler(),
        ModeSelectHandler.Six(),
        ModeSelectHandler.Ten(),
        ModeSenseHandler.Six(),
        ModeSenseHandler.Ten(),
        new LogSenseHandler(),
        new LogSelectHandler(),
        new SendDiagnosticHandler(),
        new ReceiveDiagnosticHandler(),
        new ReportLunsHandler(),
        new TargetPortGroupsHandler(),
        new SupportedOperationCodesHandler(),
        new SupportedTaskManagementHandler(),
    ];

    /// <summary>SBC-3.</summary>
    private static IEnumerable<CommandHandler> Block() =>
    [
        new StartStopUnitHandler(),
        new PreventAllowHandler(),
        new ReadCapacity10Handler(),
        new ReadCapacity16Handler(),
        ReadDefectDataHandler.Ten(),
        ReadDefectDataHandler.Twelve(),
        new ReadHandler(0x08, BlockCdb.Six),
        new ReadHandler(0x28, BlockCdb.Ten),
        new ReadHandler(0xA8, BlockCdb.Twelve),
        new ReadHandler(0x88, BlockCdb.Sixteen),
        new WriteHandler(0x0A, BlockCdb.Six),
        new WriteHandler(0x2A, BlockCdb.Ten),
        new WriteHandler(0xAA, BlockCdb.Twelve),
        new WriteHandler(0x8A, BlockCdb.Sixteen),
        new WriteAndVerifyHandler(0x2E, BlockCdb.Ten),
        new WriteAndVerifyHandler(0xAE, BlockCdb.Twelve),
        new WriteAndVerifyHandler(0x8E, BlockCdb.Sixteen),
        new VerifyHandler(0x2F, BlockCdb.Ten),
        new VerifyHandler(0xAF, BlockCdb.Twelve),
        new VerifyHandler(0x8F, BlockCdb.Sixteen),
        new PreFetchHandler(0x34, BlockCdb.Ten),
        new PreFetchHandler(0x90, BlockCdb.Sixteen),
        new SynchronizeCacheHandler(0x35, BlockCdb.Ten),
        new SynchronizeCacheHandler(0x91, BlockCdb.Sixteen),
    ];

    /// <summary>SPC-2 reservations and SPC-4 persistent reservations; PREEMPT AND ABORT only with somebody to abort the tasks.</summary>
    internal static IEnumerable<CommandHandler> Reserving(bool canAbort)
    {
        yield return new ReserveHandler(0x16, [0xFF, 0, 0, 0, 0, 0]);
        yield return new ReleaseHandler(0x17, [0xFF, 0, 0, 0, 0, 0]);
        yield return new ReserveHandler(0x56, [0xFF, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        yield return new ReleaseHandler(0x57, [0xFF, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        for (var action = PersistentReserveInHandler.ReadKeys; action <= PersistentReserveInHandler.ReadFullStatus; action++)
        {
            yield return new PersistentReserveInHandler(action);
        }

        for (var action = PersistentReserveOutHandler.Register; action <= PersistentReserveOutHandler.RegisterAndMove; action++)
        {
            if (action != PersistentReserveOutHandler.PreemptAndAbort || canAbort)
            {
                yield return new PersistentReserveOutHandler(action);
            }
        }
    }
}
