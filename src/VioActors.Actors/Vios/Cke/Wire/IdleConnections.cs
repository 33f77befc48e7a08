using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace VioActors.Actors.Vios.Cke.Wire;

/// <summary>
/// Waits for all idle connections of the process on one thread (epoll, which the class library has for sockets that do not block only).
/// Thread-safe.
/// </summary>
internal static partial class IdleConnections
{
    private const int Add = 1;
    private const int Modify = 3;
    private const uint Readable = 0x001;
    private const uint Once = 1u << 30;
    private const int EventCountMax = 64;
    private const int Eintr = 4;

    // struct epoll_event is packed on x86-64 and nowhere else.
    private static readonly int EventSize = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;
    private static readonly int KeyOffset = EventSize - sizeof(long);

    private static readonly ConcurrentDictionary<long, CkeConnection> Known = [];
    private static readonly Lazy<int> Epoll = new(Start);
    private static long _lastKey;

    /// <summary>False where the system lacks the call: every connection keeps its thread.</summary>
    public static bool IsAvailable => NonBlockingSend.IsAvailable;

    /// <summary>A key for a connection; it is forgotten with <see cref="Forget"/>.</summary>
    public static long Register(CkeConnection connection)
    {
        var key = Interlocked.Increment(ref _lastKey);
        Known[key] = connection;
        return key;
    }

    public static void Forget(long key) => Known.TryRemove(key, out _);

    /// <summary>Has <see cref="CkeConnection.WakeParked"/> called once when something can be received; false: the system refuses.</summary>
    /// <param name="isFirst">The first time for this socket.</param>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    public static bool TryWatch(SafeHandle socket, long key, bool isFirst)
    {
        Span<byte> watched = stackalloc byte[EventSize];
        watched.Clear();
        MemoryMarshal.Write(watched, Readable | Once);
        MemoryMarshal.Write(watched[KeyOffset..], key);
        return Control(Epoll.Value, isFirst ? Add : Modify, socket, ref MemoryMarshal.GetReference(watched)) == 0;
    }

    private static int Start()
    {
        var epoll = Create(0);
        if (epoll >= 0)
            new Thread(() => Wait(epoll)) { IsBackground = true, Name = "interconnects idle" }.Start();
        return epoll;
    }

    private static void Wait(int epoll)
    {
        var events = new byte[EventSize * EventCountMax];
        while (true)
        {
            var count = Wait(epoll, ref events[0], EventCountMax, -1);
            if (count < 0 && Marshal.GetLastPInvokeError() != Eintr)
                throw new InvalidOperationException($"Waiting for interconnects failed: error {Marshal.GetLastPInvokeError()}.");
            for (var index = 0; index < count; index++)
            {
                var key = MemoryMarshal.Read<long>(events.AsSpan((index * EventSize) + KeyOffset));
                if (Known.TryGetValue(key, out var connection))
                    connection.WakeParked();
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    private static partial int Create(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    private static partial int Control(int epoll, int operation, SafeHandle socket, ref byte watched);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    private static partial int Wait(int epoll, ref byte events, int countMax, int timeoutMs);
}
