using VioActors.Domain.Memory;
using Schema = VioActors.Persistence.Schemas.Memory;

namespace VioActors.Persistence.Wire.Catalog;

/// <summary>Messages of <c>memory.proto</c>. Thread-safe.</summary>
internal static class SharedMemoryMessages
{
    public static IReadOnlyList<MessageEntry> All { get; } =
    [
        MessageEntry.Of<ReadPages, Schema.ReadPages>("memory.ReadPages.1"),
        MessageEntry.Of<WritePages, Schema.WritePages>("memory.WritePages.1"),
        MessageEntry.Of<CopyPages, Schema.CopyPages>("memory.CopyPages.1"),
        MessageEntry.Of<ClosePagingDevice, Schema.ClosePagingDevice>("memory.ClosePagingDevice.1"),
        MessageEntry.Of<GetVasiFigures, Schema.GetVasiFigures>("memory.GetVasiFigures.1"),
        MessageEntry.Of<PagesRead, Schema.PagesRead>("memory.PagesRead.1"),
        MessageEntry.Of<PagesWritten, Schema.PagesWritten>("memory.PagesWritten.1"),
        MessageEntry.Of<PagingFailed, Schema.PagingFailed>("memory.PagingFailed.1"),
        MessageEntry.Of<VasiFigures, Schema.VasiFigures>("memory.VasiFigures.1"),
        MessageEntry.Of<DefineMemoryPool, Schema.DefineMemoryPool>("memory.DefineMemoryPool.1"),
        MessageEntry.Of<AddPagingDevice, Schema.AddPagingDevice>("memory.AddPagingDevice.1"),
        MessageEntry.Of<RemovePagingDevice, Schema.RemovePagingDevice>("memory.RemovePagingDevice.1"),
        MessageEntry.Of<ShareMemory, Schema.ShareMemory>("memory.ShareMemory.1"),
        MessageEntry.Of<UnshareMemory, Schema.UnshareMemory>("memory.UnshareMemory.1"),
        MessageEntry.Of<GetMemoryPool, Schema.GetMemoryPool>("memory.GetMemoryPool.1"),
        MessageEntry.Of<MemoryPoolFound, Schema.MemoryPoolFound>("memory.MemoryPoolFound.1"),
        MessageEntry.Of<GetMemoryPoolReport, Schema.GetMemoryPoolReport>("memory.GetMemoryPoolReport.1"),
        MessageEntry.Of<MemoryPoolReport, Schema.MemoryPoolReport>("memory.MemoryPoolReport.1"),
        MessageEntry.Of<MemoryPoolDefined, Schema.MemoryPoolDefined>("memory.MemoryPoolDefined.1"),
        MessageEntry.Of<PagingDeviceAdded, Schema.PagingDeviceAdded>("memory.PagingDeviceAdded.1"),
        MessageEntry.Of<PagingDeviceRemoved, Schema.PagingDeviceRemoved>("memory.PagingDeviceRemoved.1"),
        MessageEntry.Of<MemoryShared, Schema.MemoryShared>("memory.MemoryShared.1"),
        MessageEntry.Of<MemoryUnshared, Schema.MemoryUnshared>("memory.MemoryUnshared.1"),
    ];
}
