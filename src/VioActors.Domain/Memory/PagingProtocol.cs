using VioActors.Domain.Common;
using VioActors.Domain.Values;

namespace VioActors.Domain.Memory;

/// <summary>
/// From a hypervisor to a paging VIOS, through one of its VASI devices (OSI-1): a request about a paging device, which is an LU. Any may be
/// repeated. Answered with its reply or <see cref="PagingFailed"/>.
/// </summary>
public interface IPagingRequest : IDomainMessage
{
    /// <summary>Name of the shared memory pool that asks.</summary>
    string Pool { get; }
}

/// <summary>Answered with <see cref="PagesRead"/>.</summary>
/// <param name="Count">1 to <see cref="PagingLimits.PagesMax"/>.</param>
public sealed record ReadPages(string Pool, LuUdid Lu, long FirstPage, int Count) : IQuery, IPagingRequest;

/// <summary>Answered with <see cref="PagesWritten"/> when the bytes are on stable storage.</summary>
/// <param name="Bytes">1 to <see cref="PagingLimits.PagesMax"/> whole pages.</param>
public sealed record WritePages(string Pool, LuUdid Lu, long FirstPage, PageBytes Bytes) : ICommand, IPagingRequest;

/// <summary>
/// The VIOS's clone service: copies pages from one LU to another. Answered with <see cref="PagesWritten"/>.
/// </summary>
public sealed record CopyPages(string Pool, LuUdid From, LuUdid To, long FirstPage, int Count) : ICommand, IPagingRequest;

/// <summary>The pool does not use that LU any more: it may be deleted. Answered with <see cref="PagesWritten"/>.</summary>
public sealed record ClosePagingDevice(string Pool, LuUdid Lu) : ICommand, IPagingRequest;

/// <summary>Asks for what the VASI devices did. Answered with <see cref="VasiFigures"/>.</summary>
public sealed record GetVasiFigures(string Pool) : IQuery, IPagingRequest;

public sealed record PagesRead(PageBytes Bytes) : IReply;

public sealed record PagesWritten(int Count) : IReply;

/// <summary>A paging request was not done.</summary>
/// <param name="Lasting">It would fail through any VIOS: the LU is gone, full, or its medium is bad. Otherwise another may do it.</param>
public sealed record PagingFailed(bool Lasting, string Reason) : IReply;

/// <param name="Open">Paging devices in use.</param>
public sealed record VasiFigures(ValueList<VasiPoolFigures> Pools, int Open) : IReply;

/// <summary>What one pool asked of this VIOS, in pages.</summary>
public sealed record VasiPoolFigures(string Pool, string Device, long Reads, long Writes, long Copies, long Failures);

/// <summary>Limits of paging requests.</summary>
public static class PagingLimits
{
    /// <summary>Pages of one request: 1 MiB.</summary>
    public const int PagesMax = 256;

    /// <summary>Pools that one VASI device serves.</summary>
    public const int PoolsPerDeviceMax = 16;

    /// <summary>Requests that a paging VIOS has under way; more are refused, to be sent again.</summary>
    public const int RequestsMax = 256;
}
