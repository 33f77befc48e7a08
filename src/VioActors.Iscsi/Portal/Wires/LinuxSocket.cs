using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace VioActors.Iscsi.Portal.Wires;

/// <summary>
/// The Linux socket calls that the class library lacks: a receive that blocks its thread in the kernel or never does, and a send that
/// never does.
/// Thread-safe.
/// </summary>
internal static unsafe partial class LinuxSocket
{
    public const int Eintr = 4;
    public const int Eagain = 11;
    public const short PollIn = 1;
    public const short PollOut = 4;

    private const int ProtocolTcp = 6;
    private const int TcpInformation = 11;
    private const byte Established = 1;
    private const int DontWait = 0x40;
    private const int NoSignal = 0x4000;

    public static bool IsAvailable { get; } = OperatingSystem.IsLinux() && Environment.Is64BitProcess;

    /// <summary>Neither side has closed its direction of the TCP connection (TCP_INFO).</summary>
    /// <exception cref="SocketException">It is broken.</exception>
    public static bool IsEstablished(Socket socket)
    {
        Span<byte> state = stackalloc byte[1];
        return socket.GetRawSocketOption(ProtocolTcp, TcpInformation, state) > 0 && state[0] == Established;
    }

    /// <summary>Bytes received, 0 at the end, or minus the errno.</summary>
    /// <param name="waits">False: <see cref="Eagain"/> when nothing is there.</param>
    public static int Receive(SafeHandle socket, Span<byte> destination, bool waits)
    {
        fixed (byte* start = destination)
        {
            var received = Receive(socket, start, (nuint)destination.Length, waits ? 0 : DontWait);
            return received >= 0 ? (int)received : -Marshal.GetLastPInvokeError();
        }
    }

    /// <summary>Bytes that the system took, without waiting, or minus the errno.</summary>
    public static long Send(SafeHandle socket, IoVector* vectors, int count)
    {
        var message = new Message { Vectors = vectors, VectorCount = (nuint)count };
        var sent = SendMessage(socket, &message, DontWait | NoSignal);
        return sent >= 0 ? (long)sent : -Marshal.GetLastPInvokeError();
    }

    /// <summary>Waits until the socket can be received from or sent to, or has ended.</summary>
    public static void Wait(SafeHandle socket, short events)
    {
        var added = false;
        try
        {
            socket.DangerousAddRef(ref added);
            var poll = new PollFile { File = (int)socket.DangerousGetHandle(), Events = events };
            _ = Poll(&poll, 1, -1);
        }
        finally
        {
            if (added)
            {
                socket.DangerousRelease();
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    private static partial nint Receive(SafeHandle socket, byte* buffer, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "sendmsg", SetLastError = true)]
    private static partial nint SendMessage(SafeHandle socket, Message* message, int flags);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(PollFile* files, nuint count, int timeoutMs);

    /// <summary>struct iovec.</summary>
    internal struct IoVector
    {
        public byte* Base;
        public nuint Length;
    }

    /// <summary>struct msghdr of 64-bit systems.</summary>
    private struct Message
    {
        public void* Name;
        public nuint NameLength;
        public IoVector* Vectors;
        public nuint VectorCount;
        public void* Control;
        public nuint ControlLength;
        public nint Flags;
    }

    /// <summary>struct pollfd.</summary>
    private struct PollFile
    {
        public int File;
        public short Events;
        public short Returned;
    }
}
