using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace VioActors.Actors.Vios.Cke.Wire;

/// <summary>
/// The Linux call that the class library lacks: a send on a blocking socket which itself never blocks, of several pieces of memory at once,
/// so that the other side wakes once for all of them. Thread-safe.
/// </summary>
internal static partial class NonBlockingSend
{
    /// <summary>Pieces of one call.</summary>
    public const int PartCountMax = 16;

    private const int DontWait = 0x40;
    private const int NoSignal = 0x4000;
    private const int Eintr = 4;
    private const int Eagain = 11;

    public static bool IsAvailable { get; } = OperatingSystem.IsLinux() && Environment.Is64BitProcess;

    /// <summary>Bytes that the system took at once; 0: none now; -1: the connection is broken.</summary>
    /// <param name="socket">Of a connected socket.</param>
    /// <param name="parts">One to <see cref="PartCountMax"/>, none empty, sent in this order.</param>
    public static unsafe int Send(SafeHandle socket, ReadOnlySpan<ReadOnlyMemory<byte>> parts)
    {
        var pins = default(Pins);
        var vectors = stackalloc Vector[parts.Length];
        try
        {
            for (var i = 0; i < parts.Length; i++)
            {
                pins[i] = parts[i].Pin();
                vectors[i] = new Vector { Base = pins[i].Pointer, LengthBytes = (nuint)parts[i].Length };
            }

            var message = new Message { Vectors = vectors, VectorCount = (nuint)parts.Length };
            return Send(socket, &message);
        }
        finally
        {
            for (var i = 0; i < parts.Length; i++)
                pins[i].Dispose();
        }
    }

    private static unsafe int Send(SafeHandle socket, Message* message)
    {
        while (true)
        {
            var sent = Send(socket, message, DontWait | NoSignal);
            if (sent >= 0)
                return (int)sent;
            var fault = Marshal.GetLastPInvokeError();
            if (fault != Eintr)
                return fault == Eagain ? 0 : -1;
        }
    }

    [LibraryImport("libc", EntryPoint = "sendmsg", SetLastError = true)]
    private static unsafe partial nint Send(SafeHandle socket, Message* message, int flags);

    [InlineArray(PartCountMax)]
    private struct Pins
    {
        private MemoryHandle _first;
    }

    /// <summary>The system's iovec.</summary>
    private unsafe struct Vector
    {
        public void* Base;
        public nuint LengthBytes;
    }

    /// <summary>The system's msghdr.</summary>
    private unsafe struct Message
    {
        public void* Name;
        public uint NameLength;
        public Vector* Vectors;
        public nuint VectorCount;
        public void* Control;
        public nuint ControlLength;
        public int Flags;
    }
}
