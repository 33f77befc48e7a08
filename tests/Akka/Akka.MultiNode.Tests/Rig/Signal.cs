using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Akka.MultiNode.Tests.Rig;

/// <summary>Signals to processes that the tests have started.</summary>
internal static class Signal
{
    private const int Kill = 9;
    private const int Continue = 18;
    private const int Stop = 19;
    private const int NoSuchProcess = 3;

    /// <summary>Ends it without a word.</summary>
    public static void KillNow(Process process) => Send(process.Id, Kill);

    /// <summary>Freezes a process, or lets it go on.</summary>
    public static void Freeze(int pid, bool frozen) => Send(pid, frozen ? Stop : Continue);

    /// <summary>The processes that a process has started, and those that they have, itself first.</summary>
    public static IReadOnlyList<int> Family(int pid)
    {
        var family = new List<int> { pid };
        for (var i = 0; i < family.Count; i++)
        {
            var children = $"/proc/{family[i]}/task/{family[i]}/children";
            if (File.Exists(children))
                family.AddRange(File.ReadAllText(children).Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse));
        }

        return family;
    }

    private static void Send(int pid, int signal)
    {
        // One that has ended meanwhile, as those that serve a connection do, needs none.
        if (SendSignal(pid, signal) != 0 && Marshal.GetLastPInvokeError() != NoSuchProcess)
            throw new InvalidOperationException($"Cannot send signal {signal} to {pid}: error {Marshal.GetLastPInvokeError()}.");
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int SendSignal(int pid, int signal);
}
