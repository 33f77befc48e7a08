using System.Runtime.InteropServices;

namespace VioActors.Actors.Vios.Cke.Wire;

/// <summary>The Linux call that the class library lacks: a send on a blocking socket which itself never blocks. Thread-safe.</summary>
internal static partial class NonBlockingSend
{
    private const int DontWait = 0x40;
    private const int NoSignal = 0x4000;
    private const int MoreFollows = 0x8000;
    private const int Eintr = 4;
    private const int Eagain = 11;

    public static bool IsAvailable { get; } = OperatingSystem.IsLinux() && Environment.Is64BitProcess;

    /// <summary>Bytes that the system took at once; 0: none now; -1: the connection is broken.</summary>
    /// <param name="socket">Of a connected socket.</param>
    /// <param name="bytes">At least one.</param>
    /// <param name="moreFollows">Need not go out before what is sent next.</param>
    public static int Send(SafeHandle socket, ReadOnlySpan<byte> bytes, bool moreFollows)
    {
        var flags = DontWait | NoSignal | (moreFollows ? MoreFollows : 0);
        while (true)
        {
            var sent = Send(socket, ref MemoryMarshal.GetReference(bytes), (nuint)bytes.Length, flags);
            if (sent >= 0)
                return (int)sent;
            var fault = Marshal.GetLastPInvokeError();
            if (fault != Eintr)
                return fault == Eagain ? 0 : -1;
        }
    }

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    private static partial nint Send(SafeHandle socket, ref byte buffer, nuint length, int flags);
}
